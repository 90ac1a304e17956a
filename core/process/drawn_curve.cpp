#include "core/process/drawn_curve.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/process/process.h"

namespace alphabar {
namespace {

constexpr double most_log_snr = 20;  // of a point: alpha_bar in [2e-9, 1 - 2e-9]
constexpr double least_drop = 1e-3;  // of the log-SNR between neighbours
constexpr double least_step = 1e-4;  // of t / T between neighbours

double log_snr_of(double alpha_bar) {
  return std::clamp(std::log(alpha_bar / (1 - alpha_bar)), -most_log_snr, most_log_snr);
}
double alpha_bar_of(double log_snr) { return 1 / (1 + std::exp(-log_snr)); }

/// Neighbours that a schedule leaves equal are moved apart, from the noisy end up.
void separate(ProcessSpec& p) {
  for (std::size_t i = p.drawn_t.size() - 1; i-- > 0;) {
    const double least = log_snr_of(p.drawn_alpha_bar[i + 1]) + least_drop;
    if (log_snr_of(p.drawn_alpha_bar[i]) < least) p.drawn_alpha_bar[i] = alpha_bar_of(least);
  }
}

}  // namespace

ProcessSpec as_drawn(const ProcessSpec& process, int points) {
  if (process.kind == ProcessKind::drawn) return process;
  const Process source(process);
  assert(source.discrete() && points >= 1);
  ProcessSpec drawn;
  drawn.kind = ProcessKind::drawn;
  drawn.T = source.T();
  drawn.zero_terminal_snr = process.zero_terminal_snr;
  for (int i = 1; i <= points; ++i) {
    const double u = std::pow(static_cast<double>(i) / points, 1.5);  // closer where the data are
    drawn.drawn_t.push_back(u);
    drawn.drawn_alpha_bar.push_back(
        alpha_bar_of(log_snr_of(source.at(u * source.T()).alpha_bar())));
  }
  separate(drawn);
  return drawn;
}

std::size_t add_point(ProcessSpec& drawn, double u) {
  assert(drawn.kind == ProcessKind::drawn);
  u = std::clamp(u, least_step, 1.0);
  const auto above = std::ranges::lower_bound(drawn.drawn_t, u - least_step);
  const auto index = static_cast<std::size_t>(above - drawn.drawn_t.begin());
  if (above == drawn.drawn_t.end() || *above < u + least_step)
    return std::min(index, drawn.drawn_t.size() - 1);
  const double before =
      index > 0 ? log_snr_of(drawn.drawn_alpha_bar[index - 1]) : most_log_snr + least_drop;
  if (before - log_snr_of(drawn.drawn_alpha_bar[index]) < 2 * least_drop) return index;
  ProcessSpec plain = drawn;
  plain.zero_terminal_snr = false;
  const double on_curve = Process(plain).at(u * drawn.T).alpha_bar();
  const auto at = static_cast<std::ptrdiff_t>(index);
  drawn.drawn_t.insert(above, u);
  drawn.drawn_alpha_bar.insert(drawn.drawn_alpha_bar.begin() + at, on_curve);
  move_point(drawn, index, u, log_snr_of(on_curve));
  return index;
}

void move_point(ProcessSpec& drawn, std::size_t point, double u, double log_snr) {
  assert(drawn.kind == ProcessKind::drawn && point < drawn.drawn_t.size());
  std::vector<double>&t = drawn.drawn_t, &y = drawn.drawn_alpha_bar;
  const bool last = point + 1 == t.size();
  const double left = point > 0 ? t[point - 1] + least_step : least_step;
  const double right = last ? 1 : t[point + 1] - least_step;
  const double high = point > 0 ? log_snr_of(y[point - 1]) - least_drop : most_log_snr;
  const double low = last ? -most_log_snr : log_snr_of(y[point + 1]) + least_drop;
  if (!last && left <= right) t[point] = std::clamp(u, left, right);
  if (low <= high) y[point] = alpha_bar_of(std::clamp(log_snr, low, high));
}

bool remove_point(ProcessSpec& drawn, std::size_t point) {
  assert(drawn.kind == ProcessKind::drawn && point < drawn.drawn_t.size());
  if (point + 1 == drawn.drawn_t.size()) return false;
  const auto at = static_cast<std::ptrdiff_t>(point);
  drawn.drawn_t.erase(drawn.drawn_t.begin() + at);
  drawn.drawn_alpha_bar.erase(drawn.drawn_alpha_bar.begin() + at);
  return true;
}

}  // namespace alphabar

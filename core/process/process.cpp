#include "core/process/process.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/process/process_page.h"

namespace alphabar {
namespace {

Level level_of(double t, double alpha_bar) {
  return {t, std::sqrt(alpha_bar), std::sqrt(1 - alpha_bar)};
}

/// Zero terminal SNR: sqrt(alpha_bar) shifted to end at 0 and stretched to start where it did (Lin
/// et al. 2024, algorithm 1).
void rescale_to_zero_snr(std::vector<double>& betas) {
  std::vector<double> root;  // sqrt(alpha_bar)
  double alpha_bar = 1;
  for (const double beta : betas) root.push_back(std::sqrt(alpha_bar *= 1 - beta));
  const double first = root.front(), last = root.back();
  for (double& r : root) r = (r - last) * (first / (first - last));
  betas[0] = 1 - root[0] * root[0];
  for (std::size_t i = 1; i < root.size(); ++i)
    betas[i] = 1 - root[i] * root[i] / (root[i - 1] * root[i - 1]);
}

const ProcessPage& checked_page(const ProcessSpec& spec) {
  check(spec);
  return process_page(spec.kind);
}

}  // namespace

const ProcessPage& process_page(ProcessKind kind) {
#define ALPHABAR_ENTRY(name) &name##_process,
  static constexpr std::array pages{ALPHABAR_PROCESSES(ALPHABAR_ENTRY)};
#undef ALPHABAR_ENTRY
  const ProcessPage& page = *pages[static_cast<std::size_t>(kind)];
  assert(page.kind == kind && is_discrete(kind) == (page.betas != nullptr));
  return page;
}

Level preserving_level(double t, double sigma) {
  const double a = 1 / std::sqrt(1 + sigma * sigma);
  return {t, a, std::isinf(sigma) ? 1 : sigma * a};
}

Process::Process(const ProcessSpec& spec) : spec_(spec), page_(&checked_page(spec)) {
  if (!page_->betas) return;
  beta_ = page_->betas(spec);
  if (spec.zero_terminal_snr) rescale_to_zero_snr(beta_);
  beta_.insert(beta_.begin(), 0.0);
  alpha_bar_.assign(1, 1.0);
  for (std::size_t t = 1; t < beta_.size(); ++t)
    alpha_bar_.push_back(alpha_bar_.back() * (1 - beta_[t]));
}

bool Process::has_sde() const { return page_->drift != nullptr; }
bool Process::has_diffusion() const { return page_->diffusion_squared != nullptr; }
bool Process::variance_preserving() const { return discrete() || page_->preserves_variance; }
bool Process::variance_exploding() const { return page_->explodes_variance; }
bool Process::is_flow() const { return page_->flow; }
bool Process::time_is_sigma() const { return page_->time_is_sigma; }

double Process::t_max() const { return discrete() ? T() : page_->t_max(spec_); }
double Process::t_min() const { return discrete() ? 1 : page_->t_min(spec_); }

Level Process::at(double t) const {
  t = std::clamp(t, 0.0, t_max());
  if (!discrete()) return page_->at(spec_, t);
  const int lower = std::min(static_cast<int>(t), T());
  const double part = t - lower;
  if (part == 0) return level_of(t, alpha_bar(lower));
  const Level below = level_of(lower, alpha_bar(lower)), above = at(lower + 1);
  Level level;
  if (below.s == 0 || above.a == 0) {  // log(sigma) is infinite at one end
    level = level_of(t, (1 - part) * alpha_bar(lower) + part * alpha_bar(lower + 1));
  } else {
    const double sigma =
        std::exp((1 - part) * std::log(below.sigma()) + part * std::log(above.sigma()));
    level.a = 1 / std::sqrt(1 + sigma * sigma);
    level.s = sigma * level.a;
  }
  level.t = t;
  return level;
}

Level Process::at_sigma(double sigma) const {
  return discrete() ? preserving_level(timestep_of_sigma(sigma), sigma)
                    : page_->at_sigma(spec_, sigma);
}

Level Process::at_log_snr(double log_snr) const { return at_sigma(std::exp(-0.5 * log_snr)); }

double Process::timestep_of_sigma(double sigma) const {
  // sigma rises with t: find the interval, then invert the interpolation of at().
  int lower = 0, upper = T();
  if (sigma >= level_of(0, alpha_bar(upper)).sigma()) return upper;
  while (upper - lower > 1) {
    const int middle = (lower + upper) / 2;
    (level_of(0, alpha_bar(middle)).sigma() <= sigma ? lower : upper) = middle;
  }
  const Level below = at(lower), above = at(upper);
  if (below.s == 0 || above.a == 0) {
    const double wanted = 1 / (1 + sigma * sigma);
    return lower + (alpha_bar(lower) - wanted) / (alpha_bar(lower) - alpha_bar(upper));
  }
  return lower + std::log(sigma / below.sigma()) / std::log(above.sigma() / below.sigma());
}

double Process::drift(double t) const {
  assert(has_sde());
  return page_->drift(spec_, t);
}

double Process::diffusion_squared(double t) const {
  assert(has_diffusion());
  return page_->diffusion_squared(spec_, t);
}

}  // namespace alphabar

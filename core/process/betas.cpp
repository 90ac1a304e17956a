#include "core/process/betas.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/process/monotone_curve.h"
#include "core/scene/formula.h"

namespace alphabar {
namespace {

/// n values from first to last, both included; one value: first.
std::vector<double> line(double first, double last, int n) {
  std::vector<double> values(static_cast<std::size_t>(n), first);
  const double step = n > 1 ? (last - first) / (n - 1) : 0;
  for (std::size_t i = 1; i < values.size(); ++i) values[i] = first + static_cast<double>(i) * step;
  if (n > 1) values.back() = last;
  return values;
}

std::vector<double> cosine(int T, double max_beta) {
  const auto f = [](double u) {
    const double c = std::cos((u + 0.008) / 1.008 * std::numbers::pi / 2);
    return c * c;
  };
  std::vector<double> betas;
  for (int i = 0; i < T; ++i)
    betas.push_back(
        std::min(1 - f(static_cast<double>(i + 1) / T) / f(static_cast<double>(i) / T), max_beta));
  return betas;
}

/// The betas that make alpha_bar_1 .. alpha_bar_T of falling values.
std::vector<double> betas_of(const std::vector<double>& alpha_bar) {
  std::vector<double> betas;
  double before = 1;
  for (const double now : alpha_bar) {
    betas.push_back(std::max(1 - now / before, 1e-12));  // a flat piece still has beta > 0
    before = now;
  }
  return betas;
}

/// alpha_bar falls along the curve from (0, 1) through the points.
std::vector<double> drawn(const ProcessSpec& spec) {
  std::vector<double> x{0}, y{1};
  x.insert(x.end(), spec.drawn_t.begin(), spec.drawn_t.end());
  y.insert(y.end(), spec.drawn_alpha_bar.begin(), spec.drawn_alpha_bar.end());
  const MonotoneCurve curve(x, y);
  std::vector<double> alpha_bar;
  for (int t = 1; t <= spec.T; ++t) alpha_bar.push_back(curve(static_cast<double>(t) / spec.T));
  return betas_of(alpha_bar);
}

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

}  // namespace

std::vector<double> make_betas(const ProcessSpec& spec) {
  std::vector<double> betas;
  switch (spec.kind) {
    case ProcessKind::linear: betas = line(spec.beta_start, spec.beta_end, spec.T); break;
    case ProcessKind::scaled_linear:
      betas = line(std::sqrt(spec.beta_start), std::sqrt(spec.beta_end), spec.T);
      for (double& beta : betas) beta *= beta;
      break;
    case ProcessKind::cosine: betas = cosine(spec.T, spec.max_beta); break;
    case ProcessKind::sigmoid:
      betas = line(-6, 6, spec.T);
      for (double& beta : betas)
        beta = spec.beta_start + (spec.beta_end - spec.beta_start) / (1 + std::exp(-beta));
      break;
    case ProcessKind::drawn: betas = drawn(spec); break;
    case ProcessKind::formula:
      betas = betas_of(schedule_of(formula_curve(spec.formula, spec.T)));
      break;
    case ProcessKind::betas: betas = spec.betas; break;
    default: assert(false && "a continuous process has no betas");
  }
  if (spec.zero_terminal_snr) rescale_to_zero_snr(betas);
  return betas;
}

}  // namespace alphabar

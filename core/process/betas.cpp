#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/process/monotone_curve.h"
#include "core/process/process_page.h"
#include "core/scene/formula.h"

// The discrete processes, t = 1..T: each says its betas, or the alpha_bar that they make.

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

/// Ho et al. 2020, section 4.
std::vector<double> linear(const ProcessSpec& spec) {
  return line(spec.beta_start, spec.beta_end, spec.T);
}

/// Linear in sqrt(beta).
std::vector<double> scaled_linear(const ProcessSpec& spec) {
  std::vector<double> betas = line(std::sqrt(spec.beta_start), std::sqrt(spec.beta_end), spec.T);
  for (double& beta : betas) beta *= beta;
  return betas;
}

/// diffusers' "sigmoid".
std::vector<double> sigmoid(const ProcessSpec& spec) {
  std::vector<double> betas = line(-6, 6, spec.T);
  for (double& beta : betas)
    beta = spec.beta_start + (spec.beta_end - spec.beta_start) / (1 + std::exp(-beta));
  return betas;
}

/// Nichol and Dhariwal 2021, eq. 17, with their offset 0.008, each beta capped at max_beta.
std::vector<double> cosine(const ProcessSpec& spec) {
  const int T = spec.T;
  const auto f = [](double u) {
    const double c = std::cos((u + 0.008) / 1.008 * std::numbers::pi / 2);
    return c * c;
  };
  std::vector<double> betas;
  for (int i = 0; i < T; ++i)
    betas.push_back(std::min(1 - f(static_cast<double>(i + 1) / T) / f(static_cast<double>(i) / T),
                             spec.max_beta));
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

/// alpha_bar a MonotoneCurve in t / T from (0, 1) through the points.
std::vector<double> drawn(const ProcessSpec& spec) {
  std::vector<double> x{0}, y{1};
  x.insert(x.end(), spec.drawn_t.begin(), spec.drawn_t.end());
  y.insert(y.end(), spec.drawn_alpha_bar.begin(), spec.drawn_alpha_bar.end());
  const MonotoneCurve curve(x, y);
  std::vector<double> alpha_bar;
  for (int t = 1; t <= spec.T; ++t) alpha_bar.push_back(curve(static_cast<double>(t) / spec.T));
  return betas_of(alpha_bar);
}

std::vector<double> by_formula(const ProcessSpec& spec) {
  return betas_of(schedule_of(formula_curve(spec.formula, spec.T)));
}

}  // namespace

constinit const ProcessPage linear_process{.kind = ProcessKind::linear, .betas = linear};
constinit const ProcessPage scaled_linear_process{.kind = ProcessKind::scaled_linear,
                                                  .betas = scaled_linear};
constinit const ProcessPage cosine_process{.kind = ProcessKind::cosine, .betas = cosine};
constinit const ProcessPage sigmoid_process{.kind = ProcessKind::sigmoid, .betas = sigmoid};
constinit const ProcessPage drawn_process{.kind = ProcessKind::drawn, .betas = drawn};
constinit const ProcessPage formula_process{.kind = ProcessKind::formula, .betas = by_formula};
constinit const ProcessPage betas_process{
    .kind = ProcessKind::betas, .betas = [](const ProcessSpec& spec) { return spec.betas; }};

}  // namespace alphabar

#include "core/scene/sampler_spec.h"

#include <cmath>
#include <string>
#include <utility>

#include "core/base/check.h"

namespace alphabar {

/// Levels given by hand: one or more, from noisy to clean.
static void check_by_hand(const GridSpec& grid) {
  const char* where = "sampler";
  const std::vector<double>& v = grid.values;
  const bool times = grid.values_in == LevelUnit::t;
  if (v.empty() || v.size() > 100000)
    throw BadRequest(
        where, "values", std::to_string(v.size()) + " values",
        std::string("1 to 100000 ") + (times ? "times" : "sigmas") + ", from noisy to clean");
  if (!grid.end_clean && v.size() < 2)
    throw BadRequest(where, "values", "1 value", "2 or more, the last of them the end",
                     "give one more, or let the run end at clean data (end_clean)");
  for (std::size_t i = 0; i < v.size(); ++i) {
    const std::string name = "values[" + std::to_string(i) + "]";
    const bool pure_noise = i == 0 && !times && v.size() > 1 && v[i] > 0 && std::isinf(v[i]);
    if (!pure_noise) check_range(where, name, v[i], times ? 0 : 1e-8, times ? 1e5 : 1e8);
    if (i > 0 && v[i] > v[i - 1])
      throw BadRequest(where, name, to_text(v[i]), "at most the one before, " + to_text(v[i - 1]),
                       "sort the levels from noisy to clean");
  }
}

void check(const SamplerSpec& s) {
  const char* where = "sampler";
  check_range(where, "steps", s.grid.steps, 1, 100000);
  check_range(where, "offset", s.grid.offset, 0, 100000);
  check_range(where, "rho", s.grid.rho, 0.01, 100);
  check_range(where, "shift", s.grid.shift, 0.01, 100);
  if (s.grid.terminal != 0) check_inside(where, "terminal", s.grid.terminal, 0, 1);
  check_range(where, "beta_a", s.grid.beta_a, 0.01, 100);
  check_range(where, "beta_b", s.grid.beta_b, 0.01, 100);
  for (const auto& [name, sigma] :
       {std::pair{"sigma_max", s.grid.sigma_max}, std::pair{"sigma_min", s.grid.sigma_min}})
    if (sigma != 0) check_range(where, name, sigma, 1e-8, 1e8);
  if (s.grid.spacing == Spacing::by_hand) check_by_hand(s.grid);
  check_range(where, "eta", s.eta, 0, 1);
  if (s.step_size != 0) check_range(where, "step_size", s.step_size, 1e-12, 1e3);
  check_range(where, "steps_each", s.steps_each, 1, 100000);
  const bool to_three = s.kind == SamplerKind::dpm_singlestep || s.kind == SamplerKind::dpmpp_2m ||
                        s.kind == SamplerKind::unipc || s.kind == SamplerKind::deis;
  check_range(where, "order", s.order, 1, to_three ? 3 : 4);
  check_range(where, "noise_scale", s.noise_scale, 0, 10);
  check_range(where, "boundary", s.boundary, 0, 1e6);
  check_range(where, "churn.amount", s.churn.amount, 0, 1e6);
  check_range(where, "churn.sigma_min", s.churn.sigma_min, 0, 1e8);
  check_range(where, "churn.sigma_max", s.churn.sigma_max, 0, 1e8);
  if (s.uncorrected.size() > 100000)
    throw BadRequest(where, "uncorrected", std::to_string(s.uncorrected.size()) + " values",
                     "at most 100000 steps");
  for (const double step : s.uncorrected) check_range(where, "uncorrected", step, 0, 100000);
  check_range(where, "corrector.steps", s.corrector.steps, 0, 1000);
  check_range(where, "corrector.snr", s.corrector.snr, 1e-6, 100);
  check_range(where, "corrector.step_size", s.corrector.step_size, 1e-12, 1e3);
}

}  // namespace alphabar

#include "core/scene/sampler_spec.h"

#include <string>

#include "core/base/check.h"

namespace alphabar {

void check(const SamplerSpec& s) {
  const char* where = "sampler";
  check_range(where, "steps", s.grid.steps, 1, 100000);
  check_range(where, "offset", s.grid.offset, 0, 100000);
  check_range(where, "rho", s.grid.rho, 0.01, 100);
  check_range(where, "shift", s.grid.shift, 0.01, 100);
  if (s.grid.spacing == Spacing::by_hand) {
    if (s.grid.values.empty() || s.grid.values.size() > 100000)
      throw BadRequest(where, "values", std::to_string(s.grid.values.size()) + " values",
                       "1 to 100000 sigmas, from noisy to clean");
    if (!s.grid.end_clean && s.grid.values.size() < 2)
      throw BadRequest(where, "values", "1 value", "2 or more, the last of them the end",
                       "give one more, or let the run end at clean data (end_clean)");
    for (std::size_t i = 0; i < s.grid.values.size(); ++i) {
      const std::string name = "values[" + std::to_string(i) + "]";
      check_range(where, name, s.grid.values[i], 1e-8, 1e8);
      if (i > 0 && s.grid.values[i] > s.grid.values[i - 1])
        throw BadRequest(where, name, to_text(s.grid.values[i]),
                         "at most the one before, " + to_text(s.grid.values[i - 1]),
                         "sort the sigmas from noisy to clean");
    }
  }
  check_range(where, "eta", s.eta, 0, 1);
  check_range(where, "step_size", s.step_size, 1e-12, 1e3);
  check_range(where, "steps_each", s.steps_each, 1, 100000);
  const bool to_three = s.kind == SamplerKind::dpm_singlestep || s.kind == SamplerKind::dpmpp_2m ||
                        s.kind == SamplerKind::unipc || s.kind == SamplerKind::deis;
  check_range(where, "order", s.order, 1, to_three ? 3 : 4);
  check_range(where, "noise_scale", s.noise_scale, 0, 10);
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

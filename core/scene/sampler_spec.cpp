#include "core/scene/sampler_spec.h"

#include <string>

#include "core/base/check.h"

namespace alphabar {

void check(const SamplerSpec& s) {
  const char* where = "sampler";
  check(s.grid);
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

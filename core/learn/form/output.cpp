#include "core/learn/form/output.h"

#include <cassert>
#include <cmath>

namespace alphabar {

Output output_of(const TrainingSpec& training) {
  switch (training.objective) {
    case Objective::energy: return Output::energy;
    case Objective::explicit_score:
    case Objective::sliced_score:
    case Objective::denoising_score: return Output::score;
    case Objective::smld: return Output::scaled_score;
    case Objective::edm: return Output::edm;
    case Objective::flow_matching: return Output::velocity;
    case Objective::classifier: return Output::logits;
    case Objective::ddpm_simple:
    case Objective::ddpm_bound:
    case Objective::ddpm_min_snr:
    case Objective::continuous: break;
  }
  switch (training.prediction) {
    case Prediction::eps: return Output::eps;
    case Prediction::x0: return Output::x0;
    case Prediction::v: break;
  }
  return Output::v;
}

int outputs_of(Output output, int classes) {
  return output == Output::energy ? 1 : output == Output::logits ? classes : 2;
}

namespace {

/// D = c_skip x + c_out F at a = 1; at other a of x / a.
OutputForm edm_form(const Level& level, double data_std) {
  const double sigma = level.s / level.a, both = sigma * sigma + data_std * data_std;
  const double skip = data_std * data_std / both, out = sigma * data_std / std::sqrt(both);
  // eps = (x / a - D) / sigma, with 1 - c_skip = sigma^2 / both.
  return {skip / level.a,         out,
          sigma / both / level.a, -data_std / std::sqrt(both),
          (1 - skip) / out,       -skip * sigma / out};
}

}  // namespace

OutputForm output_form(Output output, const Level& level, double data_std) {
  const double a = level.a, s = level.s, square = a * a + s * s, sum = a + s;
  switch (output) {
    case Output::score: return {1 / a, s * s / a, 0, -s, 0, -1 / s};
    case Output::scaled_score: return {1 / a, s / a, 0, -1, 0, -1};
    case Output::eps: return {1 / a, -s / a, 0, 1, 0, 1};
    case Output::x0: return {0, 1, 1 / s, -a / s, 1, 0};
    case Output::v: return {a / square, -s / square, s / square, a / square, -s, a};
    case Output::velocity: return {1 / sum, -s / sum, 1 / sum, a / sum, -1, 1};
    case Output::edm: return edm_form(level, data_std);
    case Output::energy:
    case Output::logits: break;
  }
  assert(false);
  return {};
}

}  // namespace alphabar

#include <cmath>
#include <optional>

#include "core/plan/exponential.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"

namespace alphabar {
namespace {

constexpr double same_lambda = 1e-12;

/// The refined exponential solver, multistep (Zhang et al. 2023, RES, algorithm 2 of order 2;
/// ComfyUI res_multistep), down to sigma_down, then noise of sigma_up: x0_hat by the line through
/// its last two values, integrated exactly. With eta = 0 it is dpmpp_2m with the slope "heun".
///
/// With eta > 0 the line starts, as in ComfyUI, at the level that the step before went down to, not
/// at the one that its noise then made. The first step and one to clean data are of order 1.
Plan res_multistep_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  std::optional<Level> down_before;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    const Descent d = descent(from, to, sampler.eta);
    Row row = ddim_row(from, to, sampler.eta);
    if (to.s == 0) row.draw = false;
    row.c_z *= sampler.noise_scale;
    if (to.s > 0 && down_before && levels[i - 1].a > 0) {
      const Exponential e = exponential(from, d.down, SolverForm::x0);
      const double h = lambda(d.down) - lambda(from);
      const double before = lambda(levels[i - 1]) - lambda(*down_before);
      if (h > same_lambda && before < -same_lambda) {
        const double share = e.slope() * h / before;
        row.c_x = e.linear;
        row.c_e = {};
        row.c_d = {e.constant - share, share};
      }
    }
    plan.rows.push_back(row);
    down_before = d.down;
  }
  return plan;
}

}  // namespace

constinit const SamplerInfo res_multistep_sampler{
    .kind = SamplerKind::res_multistep,
    .name = "res_multistep",
    .title = "RES multistep",
    .formula =
        "x' = s_down x / s + w_1 x0_hat + w_2 x0_hat_before + s_up z, "
        "w_1 + w_2 = a' (1 - e^-h)",
    .source = "Zhang et al. 2023 (RES), algorithm 2; ComfyUI, res_multistep",
    .options = {&SamplerSpec::eta, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .build = res_multistep_plan,
};

}  // namespace alphabar

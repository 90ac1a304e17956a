#pragma once

#include "core/plan/plan.h"
#include "core/process/levels/grid.h"
#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// The kernel from a cleaner level `to` up to a noisier `from`: x_from = a x_to + s z.
struct Transition {
  double a;  ///< a_from / a_to; sqrt(alpha) in DDPM's letters
  double s;  ///< sqrt(s_from^2 - a^2 s_to^2); sqrt(beta)
};
Transition transition(const Level& from, const Level& to);

/// Standard deviation of the posterior q(x_to | x_from, x_0): s s_to / s_from, with s of the
/// transition; sqrt(beta_tilde) in DDPM's letters (Ho et al. 2020, eq. 7). 0 for zero-length steps.
double posterior_std(const Level& from, const Level& to);

/// A row that evaluates at `from`, where x is, and moves to `to`.
Row step_row(const Level& from, const Level& to);

/// How the points of a step's first stages are reported.
Report trial_report(const SamplerSpec& sampler);

/// Sets c_x and c_d[0] or c_e[0] so that y = x0 x0_hat + direction eps_hat, in the form that loses
/// least in single precision: x and x0_hat where that has c_x <= 1 (to the data), else x and
/// eps_hat (to noise, and from clean data).
void set_shares(Row& row, double x0, double direction);

/// A plan that starts at `first` with the process's prior: N(0, 1) where the kernel ends in
/// a^2 + s^2 = 1 or pure noise of scale 1 (VP, sub-VP, flow), N(0, s^2) where x is the data plus
/// noise (VE, EDM, the sigma frame).
Plan plan_from(const Process& process, const Level& first, Frame frame = Frame::process);

/// The level at this share of the way from `from` to `to` in log sigma, both with 0 < sigma < inf.
Level level_between(const Process& process, Frame frame, const Level& from, const Level& to,
                    double share);

/// The levels of a run in the sampler's frame; see run_levels.
std::vector<Level> framed_levels(const Process& process, const SamplerSpec& sampler,
                                 LowestPoint lowest = LowestPoint::kept);

}  // namespace alphabar

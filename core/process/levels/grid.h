#pragma once

#include <vector>

#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// The timesteps 1..T that a run of `points` entries visits on a discrete process, first (highest)
/// to last. Entries may repeat in quadratic spacing.
///
/// With diffusers' timestep i = t - 1: leading i = k (T // n) + offset; linspace i = round(k (T -
/// 1) / (n - 1)), half to even; trailing i = round(T - k T / n) - 1; quadratic i = trunc((k
/// sqrt(0.8 T) / (n - 1))^2) (Song et al. 2021, DDIM, appendix D.3). One entry of linspace or
/// quadratic is the highest of its range. ComfyUI's stand in spacing_table.h; of them sgm_uniform
/// and normal are not whole, ddim_uniform may have more than `points` entries and beta_timesteps
/// fewer. Throws BadRequest where n > T or the offset leads beyond T.
std::vector<double> timesteps(const Process& process, const GridSpec& grid, int points);

/// What becomes of the lowest of the points spread over the timesteps. Dropped: one point more is
/// spread and the lowest left out, as diffusers does for DPM-Solver, UniPC and DEIS.
enum class LowestPoint { kept, dropped };

/// The levels of a run, noisy to clean: grid.steps levels to evaluate at, then the one it ends at
/// (of by_hand, ddim_uniform and beta_timesteps as many as their list has). With drop_penultimate
/// one step more is spread, and of it the last level before the end left out.
///
/// On a continuous process the timestep spacings are linspace(t_max, t_min, n) and the end is t =
/// 0, or linspace(t_max, t_min, n + 1) with t_min as the end; quadratic squares that list's
/// fractions; on a flow `shift` bends the list, and `terminal` stretches it. Sigma spacings run
/// from sigma_max to sigma_min, which are those of t_max and t_min where they are 0 (Karras et al.
/// 2022, eq. 5; k-diffusion's exponential and polyexponential; the quantiles of Beta(a, b), Lee et
/// al. 2024), then end at clean data, or without end_clean at their last; on a flow they spread t.
/// ComfyUI's spacings of timesteps keep their own meaning on a continuous process: sgm_uniform and
/// normal are even in time, on edm in log sigma, on a flow with the lower end shifted too; the
/// others pick of a table, a flow's times i / N with t_min = 1 / N, of other processes 1,000
/// entries even in time, on edm in log sigma; kl_optimal shifts a flow's lower end. Printed lists
/// are sigmas s / a and refused on a flow.
/// A list by hand is sigmas s / a or times; sigmas outside the process's range are kept, times
/// there are refused. Without end_clean its last is where the run ends, so that two of them are one
/// jump k -> s. Throws BadRequest where the grid does not fit the process.
std::vector<Level> run_levels(const Process& process, const GridSpec& grid,
                              LowestPoint lowest = LowestPoint::kept);

/// Where each step of levels = run_levels(...) goes: the next entry, or with stride_targets the
/// timestep T // n below (diffusers' DDIM and PNDM); the last of `levels` below t = 1.
std::vector<Level> step_targets(const Process& process, const GridSpec& grid,
                                const std::vector<Level>& levels);

/// The same level in a frame: Frame::sigma divides x by a. a = 0 is refused there.
Level in_frame(const Level& level, Frame frame);

}  // namespace alphabar

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/engine/engine.h"
#include "core/files/arrays/npz.h"
#include "core/process/process.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// Arrays of a run under the names that reference cases use, in the order they are written.
using NamedArrays = std::vector<std::pair<std::string, Array>>;

/// What a finished run says, particle by particle (N particles):
///
///     x             [rows + 1, N, 2]  the state after each reported step, row 0 is x_T
///     x_corrected   [steps, N, 2]     after the correctors of a step, before its predictor
///     x_mean_last   [N, 2]            the last step without its noise
///     eps, score, velocity, denoised  [evaluations, N, 2]  the model's output, before guidance
///     x0            [evaluations, N, 2]  predicted x0 at the level that x has; guided, except in
///                                        the DDPM form of guidance, as published
///     eps_cond, grad [evaluations, N, 2] guided runs: the conditional output, grad log p(y|x_t)
///     timesteps     [steps]           as used: 0..T-1 on a discrete process, T t on a flow, else t
///     sigmas        [steps + 1]       the levels that x went through
///     eval_alpha_bar, eval_sigma, eval_t [evaluations]  where the model was asked
///     labels        [N]               guided runs: the class wanted
///
/// States come in the precision of the run. The request must be the one that ran, with
/// record.evaluations; where its replay has stored_rows or stored_evals only those are given.
template <class Real>
NamedArrays run_arrays(const Process& process, const GuidanceSpec& guidance,
                       const RunRequest& request, const Trajectory<Real>& trajectory,
                       const Npz* replay);

/// The arrays of a replay file that a run of this plan can use, unpacked once their headers have
/// shown that they fit it: x_init [N, 2]; noise [K, N, 2] with K at most two draws a row of the
/// plan; labels [N]; stored_rows and stored_evals, no longer than there are rows. Throws
/// BadRequest.
Npz read_replay_arrays(const NpzFile& file, const Plan& plan);

/// The draws of a replay file: x_init [N, 2] and, where the plan draws, noise [K, N, 2] with K at
/// least plan.draws() (more are left over: some libraries draw for a step that uses none), or as
/// many as there are rows that use theirs. Throws BadRequest for missing arrays and other shapes.
Replay read_replay(const Npz& arrays, const Plan& plan);

/// The class wanted for each particle: `labels` [N] of a replay file. Throws BadRequest.
std::vector<int> read_labels(const Npz& arrays, std::size_t particles);

}  // namespace alphabar

#pragma once

#include <optional>
#include <vector>

#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/unet_denoiser.h"
#include "core/plan/plan.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A run as the scheduler in a model's folder makes it.
struct PublishedRun {
  Plan plan;
  NetUse use;
  SamplerSpec sampler;            ///< of the plan; consistency models have none of the program's
  std::vector<double> timesteps;  ///< the scheduler's own list, in its words
};

/// The plan of the folder's own scheduler in so many steps, with what the net is asked at each
/// level: its timesteps rounded where the library rounds them. eta: of schedulers that have it.
/// Throws BadRequest where the folder has no scheduler, and where that cannot make such a run.
PublishedRun published_run(const ModelFolder& model, int steps, std::optional<double> eta = {});

/// The folder's scheduler as a sampler of scenes; none: it has no scheduler, or one that is none of
/// the program's samplers. Throws BadRequest for a file that cannot be read.
std::optional<SamplerSpec> published_sampler(const ModelFolder& model, int steps);

/// Puts a plan of a sampler into the form in which diffusers' step takes the answers of such a net,
/// where that is not the same: DDIM takes x0_hat clipped and eps_hat as it is said, PNDM keeps
/// outputs as they come. Returns what the plan's eps_hat is.
EpsHat fit_to_net(Plan& plan, SamplerKind sampler, const NetQuestion& question);

}  // namespace alphabar

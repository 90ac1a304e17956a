#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// Something about a sampler on its process that a reader of its results should know.
struct Remark {
  std::string words;                 ///< one sentence
  std::optional<SamplerSpec> plain;  ///< the sampler without it; none: there is nothing to undo
};

/// Where a sampler repeats what a library is known to do and its paper does not, so that both
/// agree: steps that miss the next entry of their own list, noise on the step to clean data, a
/// flow's lower end shifted twice. And where a run never restarts, and where levels lie outside the
/// process's. In this order; empty
/// for most. Throws BadRequest where the sampler does not fit the process.
std::vector<Remark> remarks(const Process& process, const SamplerSpec& sampler);

/// "2 of 11 levels outside the process's, sigma 157.4 to 0.01: kept as given"; empty where none is.
std::string outside_text(const Process& process, const std::vector<Level>& levels);

}  // namespace alphabar

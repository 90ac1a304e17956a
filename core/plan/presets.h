#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A sampler with the options that a library gives it, under the library's name for it.
struct Preset {
  std::string name;  ///< "diffusers DDIM, 50, leading"
  SamplerSpec sampler;
};

/// Those of diffusers 0.42.1 (the schedulers' own defaults where the name says nothing else), of
/// k-diffusion 0.1.1 (which keeps x / a and takes a list of sigmas) and of ComfyUI
/// (comfy_presets.h). They run on any process that has the levels they ask for.
std::vector<Preset> presets();

/// The sampler of that name, or of ComfyUI's two, "dpmpp_2m + karras"; empty: there is none.
std::optional<SamplerSpec> find_preset(std::string_view name);

}  // namespace alphabar

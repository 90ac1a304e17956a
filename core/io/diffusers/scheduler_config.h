#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/scene/process_spec.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A scheduler_config.json of diffusers as a process and a sampler.
struct SchedulerConfig {
  std::string class_name;
  ProcessSpec process;
  SamplerSpec sampler;
  /// What of it is not as it stands there, a sentence each: "clip_sample = true: nothing is clipped
  /// here". Empty where the whole file was used, or says nothing that changes a run.
  std::vector<std::string> notices;
};

/// Whether a text is such a file: an object with _class_name.
bool is_scheduler_config(std::string_view text);

/// Parses such a file: Python writes Infinity and NaN, which JSON has not; they are null here.
/// Throws BadRequest for what is no JSON.
nlohmann::json parse_scheduler_config(std::string_view text, const std::string& where);

/// Reads what diffusers 0.42.1 writes, with the defaults of each of its classes. Every key is used,
/// known to change nothing in a run of the exact model, or named in a notice. `steps` are those of
/// the run. Throws BadRequest for a class or a value that no plan stands for, and for no JSON.
SchedulerConfig read_scheduler_config(std::string_view text, const std::string& where, int steps);

/// What diffusers' from_config() takes for a process and a sampler, and what it does not say of
/// them: its readers pass over keys that begin with an underscore, so `_alphabar` holds the rest,
/// and reading gives the same two back. Throws BadRequest for a process that diffusers has not.
struct SchedulerConfigText {
  std::string json;
  std::vector<std::string> notices;  ///< what diffusers will not do, a sentence each
};
SchedulerConfigText scheduler_config(const ProcessSpec& process, const SamplerSpec& sampler);

}  // namespace alphabar

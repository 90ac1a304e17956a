#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/process/schedule_list.h"
#include "core/scene/scene.h"

namespace alphabar {

// Schedules as other programs write them: lists of numbers and diffusers' scheduler_config.json.

/// A list as Python has it, "[0.0001, 0.0002]", with the fewest digits that read back the same.
std::string python_list(const std::vector<double>& values);

/// The betas, or alpha_bar_1 .. alpha_bar_T, of a discrete process. Throws BadRequest otherwise.
std::string betas_text(const ProcessSpec& process);
std::string alphas_cumprod_text(const ProcessSpec& process);

/// The sigmas that a lane's run visits, noisy to clean, "14.6, 9.7, 0.03, 0". Throws BadRequest
/// where the grid does not fit the process.
std::string sigmas_text(const ProcessSpec& process, const SamplerSpec& sampler);

/// What diffusers 0.42.1's from_config() takes for this process and sampler; a sampler that it does
/// not have becomes a DDIMScheduler. Throws BadRequest for a process that it does not have.
std::string scheduler_config(const ProcessSpec& process, const SamplerSpec& sampler);
/// Whether it has a scheduler of this kind.
bool in_diffusers(SamplerKind kind);

/// What a text says: a list, or a configuration's process and sampler.
struct PastedSchedule {
  std::optional<ScheduleList> list;
  std::optional<ProcessSpec> process;
  std::optional<SamplerSpec> sampler;
  std::string taken_for;  ///< "1000 betas"; "DDIMScheduler; clip_sample is left out"
};

/// Reads
///   - a list, with or without a name ("betas = "), brackets and numpy's or torch's wrapping. Its
///     name says what it is; without one: numbers above 1 are sigmas; in brackets a falling list is
///     alphas_cumprod and any other betas; without brackets a falling list is sigmas;
///   - a scheduler_config.json (an object with _class_name). `steps` are those of the run.
/// At most 4 MB and 100,000 finite numbers. A list may still have faults(). Throws BadRequest.
PastedSchedule read_schedule(std::string_view text, const std::string& where, int steps = 50);

/// Whether it is worth trying: an object with _class_name, or something that starts like a list.
bool looks_like_schedule(std::string_view text);

}  // namespace alphabar

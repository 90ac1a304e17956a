#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/diffusers/scheduler_config.h"
#include "core/io/lists/list_readings.h"
#include "core/scene/scene.h"

namespace alphabar {

// Schedules as other programs write them: lists of numbers and diffusers' scheduler_config.json.

/// A list as Python has it, "[0.0001, 0.0002]", with the fewest digits that read back the same.
std::string python_list(const std::vector<double>& values);

/// "betas = [...]" or "alphas_cumprod = [...]" of a discrete process. Throws BadRequest otherwise.
std::string betas_text(const ProcessSpec& process);
std::string alphas_cumprod_text(const ProcessSpec& process);

/// The levels that a lane's run visits, noisy to clean, under their name: "sigmas = [14.6, 0.03,
/// 0]", on a flow "flow_times = [...]". Throws BadRequest where the grid does not fit the process.
std::string levels_text(const ProcessSpec& process, const SamplerSpec& sampler);

/// What a text says: a list, in each way that it can be read on a process, or a configuration.
struct PastedSchedule {
  std::vector<ListReading> lists;  ///< the likeliest first; empty: a configuration
  std::optional<SchedulerConfig> config;
};

/// Reads a list (list_readings) or a scheduler_config.json. `now` is the process that levels are
/// for, `steps` those of a configuration's run. Throws BadRequest.
PastedSchedule read_schedule(std::string_view text, const std::string& where,
                             const ProcessSpec& now = {}, int steps = 50);

/// Whether it is worth trying: an object with _class_name or a list, or what starts like a list.
bool looks_like_schedule(std::string_view text);

}  // namespace alphabar

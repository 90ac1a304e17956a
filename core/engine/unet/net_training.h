#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plan/plan.h"
#include "core/process/process.h"

namespace alphabar {

/// What a picture net was trained on, and where that is known from.
struct NetTraining {
  ProcessSpec process;  ///< discrete; where nothing says so the linear schedule of 1000 timesteps
  bool stated = false;  ///< by a scheduler_config.json in the net's folder
  bool operator==(const NetTraining&) const = default;
};

/// Reads scheduler_config.json of a net's folder, where it has one. Throws BadRequest for one that
/// cannot be read, and for a net that was trained to predict anything but the noise.
NetTraining net_training(const std::filesystem::path& folder);

/// Writes that file, whole or not at all, for a net that predicts the noise on a process.
void write_net_training(const std::filesystem::path& folder, const ProcessSpec& process);

/// What somebody who looks at the pictures must know, a sentence each: that nothing says what the
/// net was trained on, or that the scene's process is another one, and at which timesteps it is
/// asked therefore. Empty where the two are known to be the same.
std::vector<std::string> training_notices(const NetTraining& training, const Process& scene,
                                          const Plan& plan);

/// The timestep 0 .. T - 1, fractional where need be, at which a net of a process is asked for a
/// level with this sigma = s / a: clamped to the ends.
double net_timestep(const Process& trained, double sigma);

}  // namespace alphabar

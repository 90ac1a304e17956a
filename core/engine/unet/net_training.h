#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/unet/folder/model_folder.h"
#include "core/io/diffusers/model_scheduler.h"
#include "core/plan/plan.h"
#include "core/process/process.h"

namespace alphabar {

/// What a picture net was trained on, how it is asked therefore, and where that is known from.
struct NetTraining {
  /// What says so.
  enum class Source {
    nothing,  ///< nothing does: the linear schedule of 1000 timesteps and eps, until somebody says
    folder,   ///< the folder's scheduler_config.json
    user,     ///< somebody who assumes it, whatever the folder says
  };
  ProcessSpec process;
  NetQuestion question;
  Source source = Source::nothing;
  std::string scheduler;             ///< the folder's class; empty: it has none
  std::vector<std::string> notices;  ///< what of the folder's file is not as it stands there
  bool operator==(const NetTraining&) const = default;
};

/// Reads the scheduler of a model's folder, where it has one; `assume` ("linear-1000-eps") in its
/// place. Throws BadRequest for what cannot be read.
NetTraining net_training(const ModelFolder& model, const std::string& assume = "");
NetTraining net_training(const std::filesystem::path& folder, const std::string& assume = "");

/// Throws BadRequest where nothing says what the net was trained on: headless nobody can be asked.
void require_known(const NetTraining& training, const std::filesystem::path& folder);

/// Writes scheduler_config.json, whole or not at all, for a net that predicts the noise on a
/// process, or what else is given.
void write_net_training(const std::filesystem::path& folder, const ProcessSpec& process,
                        PredictionType prediction = PredictionType::epsilon);

/// What somebody who looks at the pictures must know, a sentence each: that nothing says what the
/// net was trained on, that it is not asked as published, or that the scene's process is another
/// one, and with what it is asked therefore. Empty where all is as published.
std::vector<std::string> training_notices(const NetTraining& training, const Process& scene,
                                          const Plan& plan);

/// What a net of a process is told of a level with this sigma = s / a: of timesteps 0 .. T - 1,
/// fractional where need be, clamped to the ends.
double net_time(const Process& trained, const NetQuestion& question, double sigma);

}  // namespace alphabar

#pragma once

#include <filesystem>
#include <string>

#include "core/engine/unet/model_card.h"

namespace alphabar {

/// A picture net that was opened, and how it is to be taken: its box is open.
struct ModelDraft {
  std::filesystem::path path;  ///< as it was chosen
  ModelCard card;
  int assumed = 0;           ///< of model_assumptions(), where its folder says nothing
  bool take_process = true;  ///< the scene's process and the pictures' sampler become its own
};

}  // namespace alphabar

#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/net/unet_config.h"
#include "core/engine/unet/net_training.h"

namespace alphabar {

/// What there is to know of a published net before it runs.
struct ModelCard {
  ModelFolder folder;
  UNetConfig config;
  NetTraining training;
  double parameters = 0;
  double memory = 0;                 ///< bytes for one picture of its own size, weights included
  std::vector<std::string> details;  ///< what of its files was passed over, a line each

  /// "parameters", "35,746,307"; "pictures", "32 x 32, 3 channels" ...: for people.
  std::vector<std::pair<std::string, std::string>> lines() const;
};

/// Reads a folder's files but for the weights' numbers, of which only the names and sizes are
/// looked at. Throws BadRequest for what load_unet() would refuse of them, and for a scheduler that
/// cannot be read.
ModelCard read_model_card(const std::filesystem::path& folder, const std::string& assume = "");

}  // namespace alphabar

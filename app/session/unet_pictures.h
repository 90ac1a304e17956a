#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "app/session/background/backends.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/unet_process.h"

namespace alphabar {

/// Makes a session's filmstrips with a UNet in a process of its own, row by row. Keeps the net of
/// the last one, so that a new sampler or seed does not read it again. For one thread at a time.
class UNetPictures {
 public:
  /// program: what its nets' processes run, as UNetProcessOptions has it.
  explicit UNetPictures(std::filesystem::path program = {}) : program_(std::move(program)) {}

  /// Throws BadRequest, Failed or Cancelled. A scene whose steps cannot be run on pictures at all
  /// (Langevin on clean data) is a BadRequest.
  void operator()(const PictureJob& job);

 private:
  std::filesystem::path program_;
  std::string model_;
  ModelFolder folder_;         // of that net
  std::shared_ptr<UNet> net_;  // shared: a std::function holds a copy of this
};

}  // namespace alphabar

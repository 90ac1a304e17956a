#pragma once

#include <memory>
#include <string>
#include <utility>

#include "app/session/backends.h"
#include "core/engine/unet/unet_process.h"

namespace alphabar {

/// Makes a session's filmstrips with a UNet in a process of its own, row by row. Keeps the net of
/// the last one, so that a new sampler or seed does not read it again. For one thread at a time.
class UNetPictures {
 public:
  /// options: of its nets; a job says itself whether it gives way, and when it stops.
  explicit UNetPictures(UNetProcessOptions options = {}) : options_(std::move(options)) {}

  /// Throws BadRequest, Failed or Cancelled. A scene whose steps cannot be run on pictures at all
  /// (Langevin on clean data) is a BadRequest.
  void operator()(const PictureJob& job);

 private:
  UNetProcessOptions options_;
  std::string model_;
  std::shared_ptr<UNet> net_;  // shared: a std::function holds a copy of this
};

}  // namespace alphabar

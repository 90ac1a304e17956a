#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/unet/image_run.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/unet.h"
#include "core/scene/scene.h"

namespace alphabar {

/// The net that a scene's pictures are made with.
struct PictureNet {
  UNet& net;
  const ModelFolder& folder;
  const NetTraining& training;
};

/// One lane of a scene's pictures, ready to run.
struct PictureLaneRun {
  Plan plan;
  NetUse use;
  std::vector<std::int64_t> labels;  ///< ImageRunRequest::labels
  std::vector<float> x_init;         ///< the scene's picture, for a plan that begins from the data
  std::vector<std::string> notices;

  /// The request of the run, for as long as this lives.
  ImageRunRequest request(const PictureNet& net, const Scene& scene) const;
};

/// Throws BadRequest where the lane cannot run on the process or with that net.
PictureLaneRun picture_lane_run(const Scene& scene, std::size_t lane, const PictureNet& net);

/// A picture (core/files/stills) as the net sees pictures: its middle, in the net's size, black -1
/// and white 1.
std::vector<float> read_picture(const std::filesystem::path& file, const UNetConfig& config);

}  // namespace alphabar

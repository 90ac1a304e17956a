#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/runs/runs.h"

namespace alphabar {

/// One block of a picture net, as it is drawn.
struct NetBlock {
  std::string name;           ///< "down 1", "middle", "up 3"
  int channels = 0;           ///< that leave it
  int height = 0, width = 0;  ///< of what leaves it
  int resnets = 0, attentions = 0;
  double parameters = 0;
};

/// A picture net as it is drawn: what goes down, what is at the bottom, what goes up.
struct NetOutline {
  std::string name;
  int in_channels = 0, out_channels = 0, height = 0, width = 0;
  int time_features = 0, time_channels = 0, classes = 0;  ///< 0 classes: none
  double parameters = 0;
  std::vector<NetBlock> down, middle, up;
  /// What of t enters every block, before class and activation: [embedding_t.size(),
  /// time_channels], at times of the process it was trained on, rising; empty: it is not known.
  std::vector<float> embedding;
  std::vector<double> embedding_t;
};

/// What a block of a net made of one picture.
struct BlockInside {
  double seconds = 0;              ///< that its layers took
  int height = 0, width = 0;       ///< of what leaves it
  int maps = 0;                    ///< channels that are shown, evenly spread over all
  std::vector<float> activations;  ///< [maps, height, width]
};

/// One picture of a lane at one of its states.
struct PictureMoment {
  std::shared_ptr<const PictureRun> run;
  int row = 0, picture = 0;
  bool operator==(const PictureMoment&) const = default;
};

/// Of the first lane of the pictures that there are, where the slider is.
PictureMoment moment_shown(const Runs& runs, const Scene& scene);

/// The inside of the net while it is asked at a moment.
struct NetInside {
  PictureMoment of;
  std::vector<BlockInside> blocks;  ///< as a pass goes: down, middle, up
};

}  // namespace alphabar

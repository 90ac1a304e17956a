#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/unet/train_unet.h"

namespace alphabar::net {

/// What a net is trained on.
struct TrainingPictures {
  std::int64_t count = 0, channels = 1, height = 0, width = 0;
  std::vector<std::uint8_t> values;  ///< [count][channels][height][width], 0 to 255
  std::vector<std::uint8_t> labels;  ///< [count]; empty: there are no classes

  int classes() const;
};

/// Reads what the options name: a folder of PNGs, cropped and resized to the net's size, or idx
/// files. Throws BadRequest where they do not fit each other or the net.
TrainingPictures read_training_pictures(const TrainUNetOptions& options);

}  // namespace alphabar::net

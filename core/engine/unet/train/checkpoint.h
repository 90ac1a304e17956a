#pragma once

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <utility>

#include "core/engine/unet/train_unet.h"

namespace alphabar::net {

/// Everything that changes in a training. Each tensor holds all parameters of the net, [n] float,
/// one after the other in the order of UNetModule::named_parameters().
struct TrainingState {
  at::Tensor weights;
  at::Tensor average;  ///< exponential moving average of the weights
  at::Tensor m, v;     ///< Adam's moments
  std::int64_t step = 0;
  double seconds = 0;  ///< spent, over all continuations

  /// The tensors by the names that a checkpoint gives them.
  std::array<std::pair<const char*, at::Tensor>, 4> tensors() const;
};

/// Writes the state to options.checkpoint, if that names a file. Throws Failed.
void save_checkpoint(const TrainUNetOptions& options, const TrainingState& state);

/// Reads options.checkpoint into a state that has its tensors, if there is such a file. Throws
/// BadRequest for one of another net, seed or batch, or one that is no checkpoint.
void load_checkpoint(const TrainUNetOptions& options, TrainingState& state);

}  // namespace alphabar::net

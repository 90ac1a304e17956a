#pragma once

#include "core/engine/unet/train_unet.h"

namespace alphabar::net {

/// train_unet, on the side that knows LibTorch.
void train(const TrainUNetOptions& options,
           const std::function<void(const TrainUNetProgress&)>& progress,
           const std::stop_token& stop);

}  // namespace alphabar::net

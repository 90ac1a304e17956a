#pragma once

#include "core/engine/unet/net/unet_config.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/unet.h"
#include "core/runs/net_outline.h"

namespace alphabar {

/// A net as it is drawn, at its own size; of any size, 64 x 64. name: for people.
NetOutline net_outline(const UNetConfig& config, const std::string& name);

/// Asks the net for the embeddings of times from clean to noise, of the process it was trained on.
void add_embeddings(NetOutline& outline, UNet& net, const NetTraining& training);

}  // namespace alphabar

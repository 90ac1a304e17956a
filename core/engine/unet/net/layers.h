#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "core/engine/unet/net/unet_config.h"
#include "core/engine/unet/net/unet_layers.h"

namespace alphabar::net {

/// What goes through a net.
struct Flow {
  at::Tensor h;        ///< [n, channels, height, width]
  at::Tensor time;     ///< the time embedding, activated: [n, time_dim]
  at::Tensor picture;  ///< beside it: the input on the way down, what is made on the way up;
                       ///< undefined: none yet
};

/// A layer of unet_layers().
struct Layer : torch::nn::Module {
  virtual void forward(Flow& flow) const = 0;
};

/// Makes the layer of a row and registers its parameters under the names that the library gives
/// them, below `root`.
std::shared_ptr<Layer> make_layer(torch::nn::Module& root, const UNetConfig& config,
                                  const UNetLayer& layer);

/// The module of a dotted name below `root`; made, and empty, where there is none yet.
torch::nn::Module& submodule(torch::nn::Module& root, const std::string& name);

/// Resets the weights of a module and of all below it.
void reset(torch::nn::Module& module);

}  // namespace alphabar::net

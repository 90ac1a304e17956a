#pragma once

#include <torch/nn/module.h>

#include <functional>

#include "core/engine/unet/net/unet_config.h"

namespace alphabar::net {

/// UNet2DModel as LibTorch modules. The names of the parameters are diffusers' own
/// ("down_blocks.0.resnets.0.norm1.weight"), so its weight files fit without a table. They hold
/// nothing yet: load_weights (weights.h) or reset_parameters fills them.
class UNetModule : public torch::nn::Module {
 public:
  explicit UNetModule(const UNetConfig& config);
  ~UNetModule() override;

  /// Starts a new net as PyTorch does: norms at 1 and 0, class embeddings normal, every other
  /// weight and bias uniform within +- fan_in^-1/2, from LibTorch's default generator. The order of
  /// the draws is part of what a seed means, so it stays: conv_in, the embeddings (time, then
  /// class), then down block i and up block i for each i, in each its layers as the forward pass
  /// goes; in the middle block its resnets, then its attention; conv_out.
  void reset_parameters();

  /// x [n, in, h, w]; t [n] floating; classes as the net takes them: labels [n] int64, vectors
  /// [n, time_dim], or undefined. A learned time embedding takes the timestep nearest to t.
  /// `watch` is called with what leaves each block: down, middle, up.
  using Watch = std::function<void(const at::Tensor&)>;
  at::Tensor forward(const at::Tensor& x, const at::Tensor& t, const at::Tensor& classes,
                     const Watch& watch = {});

  /// What of t enters the blocks, before the class and the activation: [n] -> [n, time_dim].
  at::Tensor time_embedding(const at::Tensor& t) const;

 private:
  struct Parts;
  at::Tensor time_features(const at::Tensor& t) const;
  at::Tensor time_and_class(const at::Tensor& t, const at::Tensor& classes) const;
  UNetConfig config_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace alphabar::net

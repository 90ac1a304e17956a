#pragma once

#include <torch/torch.h>

#include "core/engine/unet/net/unet_config.h"

namespace alphabar::net {

/// UNet2DModel as LibTorch modules. The names of the parameters are diffusers' own
/// ("down_blocks.0.resnets.0.norm1.weight"), so its weight files fit without a table.
class UNetModule : public torch::nn::Module {
 public:
  explicit UNetModule(const UNetConfig& config);
  ~UNetModule() override;

  /// x [n, in, h, w]; t [n] floating; labels [n] int64, undefined when the net has no classes.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& t, const at::Tensor& labels);

 private:
  struct Parts;
  UNetConfig config_;
  std::unique_ptr<Parts> parts_;
};

/// Sinusoidal features of t (diffusers' get_timestep_embedding): [n] -> [n, dim].
at::Tensor timestep_features(const at::Tensor& t, std::int64_t dim, bool flip_sin_to_cos,
                             double freq_shift);

}  // namespace alphabar::net

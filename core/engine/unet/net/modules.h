#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "core/engine/unet/net/unet_config.h"

namespace alphabar::net {

/// A module that has numbers of its own: a weight, and mostly a bias.
struct Weighted : torch::nn::Module {
  /// Draws or sets them as PyTorch starts them.
  virtual void reset_parameters() = 0;
  at::Tensor weight, bias;
};

struct Affine : Weighted {
  explicit Affine(at::IntArrayRef shape);
  void reset_parameters() override;
};

struct Conv : Affine {
  /// padding < 0: half the kernel, which keeps the size at stride 1.
  Conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride_ = 1,
       std::int64_t padding_ = -1);
  at::Tensor operator()(const at::Tensor& x) const;
  std::int64_t stride, padding;
};

/// A linear map of channels.
struct Linear : Affine {
  Linear(std::int64_t in, std::int64_t out);
  at::Tensor operator()(const at::Tensor& x) const;  ///< [n, in, positions] -> [n, out, positions]
  at::Tensor rows(const at::Tensor& x) const;        ///< [n, in] -> [n, out]
};

struct Norm : Weighted {
  Norm(std::int64_t channels, std::int64_t groups_, double eps_);
  void reset_parameters() override;
  at::Tensor operator()(const at::Tensor& x) const;
  std::int64_t groups;
  double eps;
};

/// A row for each of `count` numbers.
struct Embedding : Weighted {
  Embedding(std::int64_t count, std::int64_t dim);
  void reset_parameters() override { weight.normal_(); }
};

/// Rates of sinusoids, drawn once and never trained; std 16, as the library draws them.
struct FourierRates : Weighted {
  explicit FourierRates(std::int64_t count);
  void reset_parameters() override { weight.normal_(0, 16); }
};

/// Whose operations nets are computed with: the program's own where it has any, or LibTorch's
/// alone, to be measured beside them. Of the process; not to be changed while a net is asked.
enum class Operations { own, plain };
void use(Operations operations);
Operations in_use();

/// Convolution on the CPU in single precision by oneDNN: at::conv2d leaves small batches to a plain
/// matrix product, which goes to a reference BLAS in Debian's LibTorch.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                    std::int64_t stride = 1, std::int64_t padding = 0);

at::Tensor activate(const at::Tensor& x, UnetActivation activation);

/// Half and double the size of pictures with the filter (1, 3, 3, 1), as StyleGAN2 does (Karras et
/// al. 2020, appendix B): [n, c, h, w], h and w even for the first.
at::Tensor fir_downsample(const at::Tensor& x);
at::Tensor fir_upsample(const at::Tensor& x);

}  // namespace alphabar::net

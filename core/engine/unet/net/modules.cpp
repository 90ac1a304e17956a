#include "core/engine/unet/net/modules.h"

#include <ATen/ATen.h>

#include <cmath>

namespace alphabar::net {
namespace {

/// With a zero before and after along a dimension, 2 or 3.
at::Tensor bordered(const at::Tensor& x, std::int64_t dimension) {
  return dimension == 3 ? at::constant_pad_nd(x, {1, 1}) : at::constant_pad_nd(x, {0, 0, 1, 1});
}

/// Every second of (x[i - 1] + 3 x[i] + 3 x[i + 1] + x[i + 2]) / 8.
at::Tensor halved(const at::Tensor& x, std::int64_t dimension) {
  const at::Tensor wide = bordered(x, dimension);
  const std::int64_t n = x.size(dimension);
  const auto from = [&](std::int64_t k) { return wide.slice(dimension, k, k + n - 1, 2); };
  return (from(0) + from(3) + 3 * (from(1) + from(2))) / 8;
}

/// (x[i - 1] + 3 x[i]) / 4 and (3 x[i] + x[i + 1]) / 4, in turn.
at::Tensor doubled(const at::Tensor& x, std::int64_t dimension) {
  const at::Tensor wide = bordered(x, dimension), inner = 3 * x;
  const std::int64_t n = x.size(dimension);
  const at::Tensor before = (wide.slice(dimension, 0, n) + inner) / 4;
  const at::Tensor after = (wide.slice(dimension, 2, n + 2) + inner) / 4;
  return at::stack({before, after}, dimension + 1).flatten(dimension, dimension + 1);
}

Operations chosen = Operations::own;

}  // namespace

void use(Operations operations) { chosen = operations; }
Operations in_use() { return chosen; }

Affine::Affine(at::IntArrayRef shape) {
  weight = register_parameter("weight", at::empty(shape));
  bias = register_parameter("bias", at::empty({shape[0]}));
}

void Affine::reset_parameters() {
  const std::int64_t fan_in = weight.numel() / weight.size(0);
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  weight.uniform_(-bound, bound);
  bias.uniform_(-bound, bound);
}

at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                    std::int64_t stride, std::int64_t padding) {
  if (chosen == Operations::own && x.device().is_cpu() && x.scalar_type() == at::kFloat &&
      at::hasMKLDNN())
    return at::mkldnn_convolution(x, weight, bias, {padding, padding}, {stride, stride}, {1, 1}, 1);
  return at::conv2d(x, weight, bias, stride, padding);
}

Conv::Conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride_,
           std::int64_t padding_)
    : Affine({out, in, kernel, kernel}),
      stride(stride_),
      padding(padding_ < 0 ? kernel / 2 : padding_) {}

at::Tensor Conv::operator()(const at::Tensor& x) const {
  return convolve(x, weight, bias, stride, padding);
}

Linear::Linear(std::int64_t in, std::int64_t out) : Affine({out, in}) {}

// As a 1 x 1 convolution, for the reason that convolve() has.
at::Tensor Linear::operator()(const at::Tensor& x) const {
  return convolve(x.unsqueeze(3), weight.unsqueeze(2).unsqueeze(3), bias).squeeze(3);
}

at::Tensor Linear::rows(const at::Tensor& x) const { return (*this)(x.unsqueeze(2)).squeeze(2); }

Norm::Norm(std::int64_t channels, std::int64_t groups_, double eps_) : groups(groups_), eps(eps_) {
  weight = register_parameter("weight", at::empty({channels}));
  bias = register_parameter("bias", at::empty({channels}));
}

void Norm::reset_parameters() {
  weight.fill_(1);
  bias.zero_();
}

at::Tensor Norm::operator()(const at::Tensor& x) const {
  return at::group_norm(x, groups, weight, bias, eps);
}

Embedding::Embedding(std::int64_t count, std::int64_t dim) {
  weight = register_parameter("weight", at::empty({count, dim}));
}

FourierRates::FourierRates(std::int64_t count) {
  weight = register_parameter("weight", at::empty({count}));
}

at::Tensor activate(const at::Tensor& x, UnetActivation activation) {
  switch (activation) {
    case UnetActivation::silu: return at::silu(x);
    case UnetActivation::mish: return at::mish(x);
    case UnetActivation::gelu: return at::gelu(x);
    case UnetActivation::relu: return at::relu(x);
  }
  return x;
}

at::Tensor fir_downsample(const at::Tensor& x) { return halved(halved(x, 3), 2); }

at::Tensor fir_upsample(const at::Tensor& x) { return doubled(doubled(x, 2), 3); }

}  // namespace alphabar::net

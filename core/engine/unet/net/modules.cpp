#include "core/engine/unet/net/modules.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>

namespace alphabar::net {
namespace {

/// (1, 3, 3, 1) by itself, with a sum of `gain`: [1, 1, 4, 4].
at::Tensor fir_kernel(const at::Tensor& like, double gain) {
  const at::Tensor line = at::tensor({1.0, 3.0, 3.0, 1.0}, at::kDouble) / 8;
  return (at::outer(line, line) * gain).to(like.options()).view({1, 1, 4, 4});
}

}  // namespace

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
  if (x.device().is_cpu() && x.scalar_type() == at::kFloat && at::hasMKLDNN())
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

at::Tensor fir_downsample(const at::Tensor& x) {
  const at::Tensor planes = x.reshape({-1, 1, x.size(2), x.size(3)});
  const at::Tensor half = at::conv2d(planes, fir_kernel(x, 1), {}, 2, 1);
  return half.view({x.size(0), x.size(1), half.size(2), half.size(3)});
}

at::Tensor fir_upsample(const at::Tensor& x) {
  const std::int64_t height = 2 * x.size(2), width = 2 * x.size(3);
  const at::Tensor spread = at::zeros({x.size(0) * x.size(1), 1, height, width}, x.options());
  spread.slice(2, 0, height, 2)
      .slice(3, 0, width, 2)
      .copy_(x.reshape({-1, 1, x.size(2), x.size(3)}));
  const at::Tensor filtered =
      at::conv2d(at::constant_pad_nd(spread, {2, 1, 2, 1}), fir_kernel(x, 4));
  return filtered.view({x.size(0), x.size(1), height, width});
}

}  // namespace alphabar::net

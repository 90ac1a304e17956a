#include "core/engine/unet/classify/picture_classifier.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

constexpr int noise_features = 9;
constexpr std::array<int, 3> widths{16, 32, 48};
constexpr std::array<int, 3> strides{2, 2, 1};

using Map = Eigen::Map<Eigen::MatrixXf>;
using ConstMap = Eigen::Map<const Eigen::MatrixXf>;

}  // namespace

/// What a pass keeps for the way back.
struct PictureClassifier::Pass {
  Eigen::VectorXf features, logits;
  std::array<Eigen::MatrixXf, 3> patches;    // [pixels out x 9 in]
  std::array<Eigen::MatrixXf, 3> before;     // of the activation, [pixels out x out]
  std::array<Eigen::MatrixXf, 3> activated;  // the same after it
};

PictureClassifier::PictureClassifier(const ClassifierShape& shape) : shape_(shape) {
  if (shape.height % 4 != 0 || shape.width % 4 != 0 || shape.height < 4 || shape.width < 4 ||
      shape.height > 256 || shape.width > 256)
    throw BadRequest("classifier", "height, width",
                     std::to_string(shape.height) + ", " + std::to_string(shape.width),
                     "multiples of 4 up to 256");
  if (shape.channels < 1 || shape.channels > 4)
    throw BadRequest("classifier", "channels", std::to_string(shape.channels), "1 to 4");
  if (shape.classes < 2 || shape.classes > 1000)
    throw BadRequest("classifier", "classes", std::to_string(shape.classes), "2 to 1000");
  std::size_t place = 0;
  const auto take = [&](int numbers) {
    const std::size_t at = place;
    place += static_cast<std::size_t>(numbers);
    return at;
  };
  int in = shape.channels, height = shape.height, width = shape.width;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    Layer layer{in, widths[i], strides[i], height / strides[i], width / strides[i], 0, 0, 0};
    layer.weight = take(9 * in * layer.out);
    layer.bias = take(layer.out);
    if (shape.noisy) layer.noise = take(noise_features * layer.out);
    layers_.push_back(layer);
    in = layer.out;
    height = layer.height;
    width = layer.width;
  }
  last_weight_ = take(in * height * width * shape.classes);
  last_bias_ = take(shape.classes);
  weights_.resize(place);
}

std::vector<PictureClassifier::Tensor> PictureClassifier::tensors() const {
  std::vector<Tensor> all;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape,
                       std::size_t place) {
    std::size_t size = 1;
    for (const std::int64_t extent : shape) size *= static_cast<std::size_t>(extent);
    all.push_back({name, std::move(shape), place, size});
  };
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const std::string name = "conv" + std::to_string(i + 1);
    add(name + ".weight", {layer.out, layer.in, 3, 3}, layer.weight);
    add(name + ".bias", {layer.out}, layer.bias);
    if (shape_.noisy) add(name + ".noise", {layer.out, noise_features}, layer.noise);
  }
  const Layer& last = layers_.back();
  add("linear.weight", {shape_.classes, std::int64_t{last.out} * last.height * last.width},
      last_weight_);
  add("linear.bias", {shape_.classes}, last_bias_);
  return all;
}

void PictureClassifier::begin(std::uint64_t seed) {
  std::uint64_t element = 0;
  for (const Tensor& tensor : tensors()) {
    const bool weight = tensor.name.ends_with("weight");
    const double inputs =
        static_cast<double>(tensor.size) / static_cast<double>(tensor.shape.front());
    for (std::size_t i = 0; i < tensor.size; ++i)
      weights_[tensor.place + i] =
          weight ? static_cast<float>(normal(seed, element++, 0, Stream::shuffle) *
                                      std::sqrt(2 / inputs))
                 : 0;
  }
}

/// Of the logarithm of sigma, whose usual range becomes [-1, 1]: 1, and waves of four lengths.
Eigen::VectorXf PictureClassifier::features(double sigma) const {
  Eigen::VectorXf f(noise_features);
  const double u = std::log(std::clamp(sigma, 1e-3, 1e3)) / 5;
  f[0] = 1;
  for (int k = 0; k < 4; ++k) {
    const double angle = u * (M_PI / 2) * (1 << k);
    f[1 + 2 * k] = static_cast<float>(std::sin(angle));
    f[2 + 2 * k] = static_cast<float>(std::cos(angle));
  }
  return f;
}

namespace {

/// What a convolution of 3 x 3 looks at: calls use(patch column, pixel out, pixel in).
template <class Use>
void for_each_patch(int in, int stride, int height, int width, const Use& use) {
  const int rows = height * stride, columns = width * stride;
  for (int c = 0; c < in; ++c)
    for (int ky = 0; ky < 3; ++ky)
      for (int kx = 0; kx < 3; ++kx) {
        const int patch = (c * 3 + ky) * 3 + kx;
        for (int y = 0; y < height; ++y) {
          const int v = y * stride + ky - 1;
          if (v < 0 || v >= rows) continue;
          for (int x = 0; x < width; ++x) {
            const int u = x * stride + kx - 1;
            if (u >= 0 && u < columns) use(patch, y * width + x, (c * rows + v) * columns + u);
          }
        }
      }
}

}  // namespace

void PictureClassifier::forward(const float* x, double sigma, Pass& pass) const {
  if (shape_.noisy) pass.features = features(sigma);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& l = layers_[i];
    const int pixels = l.height * l.width;
    Eigen::MatrixXf& patches = pass.patches[i];
    patches.setZero(pixels, 9 * l.in);
    for_each_patch(l.in, l.stride, l.height, l.width,
                   [&](int patch, int out, int in) { patches(out, patch) = x[in]; });
    const ConstMap weight(weights_.data() + l.weight, 9 * l.in, l.out);
    Eigen::VectorXf bias = Eigen::Map<const Eigen::VectorXf>(weights_.data() + l.bias, l.out);
    if (shape_.noisy)
      bias +=
          ConstMap(weights_.data() + l.noise, noise_features, l.out).transpose() * pass.features;
    pass.before[i].noalias() = patches * weight;
    pass.before[i].rowwise() += bias.transpose();
    pass.activated[i] = pass.before[i].array() / (1 + (-pass.before[i].array()).exp());  // SiLU
    x = pass.activated[i].data();
  }
  const Layer& last = layers_.back();
  const int inputs = last.out * last.height * last.width;
  pass.logits = ConstMap(weights_.data() + last_weight_, inputs, shape_.classes).transpose() *
                    Eigen::Map<const Eigen::VectorXf>(x, inputs) +
                Eigen::Map<const Eigen::VectorXf>(weights_.data() + last_bias_, shape_.classes);
  pass.logits.array() -= pass.logits.maxCoeff();
  pass.logits.array() -= std::log(pass.logits.array().exp().sum());
}

void PictureClassifier::backward(Pass& pass, const Eigen::VectorXf& logits, float* x,
                                 float* weights) const {
  const Layer& last = layers_.back();
  const int inputs = last.out * last.height * last.width;
  if (weights) {
    const Eigen::Map<const Eigen::VectorXf> in(pass.activated.back().data(), inputs);
    Map(weights + last_weight_, inputs, shape_.classes) += in * logits.transpose();
    Eigen::Map<Eigen::VectorXf>(weights + last_bias_, shape_.classes) += logits;
  }
  Eigen::MatrixXf g = ConstMap(weights_.data() + last_weight_, inputs, shape_.classes) * logits;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const Layer& l = layers_[i];
    const int pixels = l.height * l.width;
    const auto before = pass.before[i].array();
    const Eigen::ArrayXXf gate = 1 / (1 + (-before).exp());
    const Eigen::MatrixXf through =
        (Map(g.data(), pixels, l.out).array() * gate * (1 + before * (1 - gate))).matrix();
    if (weights) {
      Map(weights + l.weight, 9 * l.in, l.out).noalias() += pass.patches[i].transpose() * through;
      const Eigen::VectorXf bias = through.colwise().sum().transpose();
      Eigen::Map<Eigen::VectorXf>(weights + l.bias, l.out) += bias;
      if (shape_.noisy)
        Map(weights + l.noise, noise_features, l.out) += pass.features * bias.transpose();
    }
    if (i == 0 && !x) return;
    const Eigen::MatrixXf patches =
        through * ConstMap(weights_.data() + l.weight, 9 * l.in, l.out).transpose();
    Eigen::MatrixXf down =
        Eigen::MatrixXf::Zero(Eigen::Index{l.in} * pixels * l.stride * l.stride, 1);
    for_each_patch(l.in, l.stride, l.height, l.width,
                   [&](int patch, int out, int in) { down(in) += patches(out, patch); });
    g = std::move(down);
  }
  std::copy_n(g.data(), g.size(), x);
}

Eigen::MatrixXf PictureClassifier::log_probabilities(const Pictures& x,
                                                     std::span<const double> sigmas) const {
  Eigen::MatrixXf out(shape_.classes, x.cols());
  Pass pass;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    forward(x.col(i).data(), shape_.noisy ? sigmas[static_cast<std::size_t>(i)] : 0, pass);
    out.col(i) = pass.logits;
  }
  return out;
}

PictureClassifier::Pictures PictureClassifier::input_gradient(const Pictures& x,
                                                              std::span<const double> sigmas,
                                                              std::span<const int> labels) const {
  Pictures out(x.rows(), x.cols());
  Pass pass;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    forward(x.col(i).data(), shape_.noisy ? sigmas[at] : 0, pass);
    Eigen::VectorXf logits = -pass.logits.array().exp();
    logits[labels[labels.size() == 1 ? 0 : at]] += 1;
    backward(pass, logits, out.col(i).data(), nullptr);
  }
  return out;
}

double PictureClassifier::loss_gradient(const Pictures& x, std::span<const double> sigmas,
                                        std::span<const int> labels,
                                        std::span<float> gradient) const {
  double loss = 0;
  Pass pass;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    forward(x.col(i).data(), shape_.noisy ? sigmas[at] : 0, pass);
    loss -= pass.logits[labels[at]];
    Eigen::VectorXf logits = pass.logits.array().exp();
    logits[labels[at]] -= 1;
    backward(pass, logits / static_cast<float>(x.cols()), nullptr, gradient.data());
  }
  return loss / static_cast<double>(x.cols());
}

}  // namespace alphabar

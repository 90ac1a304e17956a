#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace alphabar {

/// What a classifier is of.
struct ClassifierShape {
  int channels = 1, height = 28, width = 28;  ///< of a picture; sizes are multiples of 4
  int classes = 10;
  bool noisy = false;  ///< it has seen pictures with noise, and is told sigma
  bool operator==(const ClassifierShape&) const = default;

  int pixels() const { return channels * height * width; }
};

/// A convolutional net of some 40,000 weights that tells p(y | x, sigma): three convolutions of
/// 3 x 3 (to 16 channels at half the size, to 32 at a quarter, to 48 there), each with the noise's
/// features added to its channels and a SiLU, and one linear map of all that is left.
///
/// A picture is a column, [channel][height][width], of unit variance: x / hypot(a, s). In float,
/// one picture after the other.
class PictureClassifier {
 public:
  using Pictures = Eigen::MatrixXf;  ///< [pixels x n]

  /// Weights of 0, for them to be read or begun.
  explicit PictureClassifier(const ClassifierShape& shape);

  const ClassifierShape& shape() const { return shape_; }
  std::span<float> weights() { return weights_; }
  std::span<const float> weights() const { return weights_; }
  /// Normal numbers with the variance that keeps that of the activations (He et al. 2015, eq. 10).
  void begin(std::uint64_t seed);

  /// A tensor of the weights, in their order.
  struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::size_t place = 0, size = 0;
  };
  std::vector<Tensor> tensors() const;

  /// log p(y | x, sigma) of every class, [classes x n]; sigmas: one for each picture, unused where
  /// the classifier is of clean ones.
  Eigen::MatrixXf log_probabilities(const Pictures& x, std::span<const double> sigmas) const;

  /// The gradient of log p(labels | x, sigma) over x, [pixels x n].
  Pictures input_gradient(const Pictures& x, std::span<const double> sigmas,
                          std::span<const int> labels) const;

  /// Adds to `gradient` that of the mean of -log p over the weights; returns that mean.
  double loss_gradient(const Pictures& x, std::span<const double> sigmas,
                       std::span<const int> labels, std::span<float> gradient) const;

 private:
  struct Pass;
  struct Layer {
    int in, out, stride, height, width;  // height, width: of its output
    std::size_t weight, bias, noise;     // places among the weights
  };

  void forward(const float* x, double sigma, Pass& pass) const;
  /// From the gradient over the logits; x may be null, weights too.
  void backward(Pass& pass, const Eigen::VectorXf& logits, float* x, float* weights) const;
  Eigen::VectorXf features(double sigma) const;

  ClassifierShape shape_;
  std::vector<Layer> layers_;
  std::size_t last_weight_ = 0, last_bias_ = 0;
  std::vector<float> weights_;
};

}  // namespace alphabar

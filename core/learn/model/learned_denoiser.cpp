#include "core/learn/model/learned_denoiser.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace alphabar {

void check_weights(const LearnedNet& net, const MlpShape& shape) {
  if (net.weights.size() != shape.size())
    throw BadRequest("net", "weights", std::to_string(net.weights.size()) + " numbers",
                     std::to_string(shape.size()), "they are of another net");
  for (const MlpShape::Tensor& tensor : shape.tensors()) {
    const std::size_t rows = std::max<std::size_t>(tensor.inputs, 1);
    for (std::size_t i = 0; i < rows * tensor.columns; ++i)
      if (!std::isfinite(net.weights[tensor.place + i]))
        throw BadRequest("net", tensor.name, "NaN or infinite", "finite numbers",
                         "train it again, or take an earlier checkpoint");
  }
}

namespace {

template <class Evaluator, class Weights>
Evaluator evaluator_of(const NetLevels& levels, const std::vector<float>& weights) {
  return {{levels.shape(), levels.form().training.net.activation},
          Weights(weights.begin(), weights.end())};
}

}  // namespace

LearnedDenoiser::LearnedDenoiser(LearnedNet net, NetPrecision precision)
    : net_(std::move(net)),
      levels_(net_.form),
      evaluator_(evaluator_of<Evaluator<double>, LineVector<double>>(levels_, net_.weights)) {
  if (levels_.output() == Output::logits)
    throw BadRequest("net", "objective", "classifier", "one that says the noise of a point",
                     "a classifier guides another model");
  check_weights(net_, levels_.shape());
  if (precision == NetPrecision::single)
    evaluator_ = evaluator_of<Evaluator<float>, LineVector<float>>(levels_, net_.weights);
}

LearnedDenoiser::~LearnedDenoiser() = default;

/// Energies give their gradient in the place of F: -grad E is a score.
template <class Real>
LearnedDenoiser::Said LearnedDenoiser::ask(const Evaluator<Real>& by, const PointBatch& x,
                                           const Level& level, bool derivatives) const {
  constexpr Eigen::Index part = 128;  // rows at a time: what stays in the first cache
  const bool energy = levels_.output() == Output::energy;
  const std::size_t directions = derivatives || energy ? 2 : 0;
  const MlpShape& shape = by.mlp.shape();
  const std::size_t columns = shape.columns();
  const double scale = levels_.input_scale(level);
  Said said;
  said.f.resize(static_cast<Eigen::Index>(shape.outputs), x.cols());
  for (std::size_t k = 0; k < directions; ++k) said.along[k].resize(said.f.rows(), x.cols());
  MlpTape<Real> tape;
  for (Eigen::Index first = 0; first < x.cols(); first += part) {
    const Eigen::Index n = std::min(part, x.cols() - first);
    tape.resize(shape, static_cast<std::size_t>(n), directions, true);
    levels_.features(level, tape.features.data());
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index c = 0; c < 2; ++c) {
        const auto e = static_cast<std::size_t>(2 * i + c);
        tape.x[e] = static_cast<Real>(scale * x(c, first + i));
        for (std::size_t k = 0; k < directions; ++k)
          tape.dx[k][e] = static_cast<Real>(static_cast<std::size_t>(c) == k ? scale : 0);
      }
    by.mlp.forward(by.weights, tape);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index c = 0; c < said.f.rows(); ++c) {
        const std::size_t e = static_cast<std::size_t>(i) * columns + static_cast<std::size_t>(c);
        said.f(c, first + i) = static_cast<double>(tape.out[e]);
        for (std::size_t k = 0; k < directions; ++k)
          said.along[k](c, first + i) = static_cast<double>(tape.d_out[k][e]);
      }
  }
  return said;
}

LearnedDenoiser::Said LearnedDenoiser::ask(const PointBatch& x, const Level& level,
                                           bool derivatives) const {
  return std::visit([&](const auto& by) { return ask(by, x, level, derivatives); }, evaluator_);
}

LearnedDenoiser::Way LearnedDenoiser::way(const Level& level) const {
  Way way;
  way.shown = levels_.shown(level);
  const Level& there = way.shown.level;
  const double scale = way.shown.scale, a = level.a, s = level.s;
  if (levels_.one_level()) {  // F is the score of x / a
    way.score = {0, scale};
    way.eps_hat = {0, -s * scale};
    way.x0_hat = {1 / a, s * s * scale / a};
    return way;
  }
  const OutputForm form = output_form(levels_.output(), there, levels_.form().data_std);
  way.x0_hat = {form.d_x * scale, form.d_f};
  way.eps_hat = {form.e_x * scale, form.e_f};
  if (way.shown.below) {  // the score -eps_hat / s there stays, as a score of x here
    way.score = {-way.eps_hat.of_x * scale / there.s, -way.eps_hat.of_f * scale / there.s};
    way.eps_hat = {-s * way.score.of_x, -s * way.score.of_f};
    way.x0_hat = {1 / a + s * s / a * way.score.of_x, s * s / a * way.score.of_f};
    return way;
  }
  if (way.shown.above) way.eps_hat = {1 / s - a / s * way.x0_hat.of_x, -a / s * way.x0_hat.of_f};
  way.score = {-way.eps_hat.of_x / s, -way.eps_hat.of_f / s};
  return way;
}

SplitBatch LearnedDenoiser::split_batch(const PointBatchView& x, const Level& level,
                                        std::span<const int> classes) const {
  if (!classes.empty())
    throw BadRequest("model", "class", std::to_string(classes[0]), "none",
                     "this net was trained without classes: guide by a loss or not at all");
  const Way way = this->way(level);
  Said said = ask(way.shown.scale * x, way.shown.level, false);
  if (levels_.output() == Output::energy) {
    PointBatch score(2, x.cols());
    score << -said.along[0], -said.along[1];
    said.f = std::move(score);
  }
  const auto made = [&](const Linear& by) -> PointBatch { return by.of_x * x + by.of_f * said.f; };
  return {made(way.x0_hat), made(way.eps_hat), made(way.score)};
}

PointBatch LearnedDenoiser::pull_back(const PointBatchView& x, const Level& level,
                                      const PointBatchView& g) const {
  if (levels_.output() == Output::energy) return Denoiser::pull_back(x, level, g);
  const Way way = this->way(level);
  const Said said = ask(way.shown.scale * x, way.shown.level, true);
  PointBatch out = way.x0_hat.of_x * g;
  for (Eigen::Index k = 0; k < 2; ++k)
    out.row(k) += way.x0_hat.of_f * way.shown.scale *
                  said.along[static_cast<std::size_t>(k)].cwiseProduct(g).colwise().sum();
  return out;
}

DivergenceBatch LearnedDenoiser::divergence_batch(const PointBatchView& x,
                                                  const Level& level) const {
  if (levels_.output() == Output::energy) return Denoiser::divergence_batch(x, level);
  const Way way = this->way(level);
  const Said said = ask(way.shown.scale * x, way.shown.level, true);
  const Eigen::ArrayXd trace =
      way.shown.scale * (said.along[0].row(0) + said.along[1].row(1)).transpose().array();
  const auto of = [&](const Linear& by) -> Eigen::VectorXd {
    return (2 * by.of_x + by.of_f * trace).matrix();
  };
  return {of(way.x0_hat), of(way.eps_hat)};
}

Eigen::VectorXd LearnedDenoiser::minus_energy(const PointBatchView& x) const {
  if (levels_.output() != Output::energy) return {};
  const Level one{0, 1, net_.form.training.sigma};
  return -ask(x, one, false).f.row(0).transpose();
}

}  // namespace alphabar

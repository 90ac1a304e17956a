#include "core/learn/model/learned_denoiser.h"

#include <string>

#include "core/base/error.h"

namespace alphabar {

using Ask = NetEvaluator::Ask;

LearnedDenoiser::LearnedDenoiser(LearnedNet net) : evaluator_(std::move(net)) {
  if (levels().output() == Output::logits)
    throw BadRequest("net", "objective", "classifier", "one that says the noise of a point",
                     "a classifier guides another model");
}

LearnedDenoiser::Way LearnedDenoiser::way(const Level& level) const {
  Way way;
  way.shown = levels().shown(level);
  const Level& there = way.shown.level;
  const double scale = way.shown.scale, a = level.a, s = level.s;
  if (levels().one_level()) {  // F is the score of x / a
    way.score = {0, scale};
    way.eps_hat = {0, -s * scale};
    way.x0_hat = {1 / a, s * s * scale / a};
    return way;
  }
  const OutputForm form = output_form(levels().output(), there, levels().form().data_std);
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

LearnedDenoiser::AtLevel LearnedDenoiser::at(const Level& level) const {
  const Way way = this->way(level);
  const MlpShape shape = levels().shape();
  const double scale = levels().input_scale(way.shown.level);
  AtLevel out{way.shown.scale * scale, way.x0_hat, way.eps_hat, way.score, {}};
  if (levels().output() == Output::energy)
    for (Linear* half : {&out.x0_hat, &out.eps_hat, &out.score}) half->of_f *= scale;
  std::vector<double> features(shape.features);
  levels().features(way.shown.level, features.data());
  const std::vector<float>& w = net().weights;
  for (std::size_t l = 0; l < shape.layers; ++l)
    for (std::size_t u = 0; u < shape.units; ++u) {
      double sum = static_cast<double>(w[shape.bias(l) + u]);
      for (std::size_t k = 0; k < shape.features; ++k)
        sum += features[k] * static_cast<double>(w[shape.time(l) + k * shape.units + u]);
      out.rows.push_back(sum);
    }
  return out;
}

SplitBatch LearnedDenoiser::split_batch(const PointBatchView& x, const Level& level,
                                        std::span<const int> classes) const {
  return split(x, level, classes, NetPrecision::full);
}

SplitBatch LearnedDenoiser::split(const PointBatchView& x, const Level& level,
                                  std::span<const int> classes, NetPrecision precision) const {
  if (!classes.empty())
    throw BadRequest("model", "class", std::to_string(classes[0]), "none",
                     "this net was trained without classes: guide by a loss or not at all");
  const Way way = this->way(level);
  const bool energy = levels().output() == Output::energy;
  NetEvaluator::Said said = evaluator_(way.shown.scale * x, way.shown.level,
                                       energy ? Ask::derivatives : Ask::outputs, precision);
  if (energy) {
    PointBatch score(2, x.cols());
    score << -said.along[0], -said.along[1];
    said.f = std::move(score);
  }
  const auto made = [&](const Linear& by) -> PointBatch { return by.of_x * x + by.of_f * said.f; };
  return {made(way.x0_hat), made(way.eps_hat), made(way.score)};
}

PointBatch LearnedDenoiser::pull_back(const PointBatchView& x, const Level& level,
                                      const PointBatchView& g) const {
  if (levels().output() == Output::energy) return Denoiser::pull_back(x, level, g);
  const Way way = this->way(level);
  const NetEvaluator::Said said =
      evaluator_(way.shown.scale * x, way.shown.level, Ask::derivatives);
  PointBatch out = way.x0_hat.of_x * g;
  for (Eigen::Index k = 0; k < 2; ++k)
    out.row(k) += way.x0_hat.of_f * way.shown.scale *
                  said.along[static_cast<std::size_t>(k)].cwiseProduct(g).colwise().sum();
  return out;
}

DivergenceBatch LearnedDenoiser::divergence_batch(const PointBatchView& x,
                                                  const Level& level) const {
  if (levels().output() == Output::energy) return Denoiser::divergence_batch(x, level);
  const Way way = this->way(level);
  const NetEvaluator::Said said =
      evaluator_(way.shown.scale * x, way.shown.level, Ask::derivatives);
  const Eigen::ArrayXd trace =
      way.shown.scale * (said.along[0].row(0) + said.along[1].row(1)).transpose().array();
  const auto of = [&](const Linear& by) -> Eigen::VectorXd {
    return (2 * by.of_x + by.of_f * trace).matrix();
  };
  return {of(way.x0_hat), of(way.eps_hat)};
}

Eigen::VectorXd LearnedDenoiser::energy(const PointBatchView& x) const {
  if (levels().output() != Output::energy) return {};
  const Level one{0, 1, net().form.training.sigma};
  return evaluator_(x, one, Ask::outputs).f.row(0).transpose();
}

}  // namespace alphabar

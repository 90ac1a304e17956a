#include "core/figures/nets/net_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/draws/data_draws.h"

namespace alphabar {
namespace {

/// The level of the net's own process with this sigma, as near as it knows one.
Level level_of(const LearnedDenoiser& net, double sigma) {
  const NetLevels& levels = net.levels();
  if (levels.one_level()) return {0, 1, net.net().form.training.sigma};
  return levels.process().at_sigma(sigma);
}

/// Middles of n x n equal parts of the view, at the level's scale.
PointBatch grid_points(const Camera& camera, int n) {
  PointBatch x(2, n * n);
  const double step = 2 * camera.half_height / n;
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column)
      x.col(row * n + column) << camera.center[0] - camera.half_height + (column + 0.5) * step,
          camera.center[1] - camera.half_height + (row + 0.5) * step;
  return x;
}

/// The net's, or the other's, or their difference.
struct Scores {
  const LearnedDenoiser& net;
  const Denoiser& exact;
  NetMap what;

  PointBatch operator()(const PointBatch& x, const Level& level) const;
};

PointBatch Scores::operator()(const PointBatch& x, const Level& level) const {
  const double size = level.s > 0 ? level.s : 1;
  if (what == NetMap::net) return size * net.split_batch(x, level, {}).score;
  const PointBatch exact_score = exact.split_batch(x, level, {}).score;
  if (what == NetMap::exact) return size * exact_score;
  return size * (net.split_batch(x, level, {}).score - exact_score);
}

}  // namespace

NetMapPicture net_map(const LearnedDenoiser& net, const Denoiser& exact, const NetMapSpec& spec) {
  const Level level = level_of(net, spec.sigma);
  NetMapPicture picture;
  picture.spec = spec;
  picture.sigma = level.sigma();
  const PointBatch x = level.a * grid_points(spec.camera, NetMapPicture::cells);
  Eigen::VectorXd values;
  if (spec.what == NetMap::energy) {
    values = net.energy(x);
    if (values.size() == 0) values = -exact.log_density_batch(x, level);
    values.array() -= values.minCoeff();
  } else {
    const Scores scores{net, exact, spec.what};
    values = scores(x, level).colwise().norm().transpose();
    const PointBatch at = grid_points(spec.camera, NetMapPicture::arrows_across);
    const PointBatch arrows = scores(level.a * at, level);
    for (Eigen::Index i = 0; i < at.cols(); ++i) {
      picture.at.push_back({at(0, i), at(1, i)});
      picture.arrow.push_back({arrows(0, i), arrows(1, i)});
    }
  }
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    picture.value.push_back(static_cast<float>(values[i]));
    if (std::isfinite(values[i])) picture.largest = std::max(picture.largest, values[i]);
  }
  return picture;
}

ScoreErrors score_errors(const LearnedDenoiser& net, const DataSpec& data, const Denoiser& exact,
                         int draws) {
  constexpr int levels = 25;
  constexpr std::uint64_t seed = 1;
  constexpr std::uint32_t part = 64;
  const Process& process = net.levels().process();
  ScoreErrors out;
  if (net.levels().one_level()) {
    out.low = out.high = net.net().form.training.sigma;
  } else {
    out.low = process.at(process.t_min()).sigma();
    out.high = process.at(process.t_max()).sigma();
  }
  const double low = std::max(std::min(out.low / 2, 0.1), 1e-3);
  const double high = std::max(std::min(out.high * 2, 200.0), 1.0);
  const DataDraws draw(data);
  for (int k = 0; k < levels; ++k) {
    const double sigma = low * std::pow(high / low, k / (levels - 1.0));
    const double a = 1 / std::hypot(1, sigma), s = sigma * a;
    PointBatch x(2, draws);
    for (int i = 0; i < draws; ++i) {
      const auto index = static_cast<std::uint64_t>(i);
      const Vec2 x0 = draw(seed, index, 0, part).x;
      const Vec2 z = draw.normal(seed, index, 1, part);
      x.col(i) << a * x0[0] + s * z[0], a * x0[1] + s * z[1];
    }
    const Level level{0, a, s};
    const PointBatch score = exact.split_batch(x, level, {}).score;
    const PointBatch miss = net.split_batch(x, level, {}).score - score;
    const double n = draws;
    out.sigma.push_back(sigma);
    out.error.push_back(s * std::sqrt(miss.squaredNorm() / n));
    out.exact.push_back(s * std::sqrt(score.squaredNorm() / n));
  }
  return out;
}

namespace {

double median_distance(const std::vector<Vec2>& from, const std::vector<Vec2>& to) {
  std::vector<double> nearest;
  for (const Vec2& x : from) {
    double least = std::numeric_limits<double>::infinity();
    for (const Vec2& y : to) {
      const double dx = x[0] - y[0], dy = x[1] - y[1];
      least = std::min(least, dx * dx + dy * dy);
    }
    nearest.push_back(std::sqrt(least));
  }
  const auto middle = nearest.begin() + static_cast<std::ptrdiff_t>(nearest.size() / 2);
  std::nth_element(nearest.begin(), middle, nearest.end());
  return *middle;
}

}  // namespace

double memorisation(const std::vector<Vec2>& samples, const std::vector<Vec2>& training,
                    const std::vector<Vec2>& held_out) {
  if (samples.empty() || training.empty() || held_out.empty())
    return std::numeric_limits<double>::quiet_NaN();
  return median_distance(samples, training) / median_distance(held_out, training);
}

}  // namespace alphabar

#include "core/model/draws/data_draws.h"

#include <algorithm>
#include <utility>

#include "core/model/ellipse.h"
#include "core/model/point.h"
#include "core/rng/noise.h"

namespace alphabar {

DataDraws::DataDraws(const DataSpec& data) {
  check(data);
  components_ = components_of(data);
  double sum = 0;
  for (const Component& c : components_) mass_.push_back(sum += c.weight);
}

DataDraws::Draw DataDraws::operator()(std::uint64_t seed, std::uint64_t index, std::uint32_t number,
                                      std::uint32_t part) const {
  const auto words = philox_block(seed, index, number, Stream::shuffle, part);
  const double target = unit_of_word(words[0]) * mass_.back();
  const auto above = std::upper_bound(mass_.begin(), mass_.end(), target);
  const auto k = std::min(static_cast<std::size_t>(above - mass_.begin()), mass_.size() - 1);
  const Component& c = components_[k];
  const auto z = normal_block(seed, index, number, Stream::shuffle, part + 1);
  const Point e(c.std[0] * z[0], c.std[1] * z[1]);
  return {vec2_of(point_of(c.mean) + axes_of(c) * e), c.label};
}

Vec2 DataDraws::normal(std::uint64_t seed, std::uint64_t index, std::uint32_t number,
                       std::uint32_t part) {
  const auto z = normal_block(seed, index, number, Stream::shuffle, part + 2);
  return {z[0], z[1]};
}

DataSpec drawn_points(const DataSpec& data, int count, int seed) {
  constexpr std::uint32_t part = 16;  // of the training's random numbers
  constexpr double narrow = 1e-3;     // as good as a point at every level that is looked at
  DataSpec points{.name = data.name, .bandwidth = narrow};
  const DataDraws draws(data);
  std::vector<Vec2> at;
  std::vector<int> labels;
  for (int i = 0; i < count; ++i) {
    const auto draw =
        draws(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(i), 0, part);
    at.push_back(draw.x);
    labels.push_back(draw.label);
  }
  points.points = std::move(at);
  points.point_labels = std::move(labels);
  return points;
}

}  // namespace alphabar

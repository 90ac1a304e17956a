#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/scene/data.h"

namespace alphabar {

/// Exact draws from the data by place, for training: draw `index` of draw number `number` is always
/// the same. The component is the first whose share of the mass, added up, exceeds
/// (w + 0.5) 2^-32, w the first word of block `index` of (Stream::shuffle, draw `number`, lane
/// `part`); the point is made of block `index` of lane `part` + 1.
class DataDraws {
 public:
  /// Throws BadRequest where check(data) does.
  explicit DataDraws(const DataSpec& data);

  struct Draw {
    Vec2 x;
    int label;
  };
  Draw operator()(std::uint64_t seed, std::uint64_t index, std::uint32_t number,
                  std::uint32_t part) const;
  /// Standard normal noise by place, of lane `part` + 2.
  static Vec2 normal(std::uint64_t seed, std::uint64_t index, std::uint32_t number,
                     std::uint32_t part);

 private:
  std::vector<Component> components_;
  std::vector<double> mass_;
};

/// The points that a training with this seed learns from, and the model of finite points has: draws
/// 0 .. count - 1, as data of one small bandwidth.
DataSpec drawn_points(const DataSpec& data, int count, int seed);

}  // namespace alphabar

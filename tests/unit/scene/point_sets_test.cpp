#include "core/scene/point_sets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace alphabar {
namespace {

TEST(PointSets, AreWholeAndTheSameEveryTime) {
  for (const std::string& name : data_presets()) {
    const DataSpec data = data_preset(name);
    EXPECT_NO_THROW(check(data)) << name;
    EXPECT_EQ(data, data_preset(name));
    EXPECT_EQ(data.name, name);
    for (const Vec2& x : data.points)
      EXPECT_LT(std::max(std::abs(x[0]), std::abs(x[1])), 3) << name;
  }
  EXPECT_EQ(data_preset("two moons").points.size(), 1000u);
  EXPECT_EQ(labels_of(data_preset("letters")).size(), 8u);
}

}  // namespace
}  // namespace alphabar

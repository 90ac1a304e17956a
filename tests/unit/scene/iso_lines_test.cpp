#include "core/figures/fields/iso_lines.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace alphabar {
namespace {

ValueGrid cone(std::size_t side, double middle) {
  ValueGrid grid{side, side, {}};
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      grid.values.push_back(
          std::hypot(static_cast<double>(column) - middle, static_cast<double>(row) - middle));
  return grid;
}

TEST(IsoLines, ACircleClosesAndLiesWhereItsValueIs) {
  const auto lines = iso_lines(cone(21, 10), 6.3);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].front(), lines[0].back());
  EXPECT_GT(lines[0].size(), 30u);
  for (const Vec2& p : lines[0]) EXPECT_NEAR(std::hypot(p[0] - 10, p[1] - 10), 6.3, 0.02);
}

TEST(IsoLines, ALineThatLeavesTheGridIsOpen) {
  const auto lines = iso_lines(cone(21, 0), 8);
  ASSERT_EQ(lines.size(), 1u);
  const Vec2 from = lines[0].front(), to = lines[0].back();
  EXPECT_NEAR(std::hypot(from[0] - to[0], from[1] - to[1]), 8 * std::sqrt(2.0), 1e-9);
}

TEST(IsoLines, ASaddleIsTwoLinesAndNoNumberIsLeftOut) {
  EXPECT_EQ(iso_lines({2, 2, {1, 0, 1, 0}}, 0.5).size(), 1u);
  EXPECT_EQ(iso_lines({2, 2, {1, 0, 0, 1}}, 0.4).size(), 2u);
  EXPECT_TRUE(iso_lines({2, 2, {1, 0, std::numeric_limits<double>::quiet_NaN(), 1}}, 0.5).empty());
}

}  // namespace
}  // namespace alphabar

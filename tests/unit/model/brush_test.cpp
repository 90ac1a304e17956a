#include "core/model/draws/brush.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

Brush drawing(double radius, double density) {
  return {.tool = Brush::Tool::draw, .radius = radius, .density = density};
}

TEST(Brush, DrawsPointsAlongItsWayWithinItsRadius) {
  DataSpec data;
  ASSERT_TRUE(paint(data, drawing(0.2, 100), {-1, 0}, {1, 0}));
  ASSERT_EQ(data.points.size(), 200u);
  EXPECT_NO_THROW(check(data));
  int within = 0;
  double left = 0, right = 0;
  for (const Vec2& x : data.points) {
    within += std::abs(x[1]) < 0.2;
    left = std::min(left, x[0]);
    right = std::max(right, x[0]);
  }
  EXPECT_GT(within, 180) << "two standard deviations";
  EXPECT_LT(left, -0.8);
  EXPECT_GT(right, 0.8);
  DataSpec again;
  paint(again, drawing(0.2, 100), {-1, 0}, {1, 0});
  EXPECT_EQ(again, data) << "the same way gives the same points";
}

TEST(Brush, BeginsASetInThePlaceOfAMixtureAndGoesOnWithIt) {
  DataSpec data = data_preset("ring");
  ASSERT_FALSE(data.components.empty());
  paint(data, drawing(0.1, 50), {0, 0}, {1, 0});
  EXPECT_TRUE(data.components.empty());
  const std::size_t first = data.points.size();
  Brush other = drawing(0.1, 50);
  other.label = 3;
  paint(data, other, {0, 0}, {1, 0});
  EXPECT_EQ(data.points.size(), 2 * first);
  EXPECT_EQ(data.point_labels.front(), 0);
  EXPECT_EQ(data.point_labels.back(), 3);
  EXPECT_NE(data.points.front(), data.points[first]) << "not the same points twice";
}

TEST(Brush, CopiesAreTurnedAroundTheOrigin) {
  DataSpec data;
  Brush brush = drawing(0.1, 100);
  brush.copies = 4;
  paint(data, brush, {1, 0}, {1.2, 0});
  ASSERT_EQ(data.points.size() % 4, 0u);
  for (std::size_t i = 0; i < data.points.size(); i += 4)
    for (std::size_t copy = 1; copy < 4; ++copy) {
      const Vec2 &before = data.points[i + copy - 1], &x = data.points[i + copy];
      EXPECT_NEAR(x[0], -before[1], 1e-12);
      EXPECT_NEAR(x[1], before[0], 1e-12);
    }
}

TEST(Brush, ErasesWhatIsUnderItAndItsCopies) {
  DataSpec data;
  data.points = {{0, 0}, {1, 0}, {-1, 0}, {3, 3}};
  Brush brush{.tool = Brush::Tool::erase, .radius = 0.5};
  EXPECT_FALSE(erase(data, brush, {0, 2}));
  brush.copies = 2;
  EXPECT_TRUE(erase(data, brush, {1.1, 0}));
  EXPECT_EQ(data.points, (std::vector<Vec2>{{0, 0}, {3, 3}}));
  brush.radius = 100;
  EXPECT_TRUE(erase(data, brush, {0, 0}));
  EXPECT_EQ(data.points.size(), 1u) << "data are never empty";
  EXPECT_NO_THROW(check(data));
}

TEST(Brush, StopsAtAsManyPointsAsASceneHas) {
  DataSpec data;
  bool room = true;
  data.points = std::vector<Vec2>(DataSpec::most_points - 3000, Vec2{0, 0});
  for (int stroke = 0; stroke < 100 && room; ++stroke)
    room = paint(data, drawing(0.3, 500), {-1, -1}, {1, 1});
  EXPECT_FALSE(room);
  EXPECT_EQ(data.points.size(), DataSpec::most_points);
  EXPECT_NO_THROW(check(data));
  DataSpec far;
  far.points = {{1, 1}};
  paint(far, drawing(0.3, 100), {99, 0}, {150, 0});
  EXPECT_GT(far.points.size(), 50u);
  EXPECT_NO_THROW(check(far)) << "none outside of what data may be";
  const DataSpec before = data_preset("ring");
  DataSpec same = before;
  paint(same, drawing(0.02, 100), {150, 0}, {160, 0});
  EXPECT_EQ(same, before) << "not a point";
}

}  // namespace
}  // namespace alphabar

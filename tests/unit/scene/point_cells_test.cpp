// Many points as few circles, and lists that copies share.
#include "core/scene/points/point_cells.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "core/scene/data.h"
#include "core/scene/points/shared_list.h"

namespace alphabar {
namespace {

/// A ring of two classes, dense on one side.
DataSpec many_points(std::size_t n) {
  std::vector<Vec2> points;
  std::vector<int> labels;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    const double angle = 2 * std::numbers::pi * u * u;
    const double radius = 1 + 0.2 * std::sin(12345.678 * static_cast<double>(i));
    points.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    labels.push_back(i % 3 == 0 ? 7 : 2);
  }
  return {.name = "many", .points = points, .point_labels = labels, .bandwidth = 0.05};
}

/// Share, mean and second moments about the origin of one class.
struct Moments {
  double share = 0, x = 0, y = 0, square = 0;
};

TEST(PointCells, KeepTheMomentsOfEachClass) {
  const DataSpec data = many_points(50000);
  const auto cells = cells_of(data.points.values(), data.point_labels.values(), 4096);
  EXPECT_LE(cells.size(), 4096u);
  EXPECT_GT(cells.size(), 2048u / 2) << "as fine as they may be";
  for (const int label : {2, 7}) {
    Moments of_points, of_cells;
    for (std::size_t i = 0; i < data.points.size(); ++i) {
      if (data.point_labels[i] != label) continue;
      const auto [x, y] = data.points[i];
      of_points.share += 1;
      of_points.x += x;
      of_points.y += y;
      of_points.square += x * x + y * y;
    }
    for (const PointCell& cell : cells) {
      if (cell.label != label) continue;
      const double n = 50000 * cell.share;
      of_cells.share += n;
      of_cells.x += n * cell.mean[0];
      of_cells.y += n * cell.mean[1];
      of_cells.square +=
          n * (cell.mean[0] * cell.mean[0] + cell.mean[1] * cell.mean[1] + 2 * cell.variance);
    }
    EXPECT_NEAR(of_cells.share, of_points.share, 1e-6);
    EXPECT_NEAR(of_cells.x, of_points.x, 1e-6);
    EXPECT_NEAR(of_cells.y, of_points.y, 1e-6);
    EXPECT_NEAR(of_cells.square, of_points.square, 1e-6);
  }
}

TEST(PointCells, AreThePointsThemselvesWhereThereIsRoom) {
  const std::vector<Vec2> points{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.5, 0.2}};
  const auto cells = cells_of(points, {}, 5);
  ASSERT_EQ(cells.size(), 5u);
  std::set<Vec2> means;
  for (const PointCell& cell : cells) {
    means.insert(cell.mean);
    EXPECT_EQ(cell.variance, 0);
    EXPECT_EQ(cell.share, 0.2);
  }
  EXPECT_EQ(means, std::set<Vec2>(points.begin(), points.end()));
  EXPECT_EQ(cells_of(points, {}, 1).size(), 1u);
  EXPECT_EQ(cells_of(std::vector<Vec2>(9, Vec2{3, 3}), {}, 4).size(), 1u) << "all in one place";
  EXPECT_TRUE(cells_of({}, {}, 4).empty());
}

TEST(FewComponents, AreThePointsUpToTheLimitAndCirclesBeyond) {
  const DataSpec few = many_points(DataSpec::most);
  EXPECT_EQ(few_components_of(few), components_of(few));
  const DataSpec many = many_points(DataSpec::most + 1);
  EXPECT_EQ(components_of(many).size(), DataSpec::most + 1);
  const auto circles = few_components_of(many);
  EXPECT_LE(circles.size(), DataSpec::most);
  double mass = 0;
  for (const Component& c : circles) {
    mass += c.weight;
    EXPECT_EQ(c.std[0], c.std[1]);
    EXPECT_GE(c.std[0], many.bandwidth);
    EXPECT_LT(c.std[0], 2 * many.bandwidth);
  }
  EXPECT_NEAR(mass, 1, 1e-9);
  EXPECT_EQ(labels_of(many), (std::vector<int>{2, 7}));
}

TEST(ManyPoints, AreCheckedUpToTheirLimit) {
  DataSpec data = many_points(DataSpec::most_points);
  EXPECT_NO_THROW(check(data));
  std::vector<Vec2> points = data.points;
  points.push_back({0, 0});
  EXPECT_ANY_THROW(check(DataSpec{.name = "", .points = points}));
  points.pop_back();
  points[77777] = {0, std::nan("")};
  data.points = points;
  try {
    check(data);
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("points[77777]"), std::string::npos) << error.what();
  }
}

TEST(SharedList, IsOneListInAllCopies) {
  const DataSpec data = many_points(100), copy = data;
  EXPECT_EQ(&data.points.values(), &copy.points.values());
  EXPECT_EQ(data, copy);
  DataSpec same = many_points(100);
  EXPECT_NE(&data.points.values(), &same.points.values());
  EXPECT_EQ(data, same) << "equal numbers are equal, shared or not";
  std::vector<Vec2> points = same.points;
  points[3][0] += 1;
  same.points = points;
  EXPECT_NE(data, same);
  EXPECT_EQ(data, copy) << "the copies stay";
  EXPECT_TRUE(SharedList<int>().empty());
  EXPECT_EQ(SharedList<int>(), SharedList<int>(std::vector<int>{}));
  EXPECT_EQ(SharedList<int>({1, 2}), (std::vector{1, 2}));
}

}  // namespace
}  // namespace alphabar

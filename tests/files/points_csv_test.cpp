// Tables of points: what is read, and what is refused with its line.

#include "core/files/points_csv.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"

namespace alphabar {
namespace {

std::string refusal(const std::string& text) {
  try {
    points_from_csv(text, "p.csv");
    return "";
  } catch (const BadRequest& error) {
    return error.what();
  }
}

TEST(PointsCsv, ReadsTheUsualForms) {
  const std::vector<Vec2> points{{1, 2}, {-0.5, 1e-3}};
  for (const char* text :
       {"1,2\n-0.5,1e-3\n", "x,y\n1,2\n-0.5,0.001", "1;2\r\n-0.5;.001\r\n",
        "1 2\n\n  -0.5\t+0.001 ", "# made by hand\n1, 2\n-0.5 , 0.001\n", "x y\n1 2\n-.5 1.0e-3\n",
        "\xEF\xBB\xBF"
        "1,2\n-0.5,1e-3\n"}) {
    const DataSpec data = points_from_csv(text, "p.csv");
    EXPECT_EQ(data.points, points) << text;
    EXPECT_TRUE(data.point_labels.empty());
    EXPECT_TRUE(data.components.empty());
  }
  const DataSpec labelled = points_from_csv("x,y,class\n0,0,1\n3,4,0\n", "p.csv");
  EXPECT_EQ(labelled.point_labels, (std::vector{1, 0}));
  EXPECT_EQ(labelled.bandwidth, 5);  // the distance to the nearest other point
  EXPECT_EQ(points_from_csv("1,1", "p.csv").bandwidth, 0.05);
  EXPECT_EQ(points_from_csv("1,1\n1,1", "p.csv").bandwidth, 1e-3);
}

TEST(PointsCsv, RefusesWithTheLine) {
  const auto expect = [](const std::string& text, const std::string& words) {
    EXPECT_NE(refusal(text).find(words), std::string::npos) << refusal(text);
  };
  expect("", "points");
  expect("x,y\n", "points");
  expect("1,2\nhello\n", "line 2");
  expect("1,2\n3,4,1\n", "line 2");
  expect("1,2,0\n3,4\n", "line 2");
  expect("1,2,0.5\n", "a class");
  expect("1,2,-1\n", "point_labels");
  expect("1,2,3,4\n", "line 1");
  expect("1\n", "line 1");
  expect("1,\n", "line 1");
  expect("1,nan\n", "line 1");
  expect("1e999,2\n3,4\n", "line 1");  // no names of columns: somebody's numbers
  expect("1.5 cm,2\n3,4\n", "line 1");
  expect("x,2\n3,4\n", "line 1");
  expect("1,inf\n", "line 1");
  expect("1,101\n", "line 1");
  expect("1,2e999\n", "line 1");
  expect(std::string("1,2\0,3\n", 8), "line 1");
  expect(std::string((1 << 20) + 1, '#'), "1 MiB");
  std::string many;
  for (int i = 0; i < 4097; ++i) many += "0.5,0.5\n";
  expect(many, "line 4097");
  EXPECT_EQ(refusal(many.substr(8)), "");
}

TEST(PointsCsv, ReadsAFileByItsName) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "points_csv_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "my points.csv") << "0,0\n1,0\n";
  EXPECT_EQ(read_points(folder / "my points.csv").name, "my points");
  EXPECT_THROW(read_points(folder / "missing.csv"), BadRequest);
  EXPECT_THROW(read_points(folder), BadRequest);
  ASSERT_EQ(mkfifo((folder / "pipe.csv").c_str(), 0600), 0);
  EXPECT_THROW(read_points(folder / "pipe.csv"), BadRequest);  // and does not wait for a writer
  std::filesystem::remove_all(folder);
}

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

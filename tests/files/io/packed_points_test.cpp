// Many points in a scene's file: packed, read back exactly, refused by field where damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/files/base64.h"
#include "core/io/scene/packed_numbers.h"
#include "core/io/scene/scene_json.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

/// A scene of n points in 5 classes, coordinates rounded to 1 / per_unit.
Scene scene_of(std::size_t n, double per_unit) {
  std::vector<Vec2> points;
  std::vector<int> labels;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = static_cast<double>(i);
    const auto rounded = [&](double v) { return std::round(v * per_unit) / per_unit; };
    points.push_back({rounded(2 * std::sin(u)), rounded(2 * std::cos(1.7 * u))});
    labels.push_back(static_cast<int>(i % 5));
  }
  Scene scene = default_scene();
  scene.data = {.name = "many", .points = points, .point_labels = labels, .bandwidth = 0.07};
  return scene;
}

Json points_of(const Scene& scene) { return Json::parse(to_json(scene))["data"]["points"]; }

TEST(PackedPoints, ComeBackExactlyInEveryForm) {
  const double plenty = std::numeric_limits<double>::infinity();
  for (const double per_unit : {1.0, 1e4, 1e6, 1e9, plenty})
    for (const std::size_t n : {std::size_t{3}, DataSpec::most, DataSpec::most + 1}) {
      Scene scene = scene_of(n, std::isinf(per_unit) ? 1e9 : per_unit);
      if (std::isinf(per_unit)) {  // every bit of a double
        std::vector<Vec2> points = scene.data.points;
        for (Vec2& p : points) p = {p[0] / 3, p[1] / 7};
        scene.data.points = points;
      }
      EXPECT_EQ(scene_from_json(to_json(scene), "s").data, scene.data) << n << " " << per_unit;
      EXPECT_EQ(points_of(scene).is_array(), n <= DataSpec::most);
      EXPECT_EQ(points_of(scene).is_object(), n > DataSpec::most);
    }
}

TEST(PackedPoints, AreAsShortAsTheirDigitsAllow) {
  const auto type = [](double per_unit) {
    return points_of(scene_of(5000, per_unit))["type"].get<std::string>();
  };
  EXPECT_EQ(type(1e4), "<i2");
  EXPECT_EQ(type(1e6), "<i4");
  EXPECT_EQ(type(1e9), "<f8");
  EXPECT_EQ(points_of(scene_of(5000, 1e4))["per_unit"], 10000);
  Scene floats = scene_of(5000, 1e9);
  std::vector<Vec2> points = floats.data.points;
  for (Vec2& p : points)
    for (double& x : p) x = static_cast<double>(static_cast<float>(x));
  floats.data.points = points;
  EXPECT_EQ(points_of(floats)["type"], "<f4");
  EXPECT_EQ(scene_from_json(to_json(floats), "s").data, floats.data);
  const std::string whole = to_json(scene_of(DataSpec::most_points, 1e4));
  EXPECT_LT(whole.size(), 900'000u) << "4 bytes a point and 2 a class, in base64";
  EXPECT_EQ(scene_from_json(whole, "s").data.points.size(), DataSpec::most_points);
}

TEST(PackedPoints, OfAFewAreReadToo) {
  const std::vector<double> values{0.5, -1.25, 2, 3};
  const PackedNumbers numbers = packed(values);
  EXPECT_EQ(numbers.type, "<i2");
  EXPECT_EQ(numbers.per_unit, 100);
  Json scene{{"format", "alphabar-scene"}, {"version", 1}};
  scene["data"]["points"] = {
      {"type", numbers.type}, {"per_unit", numbers.per_unit}, {"base64", numbers.base64}};
  scene["data"]["point_labels"] = {0, 1};
  const DataSpec data = scene_from_json(scene.dump(), "s").data;
  EXPECT_EQ(data.points, (std::vector<Vec2>{{0.5, -1.25}, {2, 3}}));
  EXPECT_EQ(data.point_labels, (std::vector{0, 1}));
}

/// The message that the scene is refused with, with another value at a place of its data.
std::string refusal(const char* list, const char* field, const Json& value) {
  Json scene = Json::parse(to_json(scene_of(5000, 1e4)));
  scene["data"][list][field] = value;
  try {
    scene_from_json(scene.dump(), "s.json");
    return "read";
  } catch (const BadRequest& error) {
    return error.what();
  }
}

TEST(PackedPoints, RefuseDamageByTheNameOfTheField) {
  const std::string good = points_of(scene_of(5000, 1e4))["base64"];
  EXPECT_THAT(refusal("points", "base64", good), "read");
  EXPECT_THAT(refusal("points", "type", "int16"), HasSubstr("data.points: type = \"int16\""));
  EXPECT_THAT(refusal("points", "type", 3), HasSubstr("type = 3"));
  EXPECT_THAT(refusal("points", "per_unit", 0), HasSubstr("per_unit = 0"));
  EXPECT_THAT(refusal("points", "per_unit", "x"), HasSubstr("per_unit"));
  EXPECT_THAT(refusal("points", "more", 1), HasSubstr("more"));
  EXPECT_THAT(refusal("points", "base64", ""), HasSubstr("base64 = 0 bytes"));
  EXPECT_THAT(refusal("points", "base64", good.substr(1)), HasSubstr("damaged"));
  EXPECT_THAT(refusal("points", "base64", "*" + good.substr(1)), HasSubstr("damaged"));
  const std::string three = base64(std::vector<std::uint8_t>(6));
  EXPECT_THAT(refusal("points", "base64", three), HasSubstr("a multiple of 4"));
  const std::string long_one = base64(std::vector<std::uint8_t>(4 * 100'001));
  EXPECT_THAT(refusal("points", "base64", long_one), HasSubstr("at most 200000 numbers"));
  const std::string huge = base64(std::vector<std::uint8_t>(1'000'000));
  EXPECT_THAT(refusal("points", "base64", huge), HasSubstr("at most 200000 numbers"));
  EXPECT_LT(refusal("points", "base64", huge).size(), 300u) << "not the text itself";
  EXPECT_THAT(refusal("points", "per_unit", 1), HasSubstr("points[")) << "outside of the plane";
  EXPECT_THAT(refusal("point_labels", "per_unit", 2), HasSubstr("whole numbers from 0 to 4095"));
  EXPECT_THAT(refusal("point_labels", "base64", good), HasSubstr("point_labels"));
  const std::string nan = base64(std::vector<std::uint8_t>{0, 0, 0xC0, 0x7F, 0, 0, 0, 0});
  Json scene = Json::parse(to_json(scene_of(5000, 1e4)));
  scene["data"]["points"] = {{"type", "<f4"}, {"per_unit", 1}, {"base64", nan}};
  scene["data"].erase("point_labels");
  try {
    scene_from_json(scene.dump(), "s.json");
    FAIL() << "NaN is no coordinate";
  } catch (const BadRequest& error) {
    EXPECT_THAT(error.what(), HasSubstr("points[0]"));
  }
}

TEST(Base64, ReadsWhatItWroteAndNothingElse) {
  for (std::size_t n = 0; n < 40; ++n) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < n; ++i) bytes.push_back(static_cast<std::uint8_t>(37 * i + n));
    EXPECT_EQ(from_base64(base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
  }
  for (const char* wrong : {"A", "AA", "AAA", "A===", "====", "AA=A", "AAA-", "AA A", "AAAA\n"})
    EXPECT_FALSE(from_base64(wrong)) << wrong;
}

}  // namespace
}  // namespace alphabar

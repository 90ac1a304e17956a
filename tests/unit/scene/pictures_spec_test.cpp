#include "core/scene/pictures/pictures_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/io/scene/scene_json.h"
#include "core/io/scene_file.h"
#include "core/scene/scene.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;

std::string problem_of(const PicturesSpec& pictures) {
  try {
    check(pictures);
    return "";
  } catch (const BadRequest& problem) {
    return problem.what();
  }
}

PicturesSpec of_lanes(std::size_t lanes) {
  PicturesSpec pictures;
  for (std::size_t i = 1; i < lanes; ++i) {
    PictureLane lane;
    lane.name = std::to_string(i + 1);
    EXPECT_TRUE(add_lane(pictures, lane));
  }
  return pictures;
}

TEST(PicturesSpec, HasOneToFourLanes) {
  PicturesSpec pictures = of_lanes(4);
  EXPECT_EQ(lanes_of(pictures), 4u);
  EXPECT_FALSE(add_lane(pictures, {})) << "there is no room";
  pictures.name = "1";
  remove_lane(pictures, 1);
  remove_lane(pictures, 0);
  ASSERT_EQ(lanes_of(pictures), 2u);
  EXPECT_EQ(lane_of(pictures, 0).name, "3");
  EXPECT_EQ(lane_of(pictures, 1).name, "4");
  remove_lane(pictures, 1);
  remove_lane(pictures, 0);
  EXPECT_EQ(lanes_of(pictures), 1u) << "the last stays";
  EXPECT_EQ(pictures.name, "3");
}

TEST(PicturesSpec, GivesEachPictureItsClass) {
  PicturesSpec pictures;
  EXPECT_EQ(class_of(pictures, 5), -1);
  pictures.label = 4;
  EXPECT_EQ(class_of(pictures, 5), 4);
  pictures.labels = {7, -1, 2};
  EXPECT_EQ(class_of(pictures, 0), 7);
  EXPECT_EQ(class_of(pictures, 4), -1) << "in turn";
  EXPECT_EQ(class_of(pictures, 5), 2);
}

TEST(PicturesSpec, RefusesWhatCannotBe) {
  PicturesSpec pictures = of_lanes(2);
  EXPECT_EQ(problem_of(pictures), "");
  pictures.muted = pictures.beside[0].muted = true;
  EXPECT_THAT(problem_of(pictures), HasSubstr("at least one that is not"));
  pictures.muted = false;
  pictures.beside[0].scale = 101;
  EXPECT_THAT(problem_of(pictures), HasSubstr("pictures.beside[0]"));
  pictures.beside[0].scale = 1;
  pictures.beside[0].sigma_low = 2;
  pictures.beside[0].sigma_high = 1;
  EXPECT_THAT(problem_of(pictures), HasSubstr("sigma_high"));
  pictures.beside[0] = {};
  pictures.guide = PictureGuide::inpainting;
  EXPECT_THAT(problem_of(pictures), HasSubstr("pictures.picture"));
  pictures.picture = "coat.png";
  EXPECT_EQ(problem_of(pictures), "");
  pictures.hole_left = 0.9;
  EXPECT_THAT(problem_of(pictures), HasSubstr("hole_right"));
  pictures = {};
  pictures.count = 65;
  EXPECT_THAT(problem_of(pictures), HasSubstr("1 to 64"));
}

TEST(PicturesSpec, StandsInAFileWithAllItsLanes) {
  Scene scene = default_scene();
  PicturesSpec& pictures = scene.pictures;
  pictures.count = 6;
  pictures.labels = {1, 2, 3};
  pictures.between = true;
  pictures.picture = "coat.png";
  pictures.name = "the first";
  PictureLane lane;
  lane.muted = true;
  lane.sampler.kind = SamplerKind::dpmpp_2m;
  lane.guide = PictureGuide::inpainting;
  lane.scale = 3;
  lane.sigma_high = 9;
  lane.hole_left = 0.125;
  add_lane(pictures, lane);
  lane = {};
  lane.plus_plus = true;
  add_lane(pictures, lane);
  scene.view.picture = 5;
  scene.view.picture_difference = true;
  EXPECT_EQ(scene_from_json(to_json(scene), "scene").pictures, pictures);
  EXPECT_EQ(scene_from_json(to_json(scene), "scene").view, scene.view);
}

// Files from before there were lanes.
TEST(PicturesSpec, ReadsTheOnlyLaneThatThereWas) {
  const Scene scene = scene_from_json(
      R"({"format": "alphabar-scene", "version": 1,
          "pictures": {"sampler": {"kind": "heun"}, "label": 8, "scale": 2, "count": 3}})",
      "scene");
  EXPECT_EQ(lanes_of(scene.pictures), 1u);
  EXPECT_EQ(scene.pictures.sampler.kind, SamplerKind::heun);
  EXPECT_EQ(scene.pictures.scale, 2);
  EXPECT_EQ(class_of(scene.pictures, 2), 8);
}

}  // namespace
}  // namespace alphabar

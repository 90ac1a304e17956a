#include "app/gallery/shipped_scenes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/files/image/png.h"
#include "core/io/scene_file.h"
#include "core/learn/folder/net_folder.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

TEST(ShippedScenes, EachCanBeRunAndSaysWhatItShows) {
  const std::vector<ShippedScene> scenes = shipped_scenes();
  EXPECT_GE(scenes.size(), 14u);
  std::set<std::string> titles;
  for (const ShippedScene& shipped : scenes) {
    const Scene& scene = shipped.scene;
    EXPECT_TRUE(titles.insert(scene.title).second) << shipped.name;
    EXPECT_GT(scene.title.size(), 10u) << shipped.name;
    EXPECT_LT(scene.title.size(), 65u) << shipped.name << ": it has to fit a line";
    EXPECT_GT(scene.note.size(), 30u) << shipped.name;
    EXPECT_EQ(scene.note.back(), '.') << shipped.name;
    EXPECT_GE(scene.bookmarks.size(), 2u) << shipped.name;
    EXPECT_NO_THROW(check(scene)) << shipped.name;
    const Process process(scene.process);
    for (const LaneSpec& lane : scene.lanes) {
      EXPECT_NO_THROW(EXPECT_FALSE(build_plan(process, lane.sampler).rows.empty())) << shipped.name;
      EXPECT_FALSE(lane.name.empty()) << shipped.name;
    }
    EXPECT_EQ(shipped_scene(shipped.name), scene);
  }
}

/// Scenes with learned nets open trained: every net is there, and one is of the scene's own
/// training.
TEST(ShippedScenes, FindTheirNets) {
  int learned = 0;
  for (const ShippedScene& shipped : shipped_scenes()) {
    const Derived derived = derive(shipped.scene);
    for (const FailedLane& lane : derived.failed)
      ADD_FAILURE() << shipped.name << ": " << lane.problem;
    bool own = false, nets = false;
    for (const LaneSpec& lane : shipped.scene.lanes) {
      const ModelSpec& model = model_of(shipped.scene, lane);
      if (model.kind != ModelKind::learned) continue;
      nets = true;
      const NetFolder folder = read_net_folder(find_net(model.net), NetContent::all);
      const TrainingProblem problem(shipped.scene);
      own = own || same_training(problem.net().form(), folder.net.form);
      EXPECT_FALSE(folder.losses.step.empty()) << model.net;
      ASSERT_TRUE(folder.scene) << model.net;
      EXPECT_EQ(folder.scene->data, shipped.scene.data) << model.net;
    }
    learned += nets;
    EXPECT_EQ(own, nets) << shipped.name << ": none of its nets is of its own training";
  }
  EXPECT_GE(learned, 9);
}

TEST(ShippedScenes, EachIsInOneTopicOfTheCourse) {
  std::set<std::string> named;
  for (const Topic& topic : shipped_topics()) {
    EXPECT_FALSE(topic.scenes.empty()) << topic.title;
    EXPECT_NE(title_of(topic, "zh"), "") << topic.title;
    EXPECT_EQ(title_of(topic, "no language"), topic.title);
    for (const std::string& name : topic.scenes) EXPECT_TRUE(named.insert(name).second) << name;
  }
  const auto folder = std::filesystem::path(test_data()) / "../../assets/scenes";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto& path = file.path();
    if (path.extension() != ".json" || path.filename() == "topics.json") continue;
    EXPECT_TRUE(named.contains(path.stem().string())) << path.filename();
  }
}

TEST(ShippedScenes, EachHasAPictureOfItself) {
  for (const ShippedScene& shipped : shipped_scenes()) {
    ASSERT_FALSE(shipped.thumbnail.empty())
        << shipped.name << ": take it with cmake --build build --target thumbnails";
    const PngContents png = read_png(shipped.thumbnail, shipped.name);
    EXPECT_EQ(png.image.width, 320) << shipped.name;
    EXPECT_EQ(png.image.height, 200) << shipped.name;
    ASSERT_TRUE(png.recipe) << shipped.name;
    EXPECT_EQ(scene_from_json(*png.recipe, shipped.name).lanes, shipped.scene.lanes)
        << "changed since its picture was taken: cmake --build build --target thumbnails";
    EXPECT_EQ(png.recipe->find("/home"), std::string::npos)
        << "no path of the machine it was made on";
  }
}

TEST(ShippedScenes, AnUnknownNameIsRefusedWithWhereTheKnownOnesAre) {
  try {
    shipped_scene("no-such-scene");
    FAIL();
  } catch (const BadRequest& problem) {
    EXPECT_NE(std::string(problem.what()).find("list scenes"), std::string::npos);
  }
}

}  // namespace
}  // namespace alphabar

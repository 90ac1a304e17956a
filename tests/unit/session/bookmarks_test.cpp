#include "app/session/bookmarks.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

Scene marked(std::initializer_list<double> places) {
  Scene scene = default_scene();
  scene.bookmarks.clear();
  for (const double place : places) scene.bookmarks.push_back({std::to_string(place), place});
  return scene;
}

TEST(Bookmarks, AreKeptInOrderOfTime) {
  Scene scene = marked({0, 0.5, 1});
  scene.playback.position = 0.25;
  EXPECT_TRUE(add_bookmark(scene, "here"));
  ASSERT_EQ(scene.bookmarks.size(), 4u);
  EXPECT_EQ(scene.bookmarks[1], (Bookmark{"here", 0.25}));
  EXPECT_FALSE(add_bookmark(scene, "again")) << "one at a place";
  EXPECT_EQ(scene.bookmarks.size(), 4u);
}

TEST(Bookmarks, AreAtMostWhatASceneMayHave) {
  Scene scene = marked({});
  for (int i = 0; i < 150; ++i) {
    scene.playback.position = i / 150.0;
    EXPECT_EQ(add_bookmark(scene, "x"), i < 100);
  }
  EXPECT_NO_THROW(check(scene));
}

TEST(Bookmarks, NeighboursAreFoundInAnyOrder) {
  Scene scene = marked({0.8, 0.2, 0.5});
  const auto at = [&](double position) { scene.playback.position = position; };
  at(0.5);
  EXPECT_DOUBLE_EQ(next_bookmark(scene)->position, 0.8);
  EXPECT_DOUBLE_EQ(previous_bookmark(scene)->position, 0.2);
  EXPECT_DOUBLE_EQ(current_bookmark(scene)->position, 0.5);
  at(0.6);
  EXPECT_DOUBLE_EQ(previous_bookmark(scene)->position, 0.5);
  at(0.1);
  EXPECT_EQ(previous_bookmark(scene), nullptr);
  EXPECT_EQ(current_bookmark(scene), nullptr);
  at(1);
  EXPECT_EQ(next_bookmark(scene), nullptr);
}

}  // namespace
}  // namespace alphabar

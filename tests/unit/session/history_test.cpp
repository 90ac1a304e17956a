#include "app/session/history.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

Version with_seed(std::uint64_t seed) {
  Scene scene = default_scene();
  scene.seed = seed;
  return {std::make_shared<const Scene>(scene)};
}

TEST(History, GoesBackAndForthAgain) {
  History history;
  EXPECT_FALSE(history.undo(with_seed(1)));
  history.edited(with_seed(1), 0);
  history.edited(with_seed(2), 0);
  EXPECT_EQ(history.undo(with_seed(3))->scene->seed, 2u);
  EXPECT_EQ(history.undo(with_seed(2))->scene->seed, 1u);
  EXPECT_FALSE(history.can_undo());
  EXPECT_EQ(history.redo(with_seed(1))->scene->seed, 2u);
  EXPECT_EQ(history.redo(with_seed(2))->scene->seed, 3u);
  EXPECT_FALSE(history.can_redo());
}

TEST(History, TakesOneDragAsOneEdit) {
  History history;
  history.edited(with_seed(1), 7);
  history.edited(with_seed(2), 7);
  history.edited(with_seed(3), 7);
  history.edited(with_seed(4), 8);
  EXPECT_EQ(history.undo(with_seed(5))->scene->seed, 4u);
  EXPECT_EQ(history.undo(with_seed(4))->scene->seed, 1u);
}

TEST(History, NeverJoinsADragToOneThatWasUndone) {
  History history;
  history.edited(with_seed(1), 7);
  EXPECT_EQ(history.undo(with_seed(2))->scene->seed, 1u);
  history.edited(with_seed(1), 7);
  EXPECT_TRUE(history.can_undo());
}

TEST(History, ForgetsWhatWasUndoneAtTheNextEdit) {
  History history;
  history.edited(with_seed(1), 0);
  history.undo(with_seed(2));
  history.edited(with_seed(1), 0);
  EXPECT_FALSE(history.can_redo());
}

TEST(History, LeavesThePanelsAsTheyAreButForAnotherArrangement) {
  History history;
  history.edited(with_seed(1), 0);
  Scene scene = *with_seed(2).scene;
  scene.view.show("plan");
  const Version now{std::make_shared<const Scene>(scene)};
  EXPECT_TRUE(history.undo(now)->scene->view.shows("plan"));
  history.edited(with_seed(1), 0);
  scene.view.arrangement = Arrangement::images;
  EXPECT_FALSE(history.undo({std::make_shared<const Scene>(scene)})->scene->view.shows("plan"));
}

TEST(History, LeavesTheTimeWhereItIs) {
  History history;
  history.edited(with_seed(1), 0);
  Scene scene = *with_seed(2).scene;
  scene.playback.position = 0.7;
  const Version now{std::make_shared<const Scene>(scene)};
  EXPECT_EQ(history.undo(now)->scene->playback.position, 0.7);
}

TEST(History, KnowsWhoseVersionItBringsBack) {
  History history;
  history.edited({with_seed(1).scene, 4}, 0);
  EXPECT_EQ(history.undo({with_seed(2).scene, 5})->document, 4);
  EXPECT_EQ(history.redo({with_seed(1).scene, 4})->document, 5);
}

TEST(History, KeepsToItsLimit) {
  History history(3);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) history.edited(with_seed(seed), 0);
  Version now = with_seed(11);
  int steps = 0;
  while (const auto before = history.undo(now)) {
    now = *before;
    ++steps;
  }
  EXPECT_EQ(steps, 3);
  EXPECT_EQ(now.scene->seed, 8u);
}

}  // namespace
}  // namespace alphabar

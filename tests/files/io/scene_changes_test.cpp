#include "core/io/scene/scene_changes.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

TEST(SceneChanges, AreToldByTheirFields) {
  const Scene before = default_scene();
  EXPECT_EQ(changes_text(before, before), "");
  Scene after = before;
  after.lanes[1].sampler.grid.steps = 37;
  EXPECT_EQ(changes_text(before, after), "lane 2 sampler grid steps " +
                                             std::to_string(before.lanes[1].sampler.grid.steps) +
                                             " \u2192 37");
  after = before;
  after.view.theme = Theme::light;
  EXPECT_EQ(changes_text(before, after), "view theme dark \u2192 light");
}

TEST(SceneChanges, ListsAreOneFieldAndManyAreCounted) {
  const Scene before = default_scene();
  Scene after = before;
  after.lanes.pop_back();
  EXPECT_EQ(changes_text(before, after), "lanes 2 values \u2192 1 value");
  after = before;
  after.seed = 9;
  after.particles = 10;
  after.title = std::string(500, 'x');
  after.note.clear();
  const std::string words = changes_text(before, after);
  EXPECT_NE(words.find("; and 2 more"), std::string::npos) << words;
  EXPECT_LT(words.size(), 300u);
  Scene listed = before;
  listed.process.kind = ProcessKind::betas;
  listed.process.betas = {0.1, 0.2};
  after = listed;
  after.process.betas.assign(1000, 0.01);
  EXPECT_EQ(changes_text(listed, after), "process betas 2 values \u2192 1000 values");
}

}  // namespace
}  // namespace alphabar

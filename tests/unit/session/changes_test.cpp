#include "app/session/changes.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

struct Edit {
  const char* name;
  void (*apply)(Scene&);
  Changes wanted;
};

class WhatAnEditNeeds : public testing::TestWithParam<Edit> {};

TEST_P(WhatAnEditNeeds, RunsNoMoreAndNoLess) {
  const Scene before = default_scene();
  Scene after = before;
  GetParam().apply(after);
  ASSERT_NE(before, after);
  EXPECT_EQ(changes(before, after), GetParam().wanted);
}

constexpr Changes nothing{}, lanes{.lanes = true}, pictures{.pictures = true},
    both{.lanes = true, .pictures = true};

INSTANTIATE_TEST_SUITE_P(
    Edits, WhatAnEditNeeds,
    testing::Values(
        Edit{"data", [](Scene& s) { s.data.components[0].mean[0] += 1; }, lanes},
        Edit{"beta_end", [](Scene& s) { s.process.beta_end = 0.03; }, both},
        Edit{"process", [](Scene& s) { s.process.kind = ProcessKind::cosine; }, both},
        Edit{"sampler", [](Scene& s) { s.lanes[1].sampler.kind = SamplerKind::ddim; }, lanes},
        Edit{"eta", [](Scene& s) { s.lanes[1].sampler.eta = 0.5; }, lanes},
        Edit{"steps", [](Scene& s) { s.lanes[0].sampler.grid.steps = 7; }, lanes},
        Edit{"name", [](Scene& s) { s.lanes[0].name = std::string("first"); }, lanes},
        Edit{"lane_added", [](Scene& s) { s.lanes.push_back(s.lanes[0]); }, lanes},
        Edit{"muted", [](Scene& s) { s.lanes[1].muted = true; }, lanes},
        Edit{"forward", [](Scene& s) { s.view.forward = ForwardView::beside; }, lanes},
        Edit{"backdrop", [](Scene& s) { s.view.backdrop = Backdrop::energy; }, nothing},
        Edit{"seed", [](Scene& s) { s.seed = 2; }, both},
        Edit{"particles", [](Scene& s) { s.particles = 5; }, lanes},
        Edit{"paired", [](Scene& s) { s.paired = false; }, lanes},
        Edit{"guidance", [](Scene& s) { s.guidance.scale = 3; }, lanes},
        Edit{"pictures_eta", [](Scene& s) { s.pictures.sampler.eta = 1; }, pictures},
        Edit{"pictures_label", [](Scene& s) { s.pictures.label = 3; }, pictures},
        Edit{"camera", [](Scene& s) { s.view.half_height = 1; }, nothing},
        Edit{"theme", [](Scene& s) { s.view.theme = Theme::light; }, nothing},
        Edit{"error_shown", [](Scene& s) { s.view.show("error"); }, Changes{.sweep = true}},
        Edit{"hidden_processes", [](Scene& s) { s.view.error_processes = {ProcessKind::cosine}; },
             nothing},
        Edit{"metric", [](Scene& s) { s.view.metric = Metric::energy; }, nothing},
        Edit{"trails", [](Scene& s) { s.view.trails = !s.view.trails; }, nothing},
        Edit{"position", [](Scene& s) { s.playback.position = 0.3; }, nothing},
        Edit{"loop", [](Scene& s) { s.playback.repeat = Repeat::once; }, nothing},
        Edit{"title", [](Scene& s) { s.title = std::string("t"); }, nothing}),
    [](const auto& edit) { return std::string(edit.param.name); });

TEST(WhatAnEditNeeds, IsPicturesWhenTheyAreShownAgain) {
  Scene hidden = default_scene();
  hidden.view.hide("pictures");
  EXPECT_EQ(changes(hidden, default_scene()), pictures);
  EXPECT_EQ(changes(default_scene(), hidden), nothing);
}

TEST(WhatAnEditNeeds, IsTheSweepWhenItIsHiddenToo) {
  Scene shown = default_scene();
  shown.view.show("error");
  EXPECT_EQ(changes(shown, default_scene()), Changes{.sweep = true}) << "to end it";
  Scene more = shown;
  more.view.error_processes = {ProcessKind::cosine};
  EXPECT_EQ(changes(shown, more), Changes{.sweep = true});
  more = shown;
  more.view.error_nfe = {4, 8};
  EXPECT_EQ(changes(shown, more), Changes{.sweep = true});
  more.view.hide("error");
  shown.view.hide("error");
  EXPECT_EQ(changes(shown, more), nothing);
}

TEST(OnlyPosition, IsNoEdit) {
  const Scene before = default_scene();
  Scene after = before;
  EXPECT_FALSE(only_position_differs(before, after));
  after.playback.position = 0.5;
  EXPECT_TRUE(only_position_differs(before, after));
  EXPECT_TRUE(only_camera_differs(before, after));
  after.seed = 9;
  EXPECT_FALSE(only_position_differs(before, after));
}

TEST(OnlyCamera, IsOneStepOfUndo) {
  const Scene before = default_scene();
  Scene after = before;
  after.view.center = {1, 2};
  after.view.half_height = 7;
  EXPECT_TRUE(only_camera_differs(before, after));
  EXPECT_TRUE(same_work(before, after));
  after.view.trails = !after.view.trails;
  EXPECT_FALSE(only_camera_differs(before, after));
  EXPECT_TRUE(same_work(before, after));
  after.bookmarks.push_back({"here", 0.5});
  EXPECT_FALSE(same_work(before, after));
}

}  // namespace
}  // namespace alphabar

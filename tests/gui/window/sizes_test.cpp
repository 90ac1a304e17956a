#include <gtest/gtest.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "app/window/headless/headless.h"
#include "app/window/layout/panel_table.h"
#include "app/window/state/app_state.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {
namespace {

/// A window that jumps from any size to any other, as window managers make it: whatever is shown.
class Sizes : public testing::Test {
 protected:
  static Scene small_scene() {
    Scene scene = default_scene();
    scene.particles = 100;
    return scene;
  }
  static Backends cpu_only() {
    const auto make = [] {
      return LaneBackend{std::make_unique<CpuEngine>(CpuOptions{.threads = 1}), "", {}};
    };
    return {.make_engine = make, .make_pictures = {}};
  }
  void frames(int count, bool paint) {
    for (int i = 0; i < count; ++i)
      paint ? window_.draw(app_, 1.0 / 60) : window_.build(app_, 1.0 / 60);
  }
  /// As often small as large.
  int side(int most) {
    const double share = static_cast<double>(random_() % 10000) / 9999;
    return std::clamp(static_cast<int>(std::lround(std::pow(most, share))), 1, most);
  }

  HeadlessWindow window_{1280, 800};
  AppState app_{small_scene(), cpu_only()};
  std::mt19937 random_{20260730};
};

TEST_F(Sizes, NoneIsTooSmall) {
  ASSERT_TRUE(app_.session.wait(std::chrono::seconds(60)));
  constexpr std::array<std::array<int, 2>, 9> sizes{{{1000, 60},
                                                     {300, 20},
                                                     {1, 1},
                                                     {4096, 2160},
                                                     {1, 2160},
                                                     {4096, 1},
                                                     {8, 8},
                                                     {64, 64},
                                                     {1280, 800}}};
  for (const auto& [width, height] : sizes) {
    window_.resize(width, height);
    frames(6, true);
    window_.resize(1280, 800);
    frames(1, true);
  }
  frames(6, true);
  EXPECT_EQ(app_.layout.form, Layout::wide);
}

TEST_F(Sizes, AnyFollowsAnyOther) {
  ASSERT_TRUE(app_.session.wait(std::chrono::seconds(60)));
  const ViewSpec usual = app_.session.scene().view;
  for (int i = 0; i < 400; ++i) {
    Scene scene = app_.session.scene();
    scene.view = usual;
    scene.view.arrangement = static_cast<Arrangement>(random_() % 3);
    for (const Panel& panel : panels())
      random_() % 2 == 0 ? scene.view.show(panel.id) : scene.view.hide(panel.id);
    scene.view.font_scale = random_() % 4 == 0 ? 4 : 1;
    app_.session.apply(scene);
    app_.presenter.on = random_() % 4 == 0;
    app_.show_help = random_() % 8 == 0;
    app_.show_gallery = random_() % 8 == 0;
    app_.notice = {random_() % 4 == 0 ? "Something is to be said" : "", true, 0};
    app_.box = random_() % 8 == 0 ? AppState::Box::open : AppState::Box::none;
    window_.resize(side(4096), side(2160));
    frames(static_cast<int>(1 + random_() % 3), i % 16 == 0);
  }
  EXPECT_TRUE(app_.settings.layouts.empty()) << "nobody moved a panel";
}

/// Some systems report a hidden window as one of no size.
TEST_F(Sizes, NoneAtAllIsNoReasonToStop) {
  for (const auto& [width, height] : {std::array{0, 0}, {1280, 0}, {0, 800}}) {
    frames(3, true);
    window_.resize(width, height);
    frames(3, false);
    window_.resize(1280, 800);
  }
  frames(6, true);
  EXPECT_EQ(app_.layout.form, Layout::wide);
}

}  // namespace
}  // namespace alphabar

#include "app/window/layout/layout.h"

#include <gtest/gtest.h>

#include "app/window/headless/headless.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {
namespace {

/// Bars have room in one form and not in the other: that must not make it the other.
TEST(LayoutForm, SettlesAtEveryHeightOfTheWindow) {
  Scene scene = default_scene();
  scene.particles = 100;
  Layout before = Layout::narrow;
  for (int height = 540; height <= 660; height += 8) {
    HeadlessWindow window(1280, height);
    Backends backends;
    backends.make_engine = [] {
      return LaneBackend{std::make_unique<CpuEngine>(CpuOptions{.threads = 1}), "", {}};
    };
    AppState app(scene, std::move(backends));
    for (int i = 0; i < 12; ++i) window.build(app, 1.0 / 60);
    EXPECT_GT(app.layout.frames, 6) << height << ": it is built again and again";
    EXPECT_TRUE(app.layout.form == before || app.layout.form == Layout::wide) << height;
    before = app.layout.form;
  }
  EXPECT_EQ(before, Layout::wide);
}

}  // namespace
}  // namespace alphabar

#include "app/window/layout/layout.h"

#include <gtest/gtest.h>

#include "app/window/headless/headless.h"
#include "app/window/screen/magnify.h"
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

/// So large a type that half a window is a few words wide: one place for all panels.
TEST(LayoutForm, HasOnePlaceForAllWhereTypeIsHuge) {
  Scene scene = default_scene();
  scene.particles = 100;
  scene.view.font_scale = 3;
  HeadlessWindow window(1280, 800);
  Backends backends;
  backends.make_engine = [] {
    return LaneBackend{std::make_unique<CpuEngine>(CpuOptions{.threads = 1}), "", {}};
  };
  AppState app(scene, std::move(backends));
  app.presenter.on = true;
  for (int i = 0; i < 12; ++i) window.build(app, 1.0 / 60);
  EXPECT_EQ(app.layout.form, Layout::single);
  app.presenter.on = false;
  scene.view.font_scale = 1;
  app.session.apply(scene);
  for (int i = 0; i < 12; ++i) window.build(app, 1.0 / 60);
  EXPECT_EQ(app.layout.form, Layout::wide);
}

TEST(Magnify, KeepsWhatIsUnderTheMouseAndScalesTheRest) {
  Scene scene = default_scene();
  scene.particles = 100;
  HeadlessWindow window(800, 600);
  Backends backends;
  backends.make_engine = [] {
    return LaneBackend{std::make_unique<CpuEngine>(CpuOptions{.threads = 1}), "", {}};
  };
  AppState app(scene, std::move(backends));
  for (int i = 0; i < 4; ++i) window.build(app, 1.0 / 60);
  ImDrawData& frame = *ImGui::GetDrawData();
  std::vector<ImVec2> before;
  std::vector<ImVec4> clips;
  for (const ImDrawList* list : frame.CmdLists) {
    for (const ImDrawVert& vertex : list->VtxBuffer) before.push_back(vertex.pos);
    for (const ImDrawCmd& command : list->CmdBuffer) clips.push_back(command.ClipRect);
  }
  ASSERT_GT(before.size(), 100u);
  const ImVec2 mouse{300, 200};
  magnify(frame, mouse, 3);
  std::size_t i = 0, c = 0;
  for (const ImDrawList* list : frame.CmdLists) {
    for (const ImDrawVert& vertex : list->VtxBuffer) {
      EXPECT_FLOAT_EQ(vertex.pos.x - mouse.x, 3 * (before[i].x - mouse.x));
      EXPECT_FLOAT_EQ(vertex.pos.y - mouse.y, 3 * (before[i].y - mouse.y));
      ++i;
    }
    for (const ImDrawCmd& command : list->CmdBuffer)
      EXPECT_FLOAT_EQ(command.ClipRect.z - mouse.x, 3 * (clips[c++].z - mouse.x));
  }
}

}  // namespace
}  // namespace alphabar

// The box for exports, and the files that open again.
#include <imgui_te_context.h>

#include <filesystem>

#include "app/window/document/scene_file.h"
#include "core/files/arrays/csv.h"
#include "core/files/arrays/npz.h"
#include "core/io/scene_file.h"
#include "tests/files/temp_folder.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

constexpr ImGuiKeyChord box_keys = ImGuiMod_Ctrl | ImGuiKey_E;

class ExportBox : public WindowDriver {};

/// The part of the box above its buttons.
ImGuiID fields(ImGuiTestContext& ui) { return ui.WindowInfo("//Export animation/fields").ID; }

TEST_F(ExportBox, OffersTheRestAndIsRemembered) {
  Scene marked = scene();
  marked.bookmarks = {{"half", 0.5}};
  ASSERT_TRUE(app().session.apply(marked));
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(box_keys);
    ui.Yield(2);
    ui.SetRef(fields(ui));
    pick(ui, "##subject", "whole window");
    ui.ItemClick("##more");
    ui.Yield(2);
    ui.ItemClick("##eased");
    ui.ItemClick("##presenting");
    ui.ItemClick("##clips");
    ui.ItemInput("##stops");
    ui.KeyCharsReplaceEnter("0.5");
    ui.ItemClick("##also");
    ui.ItemClick("//$FOCUSED/GIF");
    ui.ItemClick("//$FOCUSED/APNG");
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_TRUE(app().export_spec.eased);
    EXPECT_TRUE(app().export_spec.presenting);
    EXPECT_EQ(app().export_draft.also, (std::vector<std::string>{".gif", ".apng"}));
    ui.ItemClick("//Export animation/Close");
    ui.Yield(2);
  });
  const ExportSettings kept = app().settings.exports;
  EXPECT_EQ(kept.animation.subject, Subject::window);
  EXPECT_EQ(kept.animation.stops, 0.5);
  EXPECT_TRUE(kept.clips);
  // Another window finds them.
  app().export_spec = {};
  app().export_draft = {};
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(box_keys);
    ui.Yield(2);
    EXPECT_EQ(app().export_spec, kept.animation);
    EXPECT_EQ(app().export_draft.also, kept.also);
    EXPECT_TRUE(app().export_draft.clips);
    ui.SetRef("Export animation");
    ui.ItemClick("//Export animation/Close");
    ui.Yield(2);
  });
}

TEST_F(ExportBox, KeepsItsButtonsInSightHoweverMuchItAsks) {
  drive([&](ImGuiTestContext& ui) {
    for (const float scale : {1.0F, 2.0F}) {
      Scene larger = scene();
      larger.view.font_scale = double{scale};
      ASSERT_TRUE(app().session.apply(larger));
      ui.Yield(4);
      ui.KeyPress(box_keys);
      ui.Yield(2);
      ui.SetRef(fields(ui));
      if (!app().export_draft.more) ui.ItemClick("##more");
      ui.Yield(4);
      for (const char* button : {"Start", "Close", "##export_file"}) {
        const ImGuiTestItemInfo item =
            ui.ItemInfo((std::string("//Export animation/") + button).c_str());
        EXPECT_GE(item.RectClipped.GetHeight(), item.RectFull.GetHeight() - 1) << button << scale;
        EXPECT_LE(item.RectFull.Max.y, ImGui::GetMainViewport()->Size.y) << button << scale;
      }
      ui.ItemClick("//Export animation/Close");
      ui.Yield(2);
    }
  });
}

TEST_F(ExportBox, AFigureHasItsPreview) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(box_keys);
    ui.Yield(2);
    ui.SetRef(fields(ui));
    ui.ItemClick("figure");
    for (const char* view : {"lanes", "chain", "curves", "error"}) {
      pick(ui, "##view", view);
      ui.SleepNoSkip(0.4F, 0.1F);
      EXPECT_TRUE(app().export_draft.preview) << view;
    }
    ui.ItemClick("//Export animation/Close");
    ui.Yield(2);
  });
}

TEST_F(ExportBox, ATableAndArraysWithASceneAreThatScene) {
  const testing::TempFolder folder;
  Scene sent = default_scene();
  sent.title = "Sent";
  sent.particles = 77;
  write_csv(folder / "plan.csv", {{"t", {1, 2}}, {"a", {3, 4}}}, to_json(sent));
  NpzWriter arrays(folder / "run.npz");
  arrays.add("x", std::vector<double>{1, 2}, {2});
  arrays.add_recipe(to_json(sent));
  arrays.finish();
  write_scene(default_scene(), folder / "first.json");
  drive([&](ImGuiTestContext& ui) {
    for (const char* name : {"plan.csv", "run.npz"}) {
      open_scene(app(), folder / "first.json");
      settle(ui);
      open_scene(app(), folder / name);
      settle(ui);
      EXPECT_EQ(scene(), sent) << name << ": " << app().notice.words;
      EXPECT_EQ(app().file(), "") << "nothing is saved over a table";
    }
  });
}

}  // namespace
}  // namespace alphabar

#include <filesystem>
#include <fstream>

#include "app/window/frame_log.h"
#include "core/io/scene_file.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

class Shell : public WindowDriver {
 protected:
  /// A path in a folder of this test's own.
  static std::filesystem::path scratch(const std::string& name) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "alphabar_shell_test";
    std::filesystem::create_directories(folder);
    return folder / (testing::UnitTest::GetInstance()->current_test_info()->name() + ("_" + name));
  }

  void choose_file(ImGuiTestContext& ui, ImGuiKeyChord keys, const char* box,
                   const std::string& file) {
    ui.KeyPress(keys);
    ui.Yield(2);
    ui.SetRef(box);
    ui.ItemInput("##file");
    ui.KeyCharsReplaceEnter(file.c_str());
    settle(ui);
    ui.SetRef("Scene");
  }
};

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl, shift = ImGuiMod_Shift;

TEST_F(Shell, TheFileBoxWalksThroughFolders) {
  const auto folder = scratch("scenes");
  std::filesystem::create_directories(folder / "inner");
  std::ofstream(folder / "notes.txt") << "no scene";
  Scene kept = scene();
  kept.title = "kept";
  write_scene(kept, folder / "inner" / "kept.json");
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_O);
    ui.Yield(2);
    ui.SetRef("Open scene");
    ui.ItemInput("##file");
    ui.KeyCharsReplace((folder.string() + "/").c_str());
    ui.Yield(2);
    EXPECT_EQ(matching(app().file_box.list, "").size(), 1u) << "only folders and what is opened";
    ui.ItemClick("**/inner\\/");
    ui.Yield(2);
    EXPECT_EQ(app().file_box.typed, (folder / "inner/").string());
    ui.ItemDoubleClick("**/kept.json");
    settle(ui);
    EXPECT_EQ(scene().title, "kept");
    EXPECT_EQ(app().box, AppState::Box::none);
  });
}

TEST_F(Shell, AFolderThatCannotBeReadIsNamed) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    ui.KeyPress(ctrl | ImGuiKey_O);
    ui.Yield(2);
    ui.SetRef("Open scene");
    ui.ItemInput("##file");
    ui.KeyCharsReplace("no/such/folder/x");
    ui.Yield(2);
    EXPECT_NE(app().file_box.list.problem, "");
    ui.KeyPress(ImGuiKey_Escape, 2);
    ui.Yield(2);
    EXPECT_EQ(app().box, AppState::Box::none);
    EXPECT_EQ(scene(), before);
  });
}

TEST_F(Shell, SavesAndOpensTheSameScene) {
  const auto file = scratch("scene.json");
  std::filesystem::remove(file);
  drive([&](ImGuiTestContext& ui) {
    type(ui, "$$0/##steps", "12");
    const Scene saved = scene();
    choose_file(ui, ctrl | shift | ImGuiKey_S, "Save scene", file.string());
    EXPECT_EQ(read_scene(file), saved);
    type(ui, "$$0/##steps", "30");
    choose_file(ui, ctrl | ImGuiKey_O, "Open scene", file.string());
    EXPECT_EQ(scene(), saved);
    EXPECT_EQ(runs()->results[0].trajectory->rows(), 13u);
    ui.KeyPress(ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 30) << "opening is undone like any edit";
  });
}

TEST_F(Shell, KeepsTheSceneWhenAFileCannotBeUsed) {
  const auto broken = scratch("broken.json");
  std::ofstream(broken) << R"({"format": "alphabar-scene", "version": 1, "particles": 0})";
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    for (const std::string& file : {broken.string(), scratch("missing.json").string()}) {
      choose_file(ui, ctrl | ImGuiKey_O, "Open scene", file);
      EXPECT_EQ(scene(), before);
      EXPECT_TRUE(app().notice.error);
      EXPECT_NE(app().notice.words.find(std::filesystem::path(file).filename().string()),
                std::string::npos)
          << app().notice.words;
      EXPECT_EQ(app().file_box.typed, file) << "it can be put right";
      ui.ItemClick("//Open scene/Cancel");
      ui.ItemClick("//##notice/##close");
    }
  });
}

TEST_F(Shell, ThemesFollowEachOther) {
  drive([&](ImGuiTestContext& ui) {
    for (const Theme theme : {Theme::light, Theme::projector, Theme::dark}) {
      ui.KeyPress(ctrl | ImGuiKey_T);
      ui.Yield(2);
      EXPECT_EQ(scene().view.theme, theme);
    }
  });
}

TEST_F(Shell, TypeGrowsAndShrinks) {
  drive([&](ImGuiTestContext& ui) {
    const float before = ImGui::GetFontSize();
    ui.KeyPress(ctrl | ImGuiKey_Equal, 3);
    ui.Yield(2);
    EXPECT_DOUBLE_EQ(scene().view.font_scale, 1.3);
    EXPECT_NEAR(ImGui::GetFontSize(), before * 1.3F, 1);  // sizes are whole pixels
    ui.KeyPress(ctrl | ImGuiKey_Minus);
    EXPECT_DOUBLE_EQ(scene().view.font_scale, 1.2);
    ui.KeyPress(ctrl | ImGuiKey_0);
    EXPECT_DOUBLE_EQ(scene().view.font_scale, 1);
    ui.KeyPress(ctrl | ImGuiKey_Minus, 20);
    EXPECT_DOUBLE_EQ(scene().view.font_scale, 0.5) << "and never below what a scene may have";
  });
}

TEST_F(Shell, PanelsBecomeTabsWhereTypeIsLarge) {
  drive([&](ImGuiTestContext& ui) {
    EXPECT_EQ(app().layout.form, Layout::wide);
    ui.KeyPress(ctrl | ImGuiKey_Equal, 10);
    ui.Yield(4);
    EXPECT_EQ(app().layout.form, Layout::narrow);
    ui.KeyPress(ctrl | ImGuiKey_0);
    ui.Yield(4);
    EXPECT_EQ(app().layout.form, Layout::wide);
  });
}

TEST_F(Shell, TheWheelZoomsAndRunsNothing) {
  drive([&](ImGuiTestContext& ui) {
    const auto before = runs();
    const ImVec4 plane = app().panes->plane(0);
    ui.MouseMoveToPos({(plane.x + plane.z) / 2, (plane.y + plane.w) / 2});
    ui.MouseWheelY(2);
    ui.Yield(2);
    EXPECT_LT(scene().view.half_height, default_scene().view.half_height);
    settle(ui);
    EXPECT_EQ(runs(), before);
  });
}

TEST_F(Shell, KeysAreExplained) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F1);
    ui.Yield(2);
    EXPECT_TRUE(app().show_help);
    EXPECT_TRUE(ui.WindowInfo("//Keys", ImGuiTestOpFlags_NoError).Window);
    ui.KeyPress(ImGuiKey_F1);
    ui.Yield(2);
    EXPECT_FALSE(app().show_help);
  });
}

TEST_F(Shell, AnAnimationIsAskedForInItsBox) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("//Transport/###export");
    ui.Yield(2);
    ui.SetRef(ui.WindowInfo("//Export animation/fields").ID);
    pick(ui, "##subject", "filmstrip");
    EXPECT_EQ(app().export_spec.subject, Subject::filmstrip);
    pick(ui, "##size", "1920 × 1080");
    EXPECT_EQ(app().export_spec.width, 1920);
    ui.ItemInput("##fps");
    ui.KeyCharsReplaceEnter("24");
    EXPECT_EQ(app().export_spec.fps, 24);
    ui.ItemClick("//Export animation/Close");
    ui.Yield(2);
    EXPECT_EQ(app().box, AppState::Box::none);
  });
}

TEST_F(Shell, TheKindOfAnExportIsChosenAndAFigureToo) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_E);
    ui.Yield(2);
    ui.SetRef(ui.WindowInfo("//Export animation/fields").ID);
    pick(ui, "##kind", "WebM");
    EXPECT_TRUE(app().export_file.ends_with(".webm")) << app().export_file;
    pick(ui, "##paper", "transparent");
    EXPECT_EQ(app().export_spec.paper, Paper::transparent);
    pick(ui, "##ending", "seamless loop");
    EXPECT_EQ(app().export_spec.ending, Ending::loop);
    ui.Yield(3);
    EXPECT_TRUE(app().export_draft.preview);
    ui.ItemClick("figure");
    ui.Yield(2);
    pick(ui, "##view", "curves");
    EXPECT_EQ(app().export_draft.spec.view, "curves");
    pick(ui, "##figure_kind", "SVG");
    EXPECT_TRUE(app().export_draft.file.ends_with(".svg")) << app().export_draft.file;
    ui.ItemClick("//Export animation/Close");
    ui.Yield(2);
    EXPECT_FALSE(app().export_draft.preview);
  });
}

TEST_F(Shell, TheDefaultSceneComesBack) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_N);
    settle(ui);
    EXPECT_EQ(scene(), default_scene());
    ui.KeyPress(ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().particles, 300);
  });
}

TEST_F(Shell, FramesAreLogged) {
  const auto file = scratch("frames.csv");
  std::filesystem::remove(file);
  drive([&](ImGuiTestContext& ui) {
    settle(ui);
    FrameLog log(file);
    log.add(12.5, app());
    log.add(8, app());
    EXPECT_FALSE(std::filesystem::exists(file)) << "not before it is whole";
    log.commit();
  });
  std::ifstream lines(file);
  std::string head, first, second, third;
  ASSERT_TRUE(std::getline(lines, head) && std::getline(lines, first) &&
              std::getline(lines, second));
  EXPECT_FALSE(std::getline(lines, third));
  EXPECT_EQ(head, "seconds,milliseconds,lanes,pictures,export");
  EXPECT_NE(first.find(",12.500,0,0,0"), std::string::npos) << first;
  EXPECT_GT(std::stod(first), 0) << "after the program's start";
  EXPECT_LT(std::stod(first), 3600);
}

TEST_F(Shell, EveryPanelIsThere) {
  drive([&](ImGuiTestContext& ui) {
    for (const char* name :
         {"//Transport", "//Scene", "//Particles", "//Curves", "//Pictures", "//Status"}) {
      const ImGuiTestItemInfo info = ui.WindowInfo(name, ImGuiTestOpFlags_NoError);
      ASSERT_TRUE(info.Window) << name;
      EXPECT_TRUE(info.Window->Active) << name;
      EXPECT_GT(info.Window->Size.x * info.Window->Size.y, 5000) << name;
    }
  });
}

}  // namespace
}  // namespace alphabar

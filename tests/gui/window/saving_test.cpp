// What writes files or leaves the window: nothing is lost without a question, and none is asked
// where nothing would be.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "app/gallery/shipped_scenes.h"
#include "app/session/changes.h"
#include "app/window/dialogs/gallery.h"
#include "app/window/document/file_names.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/command.h"
#include "core/io/scene_file.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl, shift = ImGuiMod_Shift;

class Saving : public WindowDriver {
 protected:
  Saving() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::canonical(testing::TempDir()) / ("alphabar_saving_" + std::string(test->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "inner");
    before_ = fs::current_path();
    fs::current_path(folder_);
  }
  ~Saving() override {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }

  static void write(const fs::path& file) { std::ofstream(file) << "of value"; }
  static std::string content(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool asked() { return !app().question.words.empty(); }
  void save_as(ImGuiTestContext& ui, const std::string& name) {
    ui.KeyPress(ctrl | shift | ImGuiKey_S);
    ui.Yield(2);
    ui.SetRef("Save scene");
    ui.ItemInput("##file");
    ui.KeyCharsReplaceEnter(name.c_str());
    ui.Yield(3);
  }
  void edit() {
    Scene scene = app().session.scene();
    scene.seed += 10;
    app().session.apply(scene);
  }

  fs::path folder_, before_;
};

TEST_F(Saving, AnotherFileIsReplacedOnlyWhereThatIsSaid) {
  write(folder_ / "other.json");
  drive([&](ImGuiTestContext& ui) {
    save_as(ui, "other.json");
    ASSERT_TRUE(asked());
    EXPECT_NE(app().question.words.find("other.json"), std::string::npos) << app().question.words;
    EXPECT_EQ(content(folder_ / "other.json"), "of value");
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(3);
    EXPECT_FALSE(asked());
    EXPECT_EQ(app().box, AppState::Box::save) << "for another name";
    ui.ItemInput("##file");
    ui.KeyCharsReplaceEnter("other.json");
    ui.Yield(3);
    ui.ItemClick("//##question/Cancel");
    ui.Yield(3);
    EXPECT_EQ(content(folder_ / "other.json"), "of value");
    ui.ItemInput("##file");
    ui.KeyCharsReplaceEnter("other.json");
    ui.Yield(3);
    ui.ItemClick("//##question/Replace");
    ui.Yield(3);
    EXPECT_EQ(app().box, AppState::Box::none);
    EXPECT_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
    EXPECT_EQ(read_scene(folder_ / "other.json"), scene());
  });
}

TEST_F(Saving, TheScenesOwnFileIsWrittenWithoutAQuestion) {
  drive([&](ImGuiTestContext& ui) {
    save_as(ui, "mine.json");
    EXPECT_FALSE(asked()) << "a new name";
    edit();
    save_as(ui, (folder_ / "inner/../mine.json").string());
    EXPECT_FALSE(asked());
    EXPECT_EQ(read_scene(folder_ / "mine.json"), scene());
    edit();
    ui.KeyPress(ctrl | ImGuiKey_S);
    ui.Yield(3);
    EXPECT_EQ(read_scene(folder_ / "mine.json"), scene());
  });
}

TEST_F(Saving, AnAnimationTakesAFreeName) {
  drive([&](ImGuiTestContext& ui) {
    const auto proposed = [&] {
      ui.KeyPress(ctrl | ImGuiKey_E);
      ui.Yield(2);
      ui.ItemClick("//Export animation/Close");
      ui.Yield(2);
      return app().export_file;
    };
    EXPECT_EQ(proposed(), "alphabar.mp4");
    write("alphabar.mp4");
    EXPECT_EQ(proposed(), "alphabar-2.mp4");
    write("alphabar-2.mp4");
    write("alphabar-3.mp4");
    EXPECT_EQ(proposed(), "alphabar-4.mp4");
    app().export_file = "inner/talk.png";  // numbered pictures
    EXPECT_EQ(proposed(), "inner/talk.png");
    fs::create_directory("inner/talk");
    EXPECT_EQ(proposed(), "inner/talk-2.png");
  });
}

TEST_F(Saving, AnAnimationReplacesAFileOnlyWhereThatIsSaid) {
  write("alphabar.gif");
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_E);
    ui.Yield(2);
    app().export_file = "alphabar.gif";
    ui.ItemClick("//Export animation/Start");
    ui.Yield(3);
    ASSERT_TRUE(asked());
    EXPECT_EQ(app().exporting.state(), ExportProcess::State::idle);
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(3);
    EXPECT_FALSE(asked());
    EXPECT_EQ(app().box, AppState::Box::animate) << "for another name";
    EXPECT_EQ(app().exporting.state(), ExportProcess::State::idle);
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(3);
    EXPECT_EQ(app().box, AppState::Box::none);
  });
}

TEST_F(Saving, NothingIsAskedWhereNothingWasEdited) {
  drive([&](ImGuiTestContext& ui) {
    const auto quits = [&] {
      ui.KeyPress(ctrl | ImGuiKey_Q);
      ui.Yield(2);
      EXPECT_FALSE(asked());
      return std::exchange(app().quit, false);
    };
    EXPECT_TRUE(quits()) << "as it was begun";
    ui.KeyPress(ImGuiKey_RightArrow);
    ui.KeyPress(ImGuiKey_L);
    ui.KeyPress(ctrl | ImGuiKey_T);
    ui.KeyPress(ImGuiKey_F9);
    EXPECT_TRUE(quits()) << "looked at";
    ui.KeyPress(ctrl | ImGuiKey_R);
    ui.KeyPress(ctrl | ImGuiKey_Z);
    EXPECT_TRUE(quits()) << "taken back";
    open_shipped(app(), shipped_scene("guidance"));
    EXPECT_TRUE(quits()) << "from the gallery";
    ui.KeyPress(ctrl | ImGuiKey_Z);
    EXPECT_TRUE(quits()) << "back from the gallery";
    ui.KeyPress(ctrl | ImGuiKey_N);
    EXPECT_TRUE(quits()) << "the default scene";
    edit();
    save_scene(app(), "mine.json");
    EXPECT_TRUE(quits()) << "saved";
    write_scene(shipped_scene("guidance"), "other.json");
    open_scene(app(), "other.json");
    settle(ui);
    EXPECT_TRUE(quits()) << "opened";
  });
}

TEST_F(Saving, AnEditIsSavedOrGivenUpBeforeTheWindowCloses) {
  drive([&](ImGuiTestContext& ui) {
    save_scene(app(), "mine.json");
    ui.KeyPress(ctrl | ImGuiKey_R);
    const auto ask = [&] {
      ui.KeyPress(ctrl | ImGuiKey_Q);
      ui.Yield(3);
      EXPECT_TRUE(asked());
      EXPECT_FALSE(app().quit);
    };
    ask();
    EXPECT_NE(app().question.words.find("mine.json"), std::string::npos) << app().question.words;
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(3);
    EXPECT_FALSE(asked());
    EXPECT_FALSE(app().quit);
    ask();
    ui.ItemClick("//##question/Discard");
    ui.Yield(2);
    EXPECT_TRUE(std::exchange(app().quit, false));
    EXPECT_NE(read_scene("mine.json"), scene());
    ask();
    ui.KeyPress(ImGuiKey_Enter);
    ui.Yield(2);
    EXPECT_TRUE(std::exchange(app().quit, false));
    EXPECT_EQ(read_scene("mine.json"), scene());
  });
}

TEST_F(Saving, TheWindowClosesOnceAFileWasChosenAndNotBefore) {
  drive([&](ImGuiTestContext& ui) {
    const auto ask = [&] {
      ui.KeyPress(ctrl | ImGuiKey_Q);
      ui.Yield(3);
      ui.KeyPress(ImGuiKey_Enter);
      ui.Yield(3);
      EXPECT_EQ(app().box, AppState::Box::save);
    };
    edit();
    ask();
    ui.KeyPress(ImGuiKey_Escape, 2);
    ui.Yield(3);
    EXPECT_EQ(app().box, AppState::Box::none);
    save_as(ui, "first.json");
    EXPECT_FALSE(app().quit) << "an ordinary save";
    app().file().clear();
    edit();
    ask();
    ui.SetRef("Save scene");
    ui.ItemInput("##file");
    ui.KeyCharsReplaceEnter("second.json");
    ui.Yield(3);
    EXPECT_TRUE(app().quit);
    EXPECT_EQ(read_scene("second.json"), scene());
  });
}

TEST_F(Saving, AnUnsavedSceneComesBackFromUnderTheNext) {
  drive([&](ImGuiTestContext& ui) {
    write_scene(shipped_scene("guidance"), "other.json");
    edit();
    app().file() = "mine.json";
    const Scene mine = scene();
    ui.KeyPress(ctrl | ImGuiKey_N);
    ui.Yield(2);
    EXPECT_NE(scene(), mine);
    EXPECT_TRUE(app().file().empty()) << "Ctrl+S is not to write the default scene over it";
    open_scene(app(), "other.json");
    settle(ui);
    ui.KeyPress(ctrl | ImGuiKey_Z, 2);
    ui.Yield(2);
    EXPECT_TRUE(same_work(scene(), mine)) << "at whatever time";
    EXPECT_EQ(app().file(), "mine.json") << "Ctrl+S is not to write it over other.json";
    ui.KeyPress(ctrl | ImGuiKey_Y, 2);
    ui.Yield(2);
    EXPECT_EQ(app().file(), "other.json");
    ui.KeyPress(ctrl | ImGuiKey_Z, 2);
    ui.Yield(2);
    ui.KeyPress(ctrl | ImGuiKey_Q);
    ui.Yield(2);
    EXPECT_TRUE(asked());
  });
}

TEST_F(Saving, TheDefaultSceneIsLookedAtAsBefore) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_T);
    ui.KeyPress(ctrl | ImGuiKey_Equal, 3);
    ui.KeyPress(ctrl | ImGuiKey_2);
    ui.KeyPress(ctrl | ImGuiKey_N);
    ui.Yield(2);
    EXPECT_EQ(scene().particles, default_scene().particles);
    EXPECT_EQ(scene().view.theme, Theme::light);
    EXPECT_DOUBLE_EQ(scene().view.font_scale, 1.3);
    EXPECT_EQ(scene().view.arrangement, Arrangement::lecture);
    EXPECT_FALSE(scene().view.shows("pictures")) << "as in a lecture";
  });
}

TEST_F(Saving, TheFileBoxGoesUpAndKeepsTheNameOfWhatIsSaved) {
  write(folder_ / "there.json");
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | shift | ImGuiKey_S);
    ui.Yield(3);
    ui.SetRef("Save scene");
    EXPECT_EQ(app().file_box.typed, "scene.json");
    EXPECT_EQ(app().file_box.list.folder, folder_) << "the current one";
    EXPECT_TRUE(ui.ItemExists("**/there.json")) << "though it is not called scene.json";
    ui.ItemClick("**/inner\\/");
    ui.Yield(2);
    EXPECT_EQ(app().file_box.typed, (folder_ / "inner/scene.json").string());
    ui.ItemClick("**/..\\/");
    ui.Yield(2);
    EXPECT_EQ(app().file_box.typed, (folder_ / "scene.json").string());
    ui.ItemClick("**/..\\/");
    ui.Yield(2);
    EXPECT_EQ(app().file_box.list.folder, folder_.parent_path());
    ui.ItemClick("Cancel");
    ui.Yield(2);
    app().file() = folder_ / "there.json";
    ui.KeyPress(ctrl | ImGuiKey_O);
    ui.Yield(3);
    ui.SetRef("Open scene");
    EXPECT_TRUE(ui.ItemExists("**/inner\\/")) << "the open scene's folder, and all of it";
    ui.ItemClick("**/..\\/");
    ui.Yield(2);
    EXPECT_EQ(app().file_box.list.folder, folder_.parent_path());
    ui.ItemClick("Cancel");
  });
}

TEST_F(Saving, GoodNewsNamesTheFolderAndGoes) {
  drive([&](ImGuiTestContext& ui) {
    save_scene(app(), "mine.json");
    EXPECT_NE(app().notice.words.find(shown_path(folder_)), std::string::npos)
        << app().notice.words;
    ui.Yield(2);
    const ImVec2 middle = ui.WindowInfo("//##notice").Window->Rect().GetCenter();
    ui.MouseMoveToPos(middle);
    app().notice.until = ImGui::GetTime() + 0.1;
    ui.Yield(30);  // half a second
    EXPECT_NE(app().notice.words, "") << "somebody points at it";
    ui.MouseMoveToPos({middle.x, middle.y + 300});
    ui.Yield(150);
    EXPECT_EQ(app().notice.words, "");
    app().notice = {"Could not be done", true, 0};
    ui.Yield(150);
    EXPECT_NE(app().notice.words, "") << "an error stays";
  });
}

TEST(FileNames, AreShortBelowTheHomeFolder) {
  const char* home = std::getenv("HOME");
  const std::string before = home ? home : "";
  setenv("HOME", "/home/ada", 1);
  EXPECT_EQ(shown_path("/home/ada/talks/out.gif"), "~/talks/out.gif");
  EXPECT_EQ(shown_path("/home/ada"), "~");
  EXPECT_EQ(shown_path("/home/adamas/out.gif"), "/home/adamas/out.gif");
  EXPECT_EQ(shown_path("/srv/x/../out.gif"), "/srv/out.gif");
  if (home)
    setenv("HOME", before.c_str(), 1);
  else
    unsetenv("HOME");
}

}  // namespace
}  // namespace alphabar

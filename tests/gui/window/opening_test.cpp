// Files are read beside the frames: none is waited for, and any can be given up.
#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_te_context.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "app/window/document/scene_file.h"
#include "app/window/keeping/persistence.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/io/scene_file.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

/// A file that is read for as long as nobody asks to stop.
Opening::Done endless(std::stop_token stop) {
  while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  throw Cancelled();
}

class OpeningFiles : public WindowDriver {
 protected:
  OpeningFiles() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::canonical(testing::TempDir()) / ("alphabar_opening_" + std::string(test->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~OpeningFiles() override { fs::remove_all(folder_); }

  static std::string many_objects(int count) {
    std::string text = R"({"format": "alphabar-scene", "version": 1, "bookmarks": [{})";
    for (int i = 1; i < count; ++i) text += ",{}";
    return text + "]}";
  }

  fs::path folder_;
};

TEST_F(OpeningFiles, FramesGoOnWhileOneIsReadAndClosingItsLineGivesItUp) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    app().opening.start("/far/away/caf\xe9.json", endless);
    while (app().opening.time() < std::chrono::seconds(1)) ui.Yield();
    ASSERT_TRUE(ui.ItemExists("//##opening/##close"));
    EXPECT_EQ(app().notice.words, "");
    ui.ItemClick("//##opening/##close");
    app().opening.finish();
    ui.Yield(6);  // the test engine remembers an item for a few frames
    EXPECT_FALSE(ui.ItemExists("//##opening/##close"));
    EXPECT_EQ(app().notice.words, "") << "somebody wanted it so";
    EXPECT_EQ(scene(), before);
  });
}

TEST_F(OpeningFiles, TheNewestIsOpened) {
  write_scene(default_scene(), folder_ / "second.json");
  drive([&](ImGuiTestContext& ui) {
    app().opening.start(folder_ / "first.json", endless);
    ui.Yield(2);
    open_scene(app(), folder_ / "second.json");
    settle(ui);
    EXPECT_EQ(app().file(), folder_ / "second.json");
    EXPECT_EQ(scene().particles, default_scene().particles);
  });
}

TEST_F(OpeningFiles, AHugeOneIsRefusedAndTheNextOpened) {
  std::ofstream(folder_ / "huge.json") << many_objects(900'000);
  drive([&](ImGuiTestContext& ui) {
    open_scene(app(), folder_ / "huge.json");
    settle(ui);
    EXPECT_NE(app().notice.words.find("bookmarks = 900000 items"), std::string::npos)
        << app().notice.words;
    std::ofstream(folder_ / "points.csv") << "x,y\n0.5,1\n0.25,-1\n";
    open_scene(app(), folder_ / "points.csv");
    settle(ui);
    EXPECT_EQ(scene().data.points.size(), 2u);
  });
}

TEST_F(OpeningFiles, AnyNameIsShownKeptAndFoundAgain) {
  const fs::path odd = folder_ / "caf\xe9\n.json";
  write_scene(default_scene(), odd);
  drive([&](ImGuiTestContext& ui) {
    open_scene(app(), odd);
    settle(ui);
    EXPECT_EQ(app().notice.words, "Opened caf? .json");
    EXPECT_EQ(app().file(), odd);
    ASSERT_EQ(app().settings.recent.size(), 1u);
    write_settings(app().settings, folder_ / "settings.json");
    const Settings kept = read_settings(folder_ / "settings.json");
    EXPECT_EQ(kept, app().settings);
    EXPECT_EQ(path_of(kept.recent[0]), odd);

    ask_file(app(), AppState::Box::open);  // by its name in the list
    app().file_box.typed = folder_ / "";
    ui.Yield(3);
    ui.SetRef("Open scene");
    ui.ItemClick("**/caf? .json");
    ui.Yield(2);
    EXPECT_EQ(path_of(app().file_box.typed), odd);
    ui.ItemClick("Open");
    settle(ui);
    EXPECT_EQ(app().box, AppState::Box::none) << app().notice.words;
    EXPECT_EQ(app().file(), odd);

    fs::remove(odd);
    open_scene(app(), path_of(app().settings.recent[0]));
    settle(ui);
    EXPECT_NE(app().notice.words.find("caf? .json"), std::string::npos) << app().notice.words;
    save_scene(app(), app().file());
    EXPECT_TRUE(fs::exists(odd));
  });
}

class LeftBehind : public OpeningFiles {
 protected:
  /// Once a frame as long as `more`; a minute at most.
  void tick(Persistence& persistence, double now, const std::function<bool()>& more) {
    for (int i = 0; i < 6000 && more(); ++i) {
      persistence.tick(app(), now);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
};

TEST_F(LeftBehind, ASceneThatIsNotReadWithinASecondIsPutAside) {
  std::ofstream(folder_ / "window-1.json") << many_objects(900'000);
  drive([&](ImGuiTestContext&) {
    app().notice = {};
    Persistence persistence({{}, folder_});
    persistence.begin(app());
    persistence.tick(app(), 10);
    persistence.tick(app(), 11.5);  // whatever it is that takes so long
    EXPECT_TRUE(app().notice.error);
    EXPECT_NE(app().notice.words.find("window-1.json.broken"), std::string::npos)
        << app().notice.words;
    EXPECT_FALSE(app().left_behind);
    EXPECT_FALSE(fs::exists(folder_ / "window-1.json"));
    EXPECT_TRUE(fs::exists(folder_ / "window-1.json.broken"));
    persistence.end(app());
  });
}

TEST_F(LeftBehind, OneThatWasNotReadYetStaysWhereItIs) {
  write_scene(default_scene(), folder_ / "window-1.json");
  drive([&](ImGuiTestContext&) {
    {
      Persistence persistence({{}, folder_});
      persistence.begin(app());
      persistence.end(app());
    }
    EXPECT_TRUE(fs::exists(folder_ / "window-1.json"));
    Persistence persistence({{}, folder_});
    persistence.begin(app());
    tick(persistence, 0, [&] { return !app().left_behind; });
    ASSERT_TRUE(app().left_behind);
    persistence.tick(app(), 5);
    EXPECT_TRUE(fs::exists(folder_ / "window-1.json")) << "nobody decided yet";
    app().left_behind.reset();
    tick(persistence, 5, [&] { return fs::exists(folder_ / "window-1.json"); });
    EXPECT_FALSE(fs::exists(folder_ / "window-1.json"));
    persistence.end(app());
  });
}

}  // namespace
}  // namespace alphabar

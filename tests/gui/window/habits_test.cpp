// What a window keeps, offers and remembers: gallery, arrangements, presenting, recent files,
// settings and the scene that a crash left behind.

#include <filesystem>
#include <fstream>
#include <thread>

#include "app/window/bars/presenter.h"
#include "app/window/commands/command_palette.h"
#include "app/window/dialogs/gallery.h"
#include "app/window/document/keeper.h"
#include "app/window/document/scene_file.h"
#include "app/window/layout/dock_tree.h"
#include "app/window/layout/layout.h"
#include "app/window/state/command.h"
#include "core/io/scene_file.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl;

class Habits : public WindowDriver {
 protected:
  Habits() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / ("alphabar_habits_" + std::string(test->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Habits() override { fs::remove_all(folder_); }

  static bool active(ImGuiTestContext& ui, const char* window) {
    const ImGuiTestItemInfo info = ui.WindowInfo(window, ImGuiTestOpFlags_NoError);
    return info.Window && info.Window->Active;
  }
  static float width_of(ImGuiTestContext& ui, const char* window) {
    return ui.WindowInfo(window).Window->Size.x;
  }

  fs::path folder_;
};

TEST_F(Habits, TheGalleryOpensAScene) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_T);  // somebody likes it light
    ui.ItemClick("//Transport/Gallery");
    ui.Yield(3);
    ASSERT_TRUE(active(ui, "//Gallery"));
    ASSERT_GE(app().gallery->scenes().size(), 14u);
    ui.ItemClick("//Gallery/first-guesses");
    settle(ui);
    EXPECT_FALSE(app().show_gallery);
    EXPECT_EQ(scene().title, shipped_scene("first-guesses").title);
    EXPECT_EQ(scene().lanes, shipped_scene("first-guesses").lanes);
    EXPECT_EQ(scene().view.theme, Theme::light) << "it is looked at as before";
    EXPECT_FALSE(app().playback.playing);
    ui.KeyPress(ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene().particles, 300) << "and is one step of undo";
  });
}

TEST_F(Habits, EveryGalleryCardIsWithinTheWindow) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_G);
    ui.Yield(3);
    const ImRect window = ui.WindowInfo("//Gallery").Window->Rect();
    for (const ShippedScene& shipped : app().gallery->scenes()) {
      const ImGuiTestItemInfo card = ui.ItemInfo(("//Gallery/" + shipped.name).c_str());
      EXPECT_GE(card.RectFull.Min.x, window.Min.x) << shipped.name;
      EXPECT_LE(card.RectFull.Max.x, window.Max.x) << shipped.name;
    }
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_FALSE(app().show_gallery);
  });
}

TEST_F(Habits, ThePaletteFindsScenesAndRecentFiles) {
  drive([&](ImGuiTestContext& ui) {
    remember(app().settings, folder_ / "of-last-week.json");
    ui.KeyPress(ctrl | ImGuiKey_P);
    ui.Yield(2);
    EXPECT_EQ(palette_entries(app(), "last week").front().name, "Recent: of-last-week.json");
    ui.KeyChars("langevin weights");
    ui.KeyPress(ImGuiKey_Enter);
    settle(ui);
    EXPECT_EQ(scene().title, shipped_scene("lost-weights").title);
  });
}

TEST_F(Habits, RecentFilesAreInTheMenu) {
  const fs::path file = folder_ / "kept.json";
  drive([&](ImGuiTestContext& ui) {
    save_scene(app(), file);
    ui.KeyPress(ctrl | ImGuiKey_R);
    const std::uint64_t seed = scene().seed;
    ui.ItemClick("//Transport/Alphabar##menu");
    std::string name;
    for (const char letter : file.string()) name += letter == '/' ? "\\/" : std::string{letter};
    ui.MenuClick(("//$FOCUSED/File/Open recent/###" + name).c_str());
    settle(ui);
    EXPECT_EQ(scene().seed, seed - 1);
    EXPECT_EQ(app().file(), file);
  });
}

TEST_F(Habits, APictureIsOpenedButNeverSavedOver) {
  EXPECT_FALSE(saved_as_scene("a.png"));
  EXPECT_FALSE(saved_as_scene("a.mp4"));
  EXPECT_TRUE(saved_as_scene("a.json"));
}

TEST_F(Habits, ArrangementsShowWhatTheyAreFor) {
  drive([&](ImGuiTestContext& ui) {
    const float before = width_of(ui, "//Particles");
    ui.KeyPress(ctrl | ImGuiKey_2);
    ui.Yield(4);
    EXPECT_EQ(scene().view.arrangement, Arrangement::lecture);
    EXPECT_FALSE(active(ui, "//Scene"));
    EXPECT_FALSE(active(ui, "//Pictures"));
    EXPECT_TRUE(active(ui, "//Curves"));
    EXPECT_TRUE(active(ui, "//Caption")) << "title and note";
    EXPECT_GT(width_of(ui, "//Particles"), before * 1.2F);
    ui.KeyPress(ctrl | ImGuiKey_3);
    ui.Yield(4);
    EXPECT_TRUE(active(ui, "//Pictures"));
    EXPECT_FALSE(active(ui, "//Curves"));
    ui.KeyPress(ctrl | ImGuiKey_1);
    ui.Yield(4);
    EXPECT_EQ(scene().view, default_scene().view);
    EXPECT_NEAR(width_of(ui, "//Particles"), before, 2);
  });
}

TEST_F(Habits, PanelsComeAndGoByKey) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F8);
    ui.KeyPress(ImGuiKey_F9);
    ui.Yield(3);
    EXPECT_FALSE(active(ui, "//Scene"));
    EXPECT_FALSE(active(ui, "//Curves"));
    ui.KeyPress(ImGuiKey_F8);
    ui.KeyPress(ImGuiKey_F9);
    ui.Yield(3);
    EXPECT_TRUE(active(ui, "//Scene"));
    EXPECT_TRUE(active(ui, "//Curves"));
  });
}

TEST_F(Habits, AMovedSplitterIsRememberedUntilTheLayoutIsReset) {
  drive([&](ImGuiTestContext& ui) {
    ui.Yield(6);
    EXPECT_TRUE(app().settings.layouts.empty()) << "nobody moved anything";
    const float before = width_of(ui, "//Scene");
    const ImGuiWindow* panel = ui.WindowInfo("//Scene").Window;
    ui.MouseMoveToPos({panel->Pos.x + panel->Size.x + 0.5F, panel->Pos.y + panel->Size.y / 2});
    ui.MouseDragWithDelta({90, 0});
    ui.Yield(4);
    EXPECT_NEAR(width_of(ui, "//Scene"), before + 90, 6);
    ASSERT_EQ(app().settings.layouts.size(), 1u);
    app().layout = {};  // what a new window starts with
    ui.Yield(5);
    EXPECT_NEAR(width_of(ui, "//Scene"), before + 90, 8);
    run(*find_command("view.layout"), app());
    ui.Yield(5);
    EXPECT_TRUE(app().settings.layouts.empty());
    EXPECT_NEAR(width_of(ui, "//Scene"), before, 2);
  });
}

TEST_F(Habits, AnArrangementComesBackToThePixel) {
  drive([&](ImGuiTestContext& ui) {
    ui.Yield(6);
    const ImGuiWindow* panel = ui.WindowInfo("//Scene").Window;
    ui.MouseMoveToPos({panel->Pos.x + panel->Size.x + 0.5F, panel->Pos.y + panel->Size.y / 2});
    ui.MouseDragWithDelta({41, 0});
    panel = ui.WindowInfo("//Pictures").Window;
    const float height = panel->Size.y;
    ui.MouseMoveToPos({panel->Pos.x + panel->Size.x / 2, panel->Pos.y - 0.5F});
    ui.MouseDragWithDelta({0, -33});
    ui.Yield(6);
    const auto places = [&] {
      std::vector<float> found;
      for (const char* name : {"//Scene", "//Particles", "//Pictures", "//Curves"}) {
        const ImGuiWindow* window = ui.WindowInfo(name).Window;
        for (const float edge : {window->Pos.x, window->Pos.y, window->Size.x, window->Size.y})
          found.push_back(edge);
      }
      return found;
    };
    const std::vector<float> before = places();
    EXPECT_GT(ui.WindowInfo("//Pictures").Window->Size.y, height + 20);
    for (const Arrangement other : {Arrangement::lecture, Arrangement::images}) {
      for (const Arrangement next : {other, Arrangement::explore}) {
        Scene scene = app().session.scene();
        arrange(scene.view, next);
        app().session.apply(scene);
        ui.Yield(8);
      }
      const std::vector<float> after = places();
      for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i], before[i], 1) << i;
    }
  });
}

TEST_F(Habits, ALayoutOfAnotherVersionStillShowsEveryPanel) {
  drive([&](ImGuiTestContext& ui) {
    const DockTree odd{{},
                       "down",
                       0.4,
                       {{{"Curves", "No such panel"}, "", 0.5, {}}, {{"Particles"}, "", 0.5, {}}}};
    app().settings.layouts = {{Arrangement::explore, odd}};
    app().layout = {};
    ui.Yield(5);
    for (const char* name : {"Scene", "Particles", "Curves", "Pictures"})
      EXPECT_TRUE(ui.WindowInfo((std::string("//") + name).c_str()).Window->DockIsActive) << name;
  });
}

TEST_F(Habits, PresentingHidesTheControlsAndTheEdgeBringsThemBack) {
  drive([&](ImGuiTestContext& ui) {
    const float type = ImGui::GetFontSize();
    ui.KeyPress(ImGuiKey_F11);
    ui.MouseMoveToPos({700, 400});
    ui.Yield(4);
    EXPECT_GT(ImGui::GetFontSize(), type * 1.2F);
    EXPECT_FALSE(active(ui, "//Transport"));
    EXPECT_FALSE(active(ui, "//Status"));
    EXPECT_FALSE(active(ui, "//Scene"));
    EXPECT_TRUE(active(ui, "//Caption"));
    const float particles = ui.WindowInfo("//Particles").Window->Pos.y;
    ui.MouseMoveToPos({700, 2});
    ui.Yield(3);
    EXPECT_TRUE(active(ui, "//Transport"));
    EXPECT_EQ(ui.WindowInfo("//Particles").Window->Pos.y, particles) << "nothing moves";
    ui.MouseMoveToPos({2, 400});
    ui.Yield(3);
    EXPECT_TRUE(active(ui, "//##controls"));
    EXPECT_FALSE(active(ui, "//Transport"));
    ui.MouseMoveToPos({900, 400});
    ui.Yield(3);
    EXPECT_FALSE(active(ui, "//##controls"));
    ui.KeyPress(ImGuiKey_PageDown);
    EXPECT_EQ(scene().playback.position, 0.8) << "a clicker steps through the bookmarks";
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(4);
    EXPECT_TRUE(active(ui, "//Transport"));
    EXPECT_EQ(ImGui::GetFontSize(), type);
  });
}

TEST_F(Habits, NumbersAreEditedAtTheEdgeWhilePresenting) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_F11);
    ui.MouseMoveToPos({2, 400});
    ui.Yield(3);
    ui.SetRef("//##controls");
    type(ui, "$$0/##steps", "12");
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 12);
    ui.KeyPress(ImGuiKey_F11);
  });
}

TEST_F(Habits, ALecturerNamesTheSceneAndItsMoments) {
  drive([&](ImGuiTestContext& ui) {
    ui.ScrollToBottom("//Scene");
    ui.Yield(2);
    type(ui, "##note", "Look at the middle.");
    EXPECT_EQ(scene().note, "Look at the middle.");
    ui.ItemInput("bookmarks/$$1/##name");
    ui.KeyCharsReplaceEnter("Now!");
    EXPECT_EQ(scene().bookmarks[1].name, "Now!");
    ui.ItemClick("bookmarks/$$0/##remove");
    ui.Yield(2);
    EXPECT_EQ(scene().bookmarks.size(), 2u);
  });
}

TEST_F(Habits, WhatACrashLeftIsOfferedOnce) {
  drive([&](ImGuiTestContext& ui) {
    Scene lost = scene();
    lost.title = "Lost";
    lost.seed = 77;
    app().left_behind = lost;
    ui.Yield(2);
    ui.ItemClick("//##recovery/Recover");
    settle(ui);
    EXPECT_EQ(scene(), lost);
    EXPECT_FALSE(app().left_behind);
    app().left_behind = lost;
    ui.Yield(2);
    ui.KeyPress(ctrl | ImGuiKey_Z);
    ui.ItemClick("//##recovery/Discard");
    ui.Yield(2);
    EXPECT_FALSE(app().left_behind);
    EXPECT_EQ(scene().seed, 1u);
  });
}

TEST_F(Habits, AWindowRemembersHowItWasSeenAndNotWhatAFileBrought) {
  const UserFolders folders{folder_ / "config", folder_ / "state"};
  drive([&](ImGuiTestContext& ui) {
    Keeper keeper(folders);
    keeper.begin(app());
    keeper.tick(app(), 0);
    ui.KeyPress(ctrl | ImGuiKey_T);
    keeper.tick(app(), 1);
    Scene other = scene();  // a file with its own taste
    other.title = "Other";
    other.view.theme = Theme::projector;
    app().session.apply(other);
    keeper.tick(app(), 2);
    EXPECT_FALSE(fs::exists(folders.config / "settings.json")) << "a second after the last change";
    app().settings.font_scale = 1.5;
    for (const double now : {3.0, 4.5}) keeper.tick(app(), now);
    keeper.end(app());
  });
  const Settings kept = read_settings(folders.config / "settings.json");
  EXPECT_EQ(kept.theme, Theme::light);
  EXPECT_EQ(kept.font_scale, 1.5);
  EXPECT_EQ(first_scene(kept).view.theme, Theme::light);
}

TEST_F(Habits, BrokenSettingsAreANoticeAndTheUsualOnes) {
  const UserFolders folders{folder_, {}};
  std::ofstream(folder_ / "settings.json") << "{\"theme\": 7";
  drive([&](ImGuiTestContext& ui) {
    Keeper keeper(folders);
    EXPECT_EQ(keeper.settings(), Settings{});
    keeper.begin(app());
    EXPECT_TRUE(app().notice.error);
    EXPECT_NE(app().notice.words.find("settings.json"), std::string::npos) << app().notice.words;
    EXPECT_TRUE(fs::exists(folder_ / "settings.json.broken")) << "kept for whoever wrote it";
    ui.Yield(2);
    keeper.end(app());
  });
}

TEST_F(Habits, AnEditIsOnDiskTwoSecondsLater) {
  const UserFolders folders{{}, folder_};
  drive([&](ImGuiTestContext&) {
    {
      Keeper keeper(folders);
      keeper.begin(app());
      keeper.tick(app(), 0);
      Scene edited = scene();
      edited.seed = 5;
      app().session.apply(edited);
      keeper.tick(app(), 1);
      Scene moved = scene();
      moved.playback.position = 0.1;
      app().session.apply(moved);
      keeper.tick(app(), 2.5);
      EXPECT_FALSE(fs::exists(folder_ / "window-1.json"));
      keeper.tick(app(), 3.5);
      for (int i = 0; i < 500 && !fs::exists(folder_ / "window-1.json"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      EXPECT_EQ(read_scene(folder_ / "window-1.json").seed, 5u);
      keeper.end(app());
    }
    EXPECT_FALSE(fs::exists(folder_ / "window-1.json")) << "a clean end needs no copy";
  });
}

TEST_F(Habits, AProgramToldToStopKeepsTheLastEditForTheNextWindow) {
  const UserFolders folders{folder_ / "config", folder_};
  drive([&](ImGuiTestContext&) {
    {
      Keeper keeper(folders);
      keeper.begin(app());
      keeper.tick(app(), 0);
      keeper.stop(app());
    }
    EXPECT_FALSE(fs::exists(folder_ / "window-1.json")) << "nothing was edited";
    {
      Keeper keeper(folders);
      keeper.begin(app());
      keeper.tick(app(), 0);
      Scene edited = scene();
      edited.seed = 6;
      app().session.apply(edited);
      keeper.tick(app(), 1);
      app().settings.font_scale = 2;
      keeper.stop(app());
    }
    EXPECT_EQ(read_scene(folder_ / "window-1.json").seed, 6u);
    EXPECT_EQ(read_settings(folders.config / "settings.json").font_scale, 2);
    Keeper next(folders);
    next.begin(app());
    for (int i = 0; i < 6000 && !app().left_behind; ++i) {
      next.tick(app(), 0);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_TRUE(app().left_behind);
    EXPECT_EQ(app().left_behind->seed, 6u);
  });
}

TEST_F(Habits, AnUnreadableSceneOfACrashIsKeptAndTold) {
  const UserFolders folders{{}, folder_};
  for (const char* aside : {"window-1.json.broken", "window-1.json.broken-2"}) {
    std::ofstream(folder_ / "window-1.json")
        << R"({"format": "alphabar-scene", "version": 99, "title": "precious"})";
    drive([&](ImGuiTestContext&) {
      Keeper keeper(folders);
      app().notice = {};
      keeper.begin(app());
      for (int i = 0; i < 6000 && !app().notice.error; ++i) {
        keeper.tick(app(), 0);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      EXPECT_FALSE(app().left_behind);
      EXPECT_TRUE(app().notice.error);
      EXPECT_NE(app().notice.words.find("version"), std::string::npos) << app().notice.words;
      EXPECT_NE(app().notice.words.find(aside), std::string::npos) << app().notice.words;
      keeper.end(app());
    });
    EXPECT_TRUE(fs::exists(folder_ / aside));
  }
}

TEST_F(Habits, SettingsThatCannotBeWrittenAreToldOnce) {
  std::ofstream(folder_ / "file") << "in the place of the folder";
  const UserFolders folders{folder_ / "file" / "config", {}};
  drive([&](ImGuiTestContext&) {
    Keeper keeper(folders);
    keeper.begin(app());
    double now = 0;
    const auto change = [&](double font_scale) {
      app().notice = {};
      app().settings.font_scale = font_scale;
      for (int i = 0; i < 500 && app().notice.words.empty(); ++i) {
        keeper.tick(app(), now += 0.6);
        std::this_thread::sleep_for(std::chrono::milliseconds(i < 4 ? 0 : 2));
      }
    };
    change(2);
    EXPECT_NE(app().notice.words.find("settings"), std::string::npos) << app().notice.words;
    change(0.5);
    EXPECT_EQ(app().notice.words, "");
    keeper.end(app());
  });
}

}  // namespace
}  // namespace alphabar

// What a window keeps: settings, and the scene that a crash left behind.

#include "tests/gui/window/habits_fixture.h"

namespace alphabar {
namespace {

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
    Persistence persistence(folders);
    persistence.begin(app());
    persistence.tick(app(), 0);
    ui.KeyPress(ctrl | ImGuiKey_T);
    persistence.tick(app(), 1);
    Scene other = scene();  // a file with its own taste
    other.title = "Other";
    other.view.theme = Theme::projector;
    app().session.apply(other);
    persistence.tick(app(), 2);
    EXPECT_FALSE(fs::exists(folders.config / "settings.json")) << "a second after the last change";
    app().settings.font_scale = 1.5;
    for (const double now : {3.0, 4.5}) persistence.tick(app(), now);
    persistence.end(app());
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
    Persistence persistence(folders);
    EXPECT_EQ(persistence.settings(), Settings{});
    persistence.begin(app());
    EXPECT_TRUE(app().notice.error);
    EXPECT_NE(app().notice.words.find("settings.json"), std::string::npos) << app().notice.words;
    EXPECT_TRUE(fs::exists(folder_ / "settings.json.broken")) << "kept for whoever wrote it";
    ui.Yield(2);
    persistence.end(app());
  });
}

TEST_F(Habits, AnEditIsOnDiskTwoSecondsLater) {
  const UserFolders folders{{}, folder_};
  drive([&](ImGuiTestContext&) {
    {
      Persistence persistence(folders);
      persistence.begin(app());
      persistence.tick(app(), 0);
      Scene edited = scene();
      edited.seed = 5;
      app().session.apply(edited);
      persistence.tick(app(), 1);
      Scene moved = scene();
      moved.playback.position = 0.1;
      app().session.apply(moved);
      persistence.tick(app(), 2.5);
      EXPECT_FALSE(fs::exists(folder_ / "window-1.json"));
      persistence.tick(app(), 3.5);
      for (int i = 0; i < 500 && !fs::exists(folder_ / "window-1.json"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      EXPECT_EQ(read_scene(folder_ / "window-1.json").seed, 5u);
      persistence.end(app());
    }
    EXPECT_FALSE(fs::exists(folder_ / "window-1.json")) << "a clean end needs no copy";
  });
}

TEST_F(Habits, AProgramToldToStopKeepsTheLastEditForTheNextWindow) {
  const UserFolders folders{folder_ / "config", folder_};
  drive([&](ImGuiTestContext&) {
    {
      Persistence persistence(folders);
      persistence.begin(app());
      persistence.tick(app(), 0);
      persistence.stop(app());
    }
    EXPECT_FALSE(fs::exists(folder_ / "window-1.json")) << "nothing was edited";
    {
      Persistence persistence(folders);
      persistence.begin(app());
      persistence.tick(app(), 0);
      Scene edited = scene();
      edited.seed = 6;
      app().session.apply(edited);
      persistence.tick(app(), 1);
      app().settings.font_scale = 2;
      persistence.stop(app());
    }
    EXPECT_EQ(read_scene(folder_ / "window-1.json").seed, 6u);
    EXPECT_EQ(read_settings(folders.config / "settings.json").font_scale, 2);
    Persistence next(folders);
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
      Persistence persistence(folders);
      app().notice = {};
      persistence.begin(app());
      for (int i = 0; i < 6000 && !app().notice.error; ++i) {
        persistence.tick(app(), 0);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      EXPECT_FALSE(app().left_behind);
      EXPECT_TRUE(app().notice.error);
      EXPECT_NE(app().notice.words.find("version"), std::string::npos) << app().notice.words;
      EXPECT_NE(app().notice.words.find(aside), std::string::npos) << app().notice.words;
      persistence.end(app());
    });
    EXPECT_TRUE(fs::exists(folder_ / aside));
  }
}

TEST_F(Habits, SettingsThatCannotBeWrittenAreToldOnce) {
  std::ofstream(folder_ / "file") << "in the place of the folder";
  const UserFolders folders{folder_ / "file" / "config", {}};
  drive([&](ImGuiTestContext&) {
    Persistence persistence(folders);
    persistence.begin(app());
    double now = 0;
    const auto change = [&](double font_scale) {
      app().notice = {};
      app().settings.font_scale = font_scale;
      for (int i = 0; i < 500 && app().notice.words.empty(); ++i) {
        persistence.tick(app(), now += 0.6);
        std::this_thread::sleep_for(std::chrono::milliseconds(i < 4 ? 0 : 2));
      }
    };
    change(2);
    EXPECT_NE(app().notice.words.find("settings"), std::string::npos) << app().notice.words;
    change(0.5);
    EXPECT_EQ(app().notice.words, "");
    persistence.end(app());
  });
}

}  // namespace
}  // namespace alphabar

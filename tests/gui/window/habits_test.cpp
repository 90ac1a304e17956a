// What a window offers: gallery, arrangements, presenting, recent files.

#include "tests/gui/window/habits_fixture.h"

namespace alphabar {
namespace {

TEST_F(Habits, TheGalleryOpensAScene) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_T);  // somebody likes it light
    ui.ItemClick("//Transport/Gallery");
    ui.Yield(3);
    ASSERT_TRUE(active(ui, "//Gallery"));
    ASSERT_GE(app().gallery->scenes().size(), 14u);
    ui.ItemClick("//Gallery/**/first-guesses");
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
    ui.SetRef(ui.WindowInfo("//Gallery/scenes").Window);
    for (const ShippedScene& shipped : app().gallery->scenes()) {
      const ImGuiTestItemInfo card = ui.ItemInfo(shipped.name.c_str());
      EXPECT_GE(card.RectFull.Min.x, window.Min.x) << shipped.name;
      EXPECT_LE(card.RectFull.Max.x, window.Max.x) << shipped.name;
    }
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_FALSE(app().show_gallery);
  });
}

TEST_F(Habits, WordsLeaveTheScenesOfTheGalleryThatHaveThem) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_G);
    ui.Yield(3);
    ui.KeyChars("weaker MODEL");
    ui.Yield(3);
    EXPECT_TRUE(ui.ItemExists("//Gallery/**/autoguidance"));
    EXPECT_FALSE(ui.ItemExists("//Gallery/**/sde-and-ode"));
    const bool playing = app().playback.playing;
    ui.KeyChars(" r");  // a key of its own elsewhere
    ui.Yield(2);
    EXPECT_EQ(app().playback.playing, playing);
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_FALSE(app().show_gallery) << "one Escape is enough";
    ui.KeyPress(ctrl | ImGuiKey_G);
    ui.Yield(3);
    EXPECT_TRUE(ui.ItemExists("//Gallery/**/sde-and-ode")) << "opened anew it has all of them";
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

TEST_F(Habits, TheScreenIsBlackOrWhiteWhilePresentingAndAClickBringsItBack) {
  using Cover = Presenter::Cover;
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_B);
    EXPECT_EQ(app().presenter.cover, Cover::none) << "nobody presents";
    ui.KeyPress(ImGuiKey_F11);
    ui.Yield(3);
    ui.KeyPress(ImGuiKey_B);
    ui.Yield(3);
    EXPECT_EQ(app().presenter.cover, Cover::black);
  });
  const Image black = picture();
  EXPECT_EQ(std::ranges::count(black.pixels, 0),
            static_cast<std::ptrdiff_t>(black.width) * black.height * 3)
      << "all but alpha";
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_W);
    ui.Yield(2);
    EXPECT_EQ(app().presenter.cover, Cover::white);
    const double position = scene().playback.position;
    ui.MouseMoveToPos({500, 400});
    ui.MouseClick();
    ui.Yield(2);
    EXPECT_EQ(app().presenter.cover, Cover::none);
    EXPECT_EQ(scene().playback.position, position) << "what lies under it is not clicked";
    ui.KeyPress(ImGuiKey_M);
    EXPECT_TRUE(app().presenter.pointer);
    ui.KeyPress(ImGuiKey_B);
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_EQ(app().presenter.cover, Cover::none) << "the first Escape uncovers";
    EXPECT_TRUE(app().presenter.on);
    ui.KeyPress(ImGuiKey_Escape);
    ui.Yield(2);
    EXPECT_FALSE(app().presenter.on);
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
    ui.ItemInput("##note");
    ui.KeyCharsReplace("Look at the middle.");
    settle(ui);
    EXPECT_EQ(scene().note, "Look at the middle.");
    ui.ItemInput("bookmarks/$$1/##name");
    ui.KeyCharsReplaceEnter("Now!");
    EXPECT_EQ(scene().bookmarks[1].name, "Now!");
    ui.ItemClick("bookmarks/$$0/##remove");
    ui.Yield(2);
    EXPECT_EQ(scene().bookmarks.size(), 2u);
  });
}

}  // namespace
}  // namespace alphabar

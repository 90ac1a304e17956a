// A lecture: its list, the clicker's keys, what was changed live, sliders on the slide, notes.

#include <imgui_internal.h>

#include "app/widgets/text.h"
#include "app/window/document/lecture_show.h"
#include "app/window/lecture/lecturer_view.h"
#include "core/io/lecture/lecture_file.h"
#include "tests/gui/window/habits_fixture.h"

namespace alphabar {
namespace {

class Lectures : public Habits {
 protected:
  /// Two slides: one with three moments, one with none.
  Lecture two_slides() {
    Lecture lecture;
    lecture.title = "Two";
    Scene first = scene();
    first.title = "First";
    first.bookmarks = {{"Noise", 0}, {"Half", 0.5}, {"Data", 1}};
    Scene second = scene();
    second.title = "Second";
    second.bookmarks.clear();
    second.seed = 7;
    second.playback.position = 0.25;
    lecture.slides.resize(2);
    lecture.slides[0].scene = first;
    lecture.slides[1].scene = second;
    return lecture;
  }
  std::string where() {
    return scene().title + " " + std::to_string(std::lround(100 * scene().playback.position));
  }
};

TEST_F(Lectures, AClickerGoesThroughMomentsAndOverIntoTheNextScene) {
  open_lecture(app(), two_slides(), folder_ / "two.json");
  drive([&](ImGuiTestContext& ui) {
    std::string way = where();
    for (int i = 0; i < 4; ++i) {
      ui.KeyPress(ImGuiKey_PageDown);
      settle(ui);
      way += ", " + where();
    }
    EXPECT_EQ(way, "First 0, First 50, First 100, Second 25, Second 25");
    way.clear();
    for (int i = 0; i < 4; ++i) {
      ui.KeyPress(ImGuiKey_PageUp);
      settle(ui);
      way += ", " + where();
    }
    EXPECT_EQ(way, ", First 100, First 50, First 0, First 0");
  });
}

TEST_F(Lectures, WhatWasChangedLiveIsThrownAwayOrKept) {
  open_lecture(app(), two_slides(), folder_ / "two.json");
  drive([&](ImGuiTestContext& ui) {
    EXPECT_FALSE(slide_is_changed(app()));
    ui.KeyPress(ctrl | ImGuiKey_R);  // other noise
    EXPECT_TRUE(slide_is_changed(app()));
    ui.KeyPress(ImGuiKey_R);
    EXPECT_FALSE(slide_is_changed(app()));
    EXPECT_EQ(scene().seed, app().lecture.lecture->slides[0].scene.seed);
    ui.KeyPress(ctrl | ImGuiKey_R);
    const auto seed = scene().seed;
    ui.KeyPress(ImGuiKey_K);
    EXPECT_FALSE(slide_is_changed(app()));
    EXPECT_EQ(app().lecture.lecture->slides[0].scene.seed, seed);
    EXPECT_TRUE(app().lecture.changed);
  });
}

TEST_F(Lectures, AreMadeOfWhatIsOnScreenSavedAndOpened) {
  drive([&](ImGuiTestContext& ui) {
    const ImGuiKeyChord add = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_A;
    ui.KeyPress(add);
    settle(ui);
    ASSERT_TRUE(app().lecture.lecture);
    EXPECT_EQ(app().lecture.lecture->slides.size(), 1u);
    EXPECT_TRUE(active(ui, "//Lecture")) << "its list is shown";
    const std::size_t moments = moments_of(app().lecture.lecture->slides[0].scene).size();
    ui.KeyPress(ImGuiKey_Home);
    ui.KeyPress(ImGuiKey_RightArrow);
    ui.KeyPress(add);
    settle(ui);
    EXPECT_EQ(app().lecture.lecture->slides.size(), 1u) << "another moment of the same scene";
    EXPECT_EQ(moments_of(app().lecture.lecture->slides[0].scene).size(), moments + 1);
    ui.KeyPress(ctrl | ImGuiKey_R);
    ui.KeyPress(add);
    settle(ui);
    EXPECT_EQ(app().lecture.lecture->slides.size(), 2u) << "another scene";
    save_lecture_as(app(), folder_ / "made.json");
    EXPECT_FALSE(app().lecture.changed);
    const Lecture saved = read_lecture(folder_ / "made.json");
    EXPECT_EQ(saved, *app().lecture.lecture);
    close_lecture(app());
    EXPECT_FALSE(app().lecture.lecture);
    open_scene(app(), folder_ / "made.json");
    settle(ui);
    ASSERT_TRUE(app().lecture.lecture);
    EXPECT_EQ(app().lecture.lecture->slides.size(), 2u);
    EXPECT_FALSE(slide_is_changed(app()));
  });
}

TEST_F(Lectures, TheListGoesToASlideRemovesItAndTakesThatBack) {
  open_lecture(app(), two_slides(), folder_ / "two.json");
  drive([&](ImGuiTestContext& ui) {
    ui.Yield(8);
    ui.SetRef(ui.WindowInfo("//Lecture/slides").Window);
    ui.ItemClick("$$1/###slide");
    settle(ui);
    EXPECT_EQ(scene().title, "Second");
    remove_slide(app(), 0);
    EXPECT_EQ(app().lecture.lecture->slides.size(), 1u);
    EXPECT_EQ(slide_shown(app()), 0u) << "what is on screen is the first now";
    ui.Yield(2);
    ui.ItemClick("//Lecture/Take back removal");
    ui.Yield(2);
    EXPECT_EQ(app().lecture.lecture->slides.size(), 2u);
    app().lecture.changed = false;
  });
}

TEST_F(Lectures, AnEditDuringASlideIsOneStepOfUndoAndTheSlideIsKnownAfterIt) {
  open_lecture(app(), two_slides(), folder_ / "two.json");
  drive([&](ImGuiTestContext& ui) {
    for (int i = 0; i < 3; ++i) ui.KeyPress(ImGuiKey_PageDown);
    settle(ui);
    EXPECT_EQ(slide_shown(app()), 1u);
    ui.KeyPress(ctrl | ImGuiKey_Z);
    settle(ui);
    EXPECT_EQ(scene().title, "First");
    EXPECT_EQ(slide_shown(app()), 0u);
  });
}

TEST_F(Lectures, ASliderOnTheSlideChangesTheScene) {
  Scene changed = scene();
  changed.view.stage = {{StageValue::steps, -1}};
  app().session.apply(changed);
  drive([&](ImGuiTestContext& ui) {
    ui.Yield(2);
    ui.ItemInput("//Stage/$$0/##value");
    ui.KeyCharsReplaceEnter("7");
    settle(ui);
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 7);
    EXPECT_EQ(scene().lanes[1].sampler.grid.steps, 7);
    ui.ItemClick("//Stage/glide");
    ui.ItemInput("//Stage/$$0/##value");
    ui.KeyCharsReplaceEnter("40");
    ui.Yield(1);
    EXPECT_LT(scene().lanes[0].sampler.grid.steps, 40) << "it is on its way";
    for (int i = 0; i < 400 && scene().lanes[0].sampler.grid.steps != 40; ++i) ui.Yield();
    EXPECT_EQ(scene().lanes[0].sampler.grid.steps, 40);
    ui.MouseMove("//Stage/$$0/##value");
    ui.MouseClick(ImGuiMouseButton_Right);
    ui.Yield(2);
    EXPECT_TRUE(scene().view.stage.empty());
  });
}

TEST_F(Lectures, RightClickPutsANumberOnTheSlideOrResetsIt) {
  drive([&](ImGuiTestContext& ui) {
    ui.SetRef("//Scene");
    type(ui, "##T", "200");
    EXPECT_EQ(scene().process.T, 200);
    ui.ItemClick("##T", ImGuiMouseButton_Right);
    EXPECT_EQ(scene().process.T, 200) << "it asks first";
    ui.ItemClick("//$FOCUSED/On the slide, as a slider");
    const std::vector<StageSlider> wanted{{StageValue::timesteps, -1}};
    EXPECT_EQ(scene().view.stage, wanted);
    ui.Yield(2);
    EXPECT_TRUE(ui.ItemExists("//Stage/$$0/##value"));
    ui.SetRef("//Scene");
    ui.ItemClick("##T", ImGuiMouseButton_Right);
    ui.ItemClick("//$FOCUSED/Reset");
    EXPECT_EQ(scene().process.T, 1000);
    EXPECT_EQ(scene().view.stage, wanted);
  });
}

TEST_F(Lectures, KeysZoomAndFreezeWhileOnePresents) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiKey_Z);
    EXPECT_EQ(app().presenter.zoom, 1) << "only while one presents";
    ui.KeyPress(ImGuiKey_F11);
    ui.Yield(2);
    ui.KeyPress(ImGuiKey_Z);
    EXPECT_EQ(app().presenter.zoom, 2);
    ui.KeyPress(ImGuiKey_Z);
    ui.KeyPress(ImGuiKey_Z);
    EXPECT_EQ(app().presenter.zoom, 1);
    ui.KeyPress(ImGuiKey_Z);
    ui.KeyPress(ImGuiKey_H);
    EXPECT_TRUE(app().presenter.frozen);
    EXPECT_TRUE(app().presenter.notes) << "where the lecturer goes on";
    ui.KeyPress(ImGuiKey_Escape);
    EXPECT_TRUE(app().presenter.on) << "first the screen is whole and live again";
    EXPECT_FALSE(app().presenter.frozen);
    EXPECT_EQ(app().presenter.zoom, 1);
    ui.KeyPress(ImGuiKey_Escape);
    EXPECT_FALSE(app().presenter.on);
  });
}

TEST_F(Lectures, CardsStandOnThePanesWhileTheirTimeIs) {
  Scene changed = scene();
  changed.playback.position = 0.5;
  changed.view.center = {0, 0};
  changed.cards = {{"always", {0.5, 0.5}, CardTarget::particle, {}, 0, 0, 0, 1},
                   {"late", {0.5, 0.2}, CardTarget::component, {}, 0, 1, 0.6, 1},
                   {"nowhere", {1, 1}, CardTarget::component, {}, 999, 11, 0, 1}};
  app().session.apply(changed);
  drive([&](ImGuiTestContext& ui) {
    settle(ui);
    DrawnTexts drawn;
    const auto card = [&](const std::string& words) {
      return std::ranges::find(drawn.texts(), words, &DrawnTexts::Text::words);
    };
    ui.Yield();
    ASSERT_NE(card("always"), drawn.texts().end());
    EXPECT_EQ(card("late"), drawn.texts().end());
    ASSERT_NE(card("nowhere"), drawn.texts().end()) << "of a lane that is not there: the last one";
    const ImVec4 plane = app().panes->plane(1);
    EXPECT_LE(card("nowhere")->max.x, plane.z) << "it is kept inside its pane";
    EXPECT_GT(card("nowhere")->min.x, plane.x);
    ui.KeyPress(ImGuiKey_End);
    drawn.clear();
    ui.Yield();
    EXPECT_NE(card("late"), drawn.texts().end());
  });
}

TEST_F(Lectures, TitlesAreInTheLanguageThatIsAskedFor) {
  Scene changed = scene();
  changed.translations = {{"zh", "噪声", "数据"}};
  app().session.apply(changed);
  drive([&](ImGuiTestContext& ui) {
    EXPECT_EQ(app().settings.language, "");
    ui.KeyPress(ctrl | ImGuiKey_L);
    EXPECT_EQ(app().settings.language, "zh");
    ui.KeyPress(ctrl | ImGuiKey_L);
    EXPECT_EQ(app().settings.language, "en");
  });
}

TEST_F(Lectures, LanesBookmarksAndCardsAreInTheLanguageThatIsAskedForAndCanBeTyped) {
  Scene changed = scene();
  changed.lanes.resize(1);
  changed.lanes[0].name = "exact";
  changed.bookmarks = {{"Half way", 0.5}};
  changed.playback.position = 0.5;
  changed.cards = {{"Here", {0.3, 0.3}}};
  changed.translations = {{"zh", "噪声", "", {{"exact", "精确"}, {"Half way", "中途"}}}};
  app().session.apply(changed);
  drive([&](ImGuiTestContext& ui) {
    settle(ui);
    EXPECT_EQ(app().session.runs()->lanes[0].title, "exact");
    ui.KeyPress(ctrl | ImGuiKey_L);
    ui.Yield(2);
    EXPECT_EQ(app().session.runs()->lanes[0].title, "精确");
    EXPECT_EQ(scene().lanes[0].name, "exact") << "the scene itself stays as it is written";
    type(ui, "$$0/Here/##said", "这里");  // which had none yet
    ui.Yield(2);
    EXPECT_EQ(scene().translations[0].words.at("Here"), "这里");
  });
}

TEST_F(Lectures, TheGalleryIsReadAndSearchedInTheLanguageThatIsAskedFor) {
  app().settings.language = "zh";
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ctrl | ImGuiKey_G);
    ui.Yield(3);
    ui.KeyChars("朗之万");
    ui.Yield(3);
    EXPECT_TRUE(ui.ItemExists("//Gallery/**/lost-weights"));
    EXPECT_FALSE(ui.ItemExists("//Gallery/**/straight-paths"));
    ui.KeyPress(ImGuiKey_Escape);
  });
}

TEST_F(Lectures, AnUnsavedLectureIsAskedForBeforeTheWindowCloses) {
  drive([&](ImGuiTestContext& ui) {
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_A);
    settle(ui);
    ui.KeyPress(ctrl | ImGuiKey_Q);
    ui.Yield(2);
    EXPECT_FALSE(app().quit);
    EXPECT_NE(app().question.words.find("lecture"), std::string::npos);
    app().question = {};
  });
}

TEST_F(Lectures, TheLecturersViewTellsWhereTheLectureIsAndGoesOn) {
  open_lecture(app(), two_slides(), folder_ / "two.json");
  app().lecture.lecture->slides[0].notes = "Say **this**: $x_t$";
  FormulaSheet formulas;
  MomentPictures pictures;
  also_ = [&] {
    lecturer_view({app(), app().fonts, formulas, pictures});
    // Here both share a screen; with one of its own nothing lies over it.
    ImGui::BringWindowToDisplayFront(ImGui::FindWindowByName("Lecturer"));
  };
  drive([&](ImGuiTestContext& ui) {
    ui.Yield(4);
    EXPECT_EQ(formulas.times_set(), 1) << "the notes are set";
    for (const char* button : {"Back", "Next", "Play", "Present", "Hold", "Black", "##monitor"})
      EXPECT_TRUE(ui.ItemExists((std::string("//Lecturer/") + button).c_str())) << button;
    ui.ItemClick("//Lecturer/Next");
    settle(ui);
    EXPECT_EQ(where(), "First 50");
    ui.ItemClick("//Lecturer/Next");
    ui.ItemClick("//Lecturer/Next");
    settle(ui);
    EXPECT_EQ(where(), "Second 25");
    ui.ItemClick("//Lecturer/Present");
    ui.Yield(2);
    EXPECT_TRUE(app().presenter.on);
    ui.ItemClick("//Lecturer/Black");
    ui.Yield(2);
    EXPECT_EQ(app().presenter.cover, Presenter::Cover::black) << "of the class's window";
    for (const char* part : {"notes", "next"}) {
      const ImGuiWindow* child = ui.WindowInfo((std::string("//Lecturer/") + part).c_str()).Window;
      ASSERT_NE(child, nullptr);
      EXPECT_EQ(child->ScrollMax.x, 0) << part;
      EXPECT_EQ(child->ScrollMax.y, 0) << part << ": all of it is seen";
    }
  });
  also_ = nullptr;
}

}  // namespace
}  // namespace alphabar

// What lies over what: panels that share a place, the frames of boxes, and the caption that has to
// hold a lecture's words.

#include <imgui_internal.h>

#include <cmath>

#include "app/window/layout/layout.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl;

class Front : public WindowDriver {
 protected:
  static const ImGuiWindow* window(const char* name) { return ImGui::FindWindowByName(name); }
  static bool in_front(const char* panel) {
    const ImGuiWindow* found = window(panel);
    return found && found->Active && (!found->DockIsActive || found->DockTabIsVisible);
  }
  void press(ImGuiTestContext& ui, ImGuiKeyChord keys) {
    ui.KeyPress(keys);
    ui.Yield(8);
  }
};

TEST_F(Front, APanelsKeyShowsBringsForwardAndHides) {
  drive([&](ImGuiTestContext& ui) {
    ASSERT_TRUE(scene().view.shows("step") && scene().view.shows("pictures"));
    EXPECT_FALSE(in_front("Step")) << "its tab is behind the pictures";
    press(ui, ImGuiKey_F3);
    EXPECT_TRUE(scene().view.shows("step"));
    EXPECT_TRUE(in_front("Step"));
    EXPECT_FALSE(in_front("Pictures"));
    press(ui, ImGuiKey_F3);
    EXPECT_FALSE(scene().view.shows("step"));
    press(ui, ImGuiKey_F4);
    EXPECT_TRUE(in_front("Space-time"));
    press(ui, ImGuiKey_F3);
    EXPECT_TRUE(in_front("Step")) << "shown and in front at once";
    press(ui, ImGuiKey_F6);
    EXPECT_TRUE(in_front("Plan")) << "one that was never shown before";
    press(ui, ImGuiKey_F6);
    EXPECT_FALSE(scene().view.shows("plan"));
    press(ui, ImGuiKey_F9);
    EXPECT_FALSE(scene().view.shows("curves")) << "alone in its place it is in front";
  });
}

TEST_F(Front, ThePanelsSwitchesDoTheSame) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("//Status/panel.space_time");
    ui.Yield(8);
    EXPECT_TRUE(in_front("Space-time"));
    ui.ItemClick("//Status/panel.space_time");
    ui.Yield(8);
    EXPECT_FALSE(scene().view.shows("space_time"));
  });
}

TEST_F(Front, WherePanelsAreTabsAKeyFindsEachOfThem) {
  drive([&](ImGuiTestContext& ui) {
    for (int i = 0; i < 10; ++i) ui.KeyPress(ctrl | ImGuiKey_Equal);
    ui.Yield(8);
    ASSERT_EQ(app().layout.form, Layout::narrow);
    EXPECT_FALSE(in_front("Curves"));
    press(ui, ImGuiKey_F9);
    EXPECT_TRUE(in_front("Curves"));
    press(ui, ImGuiKey_F8);
    EXPECT_TRUE(in_front("Scene"));
    press(ui, ImGuiKey_F2);
    EXPECT_TRUE(in_front("Pictures"));
  });
}

TEST_F(Front, BoxesAreFramedAndBarsAreNot) {
  drive([&](ImGuiTestContext& ui) {
    for (int theme = 0; theme < 3; ++theme) {
      press(ui, ctrl | ImGuiKey_T);
      for (const char* name : {"Transport", "Status"})
        EXPECT_EQ(window(name)->WindowBorderSize, 0) << name;
      press(ui, ImGuiKey_F1);
      EXPECT_GE(window("Keys")->WindowBorderSize, 1);
      press(ui, ImGuiKey_F1);
      press(ui, ctrl | ImGuiKey_G);
      EXPECT_GE(window("Gallery")->WindowBorderSize, 1);
      press(ui, ctrl | ImGuiKey_G);
      press(ui, ctrl | ImGuiKey_E);
      EXPECT_GE(window("Export animation")->WindowBorderSize, 1);
      press(ui, ImGuiKey_Escape);
      const ImVec4 frame = ImGui::GetStyleColorVec4(ImGuiCol_Border),
                   panel = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
      EXPECT_GT(std::abs(frame.y - panel.y), 0.15F) << "seen on the panels";
    }
  });
}

TEST_F(Front, EscapeClosesThePageOfKeysAndNotTheLecture) {
  drive([&](ImGuiTestContext& ui) {
    press(ui, ImGuiKey_F11);
    press(ui, ImGuiKey_F1);
    ASSERT_TRUE(app().show_help);
    press(ui, ImGuiKey_Escape);
    EXPECT_FALSE(app().show_help);
    EXPECT_TRUE(app().presenter.on);
    press(ui, ImGuiKey_Escape);
    EXPECT_FALSE(app().presenter.on);
  });
}

TEST_F(Front, EscapeInAListClosesTheListAlone) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("##data");
    ui.Yield(2);
    ASSERT_TRUE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
    const Scene before = scene();
    press(ui, ImGuiKey_Escape);
    EXPECT_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
    EXPECT_EQ(scene(), before);
    EXPECT_TRUE(window("Scene")->Active) << "and nothing else";
  });
}

TEST_F(Front, EscapeClosesAMenuWithTheMouseOnASubmenu) {
  drive([&](ImGuiTestContext& ui) {
    ui.ItemClick("//Transport/Alphabar##menu");
    ui.Yield(2);
    ui.MenuAction(ImGuiTestAction_Hover, "//$FOCUSED/Time");
    ui.Yield(4);
    ASSERT_TRUE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
    press(ui, ImGuiKey_Escape);
    EXPECT_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
  });
}

TEST_F(Front, LettersTypedWhileABoxOpensOrClosesAreNoCommands) {
  drive([&](ImGuiTestContext& ui) {
    const auto overlay = scene().view.overlay, edit_data = scene().view.edit_data;
    ui.KeyPress(ctrl | ImGuiKey_P);
    for (const ImGuiKey key : {ImGuiKey_O, ImGuiKey_E}) ui.KeyPress(key);  // keys of commands
    EXPECT_TRUE(app().palette.open || app().palette.asked);
    EXPECT_EQ(scene().view.overlay, overlay);
    EXPECT_EQ(scene().view.edit_data, edit_data);
  });
}

TEST_F(Front, ACaptionWrapsAndLosesNothing) {
  drive([&](ImGuiTestContext& ui) {
    Scene lecture = scene();
    lecture.title = "Guidance trades variety for certainty";
    lecture.note =
        "Asked for class 1 at scale 6: the particles crowd where that class is likeliest. "
        "Try 0, 1, 3 and 8.";
    lecture.view.arrangement = Arrangement::lecture;
    const auto caption = [&](const char* more, double type) {
      Scene next = lecture;
      next.note += more;
      next.view.font_scale = type;
      app().session.apply(next);
      ui.Yield(4);
      const ImGuiWindow* bar = window("Caption");
      // What was drawn lies within, below and at the right.
      EXPECT_LE(bar->DC.CursorMaxPos.y, bar->Pos.y + bar->Size.y) << more << type;
      EXPECT_LE(bar->DC.CursorMaxPos.x, bar->Pos.x + bar->Size.x) << more << type;
      return bar->Size.y;
    };
    const float plain = caption("", 1);
    EXPECT_GT(caption("", 2), 2 * plain) << "the note has two lines now";
    const char* long_text =
        " At 0 the classes are mixed as in the data; at 1 the posterior is exact; "
        "beyond, the density is sharpened where the classifier is sure, and the modes thin out.";
    EXPECT_LT(caption(long_text, 2), 400) << "half of the window";
    EXPECT_GT(caption(long_text, 1), plain);
  });
}

}  // namespace
}  // namespace alphabar

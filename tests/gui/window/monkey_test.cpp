#include <gtest/gtest.h>
#include <imgui.h>

#include <array>
#include <filesystem>
#include <random>

#include "app/window/headless/headless.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

/// Somebody who does not know what they are doing: 20,000 presses, drags, turns of the wheel, keys
/// and letters, anywhere. Nothing may assert, and what is left must be a scene like any other.
class Monkey : public testing::Test {
 protected:
  Monkey() {  // it may find the box that saves
    const auto folder = std::filesystem::path(testing::TempDir()) / "alphabar_monkey_test";
    std::filesystem::create_directories(folder);
    std::filesystem::current_path(folder);
  }
  static Scene small_scene() {
    Scene scene = default_scene();
    scene.particles = 300;
    return scene;
  }
  static Backends cpu_only() {
    const auto make = [] {
      return LaneBackend{std::make_unique<CpuEngine>(CpuOptions{.threads = 1}), "", {}};
    };
    return {.make_engine = make, .make_pictures = {}};
  }

  void act() {
    ImGuiIO& io = ImGui::GetIO();
    switch (random_() % 8) {
      case 0:
      case 1: move(io); break;
      case 2:
      case 3: press(io, ImGuiMouseButton_Left); break;
      case 4: press(io, ImGuiMouseButton_Right); break;
      case 5: io.AddMouseWheelEvent(0, wheel()); break;
      case 6: key(io); break;
      default: io.AddInputCharacter(letter()); break;
    }
    frame();
  }
  void frame() { window_.build(app_, 1.0 / 60); }

  HeadlessWindow window_{1280, 800};
  AppState app_{small_scene(), cpu_only()};

 private:
  // Own distributions: those of the library differ between platforms.
  float part() { return static_cast<float>(random_() % 10000) / 10000; }
  float wheel() { return part() * 4 - 2; }
  unsigned letter() {
    constexpr std::array<unsigned, 16> letters{'0', '1', '9', '.', '-',   'e',    't', '(',
                                               ')', '/', '*', ' ', 0x3B2, 0x4E2D, '~', ','};
    return letters[random_() % letters.size()];
  }
  void move(ImGuiIO& io) {
    io.AddMousePosEvent(part() * io.DisplaySize.x, part() * io.DisplaySize.y);
  }
  void press(ImGuiIO& io, ImGuiMouseButton button) {
    move(io);
    frame();
    io.AddMouseButtonEvent(button, true);
    if (random_() % 3 == 0) {
      frame();
      move(io);
    }
    frame();
    io.AddMouseButtonEvent(button, false);
  }
  void key(ImGuiIO& io) {
    // Everything on the keyboard but what leaves the window or writes files.
    constexpr std::array keys{
        ImGuiKey_Tab,   ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_UpArrow,
        ImGuiKey_Enter, ImGuiKey_DownArrow, ImGuiKey_Escape,     ImGuiKey_Backspace,
        ImGuiKey_Space, ImGuiKey_Delete,    ImGuiKey_Home,       ImGuiKey_End,
        ImGuiKey_L,     ImGuiKey_U,         ImGuiKey_F1,         ImGuiKey_F2,
        ImGuiKey_F3,    ImGuiKey_F4,        ImGuiKey_F5,         ImGuiKey_F6,
        ImGuiKey_F11,   ImGuiKey_PageDown,  ImGuiKey_PageUp,     ImGuiKey_Slash};
    const ImGuiKey key = keys[random_() % keys.size()];
    const bool control = random_() % 4 == 0;
    if (control) io.AddKeyEvent(ImGuiMod_Ctrl, true);
    io.AddKeyEvent(key, true);
    io.AddKeyEvent(key, false);
    if (control) io.AddKeyEvent(ImGuiMod_Ctrl, false);
    if (control && random_() % 2 == 0) {  // undo and redo as often as anything
      io.AddKeyEvent(ImGuiMod_Ctrl, true);
      const ImGuiKey way = random_() % 3 == 0 ? ImGuiKey_Y : ImGuiKey_Z;
      io.AddKeyEvent(way, true);
      io.AddKeyEvent(way, false);
      io.AddKeyEvent(ImGuiMod_Ctrl, false);
    }
  }

  std::mt19937 random_{20260723};
};

TEST_F(Monkey, AModifierCountsForTheKeyThatWasPressedWithIt) {
  ASSERT_TRUE(app_.session.wait(std::chrono::seconds(60)));
  frame();
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, true);
  frame();
  io.AddKeyEvent(ImGuiKey_O, true);  // the rest within one long frame
  io.AddKeyEvent(ImGuiMod_Ctrl, false);
  io.AddKeyEvent(ImGuiKey_O, false);
  frame();
  EXPECT_EQ(app_.box, AppState::Box::open) << "Ctrl+O";
  for (int i = 0; i < 3; ++i) frame();
  EXPECT_FALSE(app_.session.scene().view.overlay) << "O alone";
  EXPECT_FALSE(io.KeyCtrl);
}

TEST_F(Monkey, TwentyThousandEventsLeaveAScene) {
  for (int i = 0; i < 20000; ++i) {
    act();
    if (app_.session.scene().particles > 2000) {  // big runs are for people with patience
      Scene smaller = app_.session.scene();
      smaller.particles = 300;
      app_.session.apply(smaller);
    }
    app_.quit = false;
  }
  for (const ImGuiMouseButton button : {ImGuiMouseButton_Left, ImGuiMouseButton_Right})
    ImGui::GetIO().AddMouseButtonEvent(button, false);
  for (int i = 0; i < 5; ++i) frame();
  ASSERT_TRUE(app_.session.wait(std::chrono::seconds(60)));
  const Scene left = app_.session.scene();
  EXPECT_NO_THROW(check(left));
  // As text: what the chosen kinds do not use is not saved, and no part of what is on screen.
  EXPECT_EQ(to_json(scene_from_json(to_json(left), "the monkey's")), to_json(left));
  EXPECT_TRUE(app_.session.can_undo()) << "it found nothing to change";
  while (app_.session.undo()) {
  }
  EXPECT_NO_THROW(check(app_.session.scene()));
}

}  // namespace
}  // namespace alphabar

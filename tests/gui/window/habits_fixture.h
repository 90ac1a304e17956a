#pragma once

#include <filesystem>
#include <fstream>
#include <thread>

#include "app/window/bars/presenter.h"
#include "app/window/commands/command_palette.h"
#include "app/window/dialogs/gallery.h"
#include "app/window/document/scene_file.h"
#include "app/window/keeping/persistence.h"
#include "app/window/layout/dock_tree.h"
#include "app/window/layout/layout.h"
#include "app/window/state/command.h"
#include "core/io/scene_file.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {

namespace fs = std::filesystem;

inline constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl;

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

}  // namespace alphabar

#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include "tests/gui/window/window_driver.h"

namespace alphabar {

/// The window with the panel Learn alone and a small training.
class LearnDriver : public WindowDriver {
 protected:
  explicit LearnDriver(int steps) {
    Scene next = scene();
    next.view.panels = {"learn"};
    next.training.net.units = 16;
    next.training.net.layers = 2;
    next.training.steps = steps;
    next.training.batch = 32;
    app().session.apply(next);
  }
  /// Until neither the training nor what is drawn of it goes on.
  void learned(ImGuiTestContext& ui) {
    for (int i = 0; i < 3; ++i) {
      ui.Yield(2);
      EXPECT_TRUE(app().learn.wait(std::chrono::seconds(60)));
    }
    settle(ui);
  }
  /// The panel's part with the buttons and numbers becomes what items are named in.
  static void name_controls(ImGuiTestContext& ui) {
    ui.SetRef(ui.WindowInfo("//Learn/learn_controls").ID);
  }
};

}  // namespace alphabar

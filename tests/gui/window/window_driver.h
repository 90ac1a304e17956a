#pragma once

#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "app/window/headless/headless.h"

namespace alphabar {

/// What the engine of sweeps does in a test.
struct SweptRuns {
  std::atomic<int> count = 0;      ///< runs asked for, of every lane, number of steps and seed
  std::atomic<bool> hold = false;  ///< they wait here until they are cancelled
};

/// The whole program's window with no display, driven by the test engine's mouse and keys. The
/// scene is the default one with few particles, not playing, without pictures, on the CPU.
class WindowDriver : public ::testing::Test {
 protected:
  /// Whether runs are measured and swept, which takes a moment.
  enum class Measured { no, yes };
  using MakePictures = std::function<void(const PictureJob&)>;
  explicit WindowDriver(Measured measured = Measured::no, MakePictures make_pictures = {});
  ~WindowDriver() override;

  /// Runs `steps` against the window. They use `ui` as a user would and read app() between: the
  /// window draws frames in between, on its own. An item that cannot be found fails the test.
  void drive(const std::function<void(ImGuiTestContext& ui)>& steps);

  AppState& app() { return *app_; }
  SweptRuns& swept() { return *swept_; }
  const Scene& scene() const { return app_->session.scene(); }
  std::shared_ptr<const Runs> runs() const { return app_->session.runs(); }
  /// Draws frames until nothing is read or runs any more, and one to show it.
  void settle(ImGuiTestContext& ui);
  /// Types a number into a field of the scene panel: "##steps", "$$0/##steps" for lane 0.
  void type(ImGuiTestContext& ui, const std::string& item, const std::string& text);
  /// Takes an entry of a drop-down list.
  void pick(ImGuiTestContext& ui, const std::string& item, const std::string& entry);
  /// The window as it is now, painted.
  Image picture();
  /// Drawn over the window in every frame of drive(); empty: nothing.
  std::function<void()> also_;

 private:
  ImGuiTestEngine* engine_;
  std::shared_ptr<SweptRuns> swept_ = std::make_shared<SweptRuns>();
  std::unique_ptr<HeadlessWindow> window_;
  std::unique_ptr<AppState> app_;
};

}  // namespace alphabar

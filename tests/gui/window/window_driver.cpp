#include "tests/gui/window/window_driver.h"

#include <thread>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {
namespace {

Scene small_scene() {
  Scene scene = default_scene();
  scene.particles = 300;
  scene.playback.position = 0.5;
  return scene;
}

std::unique_ptr<Engine> one_thread() {
  return std::make_unique<CpuEngine>(CpuOptions{.threads = 1});
}

/// The same, counted and held as a test asks for.
class SweepEngine : public Engine {
 public:
  explicit SweepEngine(std::shared_ptr<SweptRuns> swept) : swept_(std::move(swept)) {}
  std::string name() const override { return engine_->name(); }
  Trajectory<float> run(const RunRequest& request) override {
    ++swept_->count;
    while (swept_->hold) {
      if (request.stop.stop_requested()) throw Cancelled();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return engine_->run(request);
  }

 private:
  std::shared_ptr<SweptRuns> swept_;
  std::unique_ptr<Engine> engine_ = one_thread();
};

/// `swept` null: nothing is measured.
Backends cpu_only(const std::shared_ptr<SweptRuns>& swept,
                  std::function<void(const PictureJob&)> make_pictures) {
  Backends backends{.make_engine =
                        [] {
                          return LaneBackend{one_thread(), "", {}};
                        },
                    .make_pictures = std::move(make_pictures)};
  if (swept)
    backends.make_measuring_engine = [swept] { return std::make_unique<SweepEngine>(swept); };
  return backends;
}

}  // namespace

WindowDriver::WindowDriver(Measured measured, MakePictures make_pictures)
    : engine_(ImGuiTestEngine_CreateContext()),
      window_(std::make_unique<HeadlessWindow>(1280, 800)),
      app_(std::make_unique<AppState>(
          small_scene(),
          cpu_only(measured == Measured::yes ? swept_ : nullptr, std::move(make_pictures)))) {
  app_->playback.playing = false;
  app_->still = true;
  ImGuiTestEngineIO& io = ImGuiTestEngine_GetIO(engine_);
  io.ConfigRunSpeed = ImGuiTestRunSpeed_Fast;
  io.ConfigNoThrottle = true;
  io.ConfigSavedSettings = false;
  io.ConfigMouseDrawCursor = false;
  io.ConfigFixedDeltaTime = 1.0F / 60;
  io.ConfigVerboseLevel = ImGuiTestVerboseLevel_Error;
  io.ConfigVerboseLevelOnError = ImGuiTestVerboseLevel_Debug;
  io.ConfigLogToTTY = true;
  ImGuiTestEngine_Start(engine_, ImGui::GetCurrentContext());
}

WindowDriver::~WindowDriver() {
  ImGuiTestEngine_Stop(engine_);
  app_.reset();
  window_.reset();
  ImGuiTestEngine_DestroyContext(engine_);
}

void WindowDriver::drive(const std::function<void(ImGuiTestContext& ui)>& steps) {
  ASSERT_TRUE(app_->session.wait(std::chrono::seconds(60)));
  ImGuiTest* test = IM_REGISTER_TEST(engine_, "window", "steps");
  test->TestFunc = [&](ImGuiTestContext* ui) {
    ui->Yield(3);
    ui->SetRef("Scene");
    steps(*ui);
  };
  ImGuiTestEngine_QueueTest(engine_, test);
  do {
    window_->build(*app_, 1.0 / 60, also_);
    app_->figures.wait(std::chrono::minutes(1));  // what a frame asks for the next one shows
    ImGuiTestEngine_PostSwap(engine_);
  } while (!ImGuiTestEngine_IsTestQueueEmpty(engine_));
  EXPECT_EQ(test->Output.Status, ImGuiTestStatus_Success);
}

Image WindowDriver::picture() {
  window_->draw(*app_, 1.0 / 60);
  return window_->read();
}

void WindowDriver::settle(ImGuiTestContext& ui) {
  ui.Yield(2);
  app_->opening.finish();
  ui.Yield(2);
  EXPECT_TRUE(app_->session.wait(std::chrono::seconds(60)));
  ui.Yield(2);
}

void WindowDriver::type(ImGuiTestContext& ui, const std::string& item, const std::string& text) {
  ui.ItemInput(item.c_str());
  ui.KeyCharsReplaceEnter(text.c_str());
  settle(ui);
}

void WindowDriver::pick(ImGuiTestContext& ui, const std::string& item, const std::string& entry) {
  ui.ItemClick(item.c_str());
  ui.ItemClick(("//$FOCUSED/" + entry).c_str());
  settle(ui);
}

}  // namespace alphabar

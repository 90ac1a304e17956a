// While pictures are made: what is seen of it, and the buttons that end it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imgui_te_context.h>

#include <thread>

#include "app/window/layout/layout.h"
#include "core/base/error.h"
#include "tests/gui/window/window_driver.h"
#include "tests/support/view_runs.h"

namespace alphabar {
namespace {

using namespace std::chrono_literals;

/// What the maker of pictures does, told by the test.
struct Making {
  std::atomic<bool> reads = false;  ///< it reads a net's weights, until it is stopped
  std::atomic<bool> runs = false;   ///< it makes pictures, until it is stopped
  std::atomic<int> stopped = 0, made = 0;

  void operator()(const PictureJob& job) {
    const auto wait_for_stop = [&] {
      while (!job.stop.stop_requested()) std::this_thread::sleep_for(1ms);
      ++stopped;
      throw Cancelled();
    };
    if (reads) {
      job.reading(0.4);
      wait_for_stop();
    }
    job.reading(-1);
    auto run = plain_pictures(job.process, 11);
    auto all = std::make_shared<PictureRuns>();
    all->lanes = {run};
    all->progress = runs ? 0.3 : 1;
    job.publish(all);
    if (runs) wait_for_stop();
    ++made;
  }
};

class MakingPictures : public WindowDriver {
 protected:
  explicit MakingPictures(std::shared_ptr<Making> making = std::make_shared<Making>())
      : WindowDriver(Measured::no, [making](const PictureJob& job) { (*making)(job); }),
        making_(std::move(making)) {
    app().still = false;
  }
  /// In the arrangement of pictures, with another seed.
  void begin(ImGuiTestContext& ui) {
    Scene next = scene();
    arrange(next.view, Arrangement::images);
    ++next.seed;
    ASSERT_TRUE(app().session.apply(next));
    for (int i = 0; i < 400 && !app().session.pictures_busy(); ++i) ui.Yield();
    ui.Yield(5);
  }
  void end(ImGuiTestContext& ui) {
    for (int i = 0; i < 2000 && app().session.pictures_busy(); ++i) {
      std::this_thread::sleep_for(1ms);
      ui.Yield();
    }
  }
  std::shared_ptr<Making> making_;
};

TEST_F(MakingPictures, EndsAtTheButtonStopAndGoesOnAtTheNextChange) {
  drive([&](ImGuiTestContext& ui) {
    making_->runs = true;
    begin(ui);
    ASSERT_TRUE(app().session.pictures_busy());
    ui.ItemClick("//Pictures/Stop");
    end(ui);
    EXPECT_FALSE(app().session.pictures_busy());
    EXPECT_EQ(making_->stopped, 1);
    ASSERT_TRUE(runs()->pictures);
    EXPECT_EQ(runs()->pictures->front().rows_done, 11) << "what is there stays";
    making_->runs = false;
    const int made = making_->made;
    begin(ui);
    settle(ui);
    EXPECT_EQ(making_->made, made + 1);
  });
}

TEST_F(MakingPictures, TellsHowMuchOfTheWeightsIsReadAndCanBeCancelled) {
  drive([&](ImGuiTestContext& ui) {
    making_->reads = true;
    begin(ui);
    ASSERT_TRUE(app().session.reading_net());
    EXPECT_NEAR(*app().session.reading_net(), 0.4, 1e-9);
    {
      const ImGuiTestItemInfo bar = ui.ItemInfo("//Pictures/Cancel##reading");
      EXPECT_NE(bar.ID, 0u);
    }
    ui.ItemClick("//Pictures/Cancel##reading");
    end(ui);
    EXPECT_EQ(making_->stopped, 1);
    EXPECT_FALSE(app().session.reading_net());
  });
}

TEST_F(MakingPictures, OnAnotherDeviceAreMadeAgain) {
  drive([&](ImGuiTestContext& ui) {
    begin(ui);
    settle(ui);
    const int made = making_->made;
    pick(ui, "##device", "the processor");
    settle(ui);
    EXPECT_EQ(app().settings.device, Device::cpu);
    EXPECT_EQ(making_->made, made + 1);
  });
}

}  // namespace
}  // namespace alphabar

#include "app/export/export_process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "core/base/error.h"
#include "tests/gui/export_fixture.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

class ExportProcessTest : public ExportFixture {};

/// Until a process ends, for a minute at most.
ExportProcess::State finish(ExportProcess& process) {
  for (int i = 0; i < 6000 && process.poll() == ExportProcess::State::running; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return process.state();
}

TEST_F(ExportProcessTest, AProcessOfItsOwnWritesTheFileAndTellsHowFarItIs) {
  ExportProcess process;
  process.start(scene_, spec_, folder_ / "a.gif", alphabar_program());
  EXPECT_EQ(finish(process), ExportProcess::State::done) << process.message();
  EXPECT_EQ(process.done(), 12);
  EXPECT_EQ(process.total(), 12);
  EXPECT_EQ(files(), 1u);
}

TEST_F(ExportProcessTest, AProcessThatIsCancelledLeavesNothing) {
  scene_.playback.seconds = 1000;
  ExportProcess process;
  process.start(scene_, spec_, folder_ / "a.mp4", alphabar_program());
  for (int i = 0; i < 6000 && process.poll() == ExportProcess::State::running && !process.done();
       ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  process.cancel();
  EXPECT_EQ(finish(process), ExportProcess::State::cancelled) << process.message();
  EXPECT_EQ(files(), 0u);
}

TEST_F(ExportProcessTest, AProcessThatCannotSaysWhy) {
  ExportProcess process;
  process.start(scene_, spec_, folder_ / "no/a.mp4", alphabar_program());
  EXPECT_EQ(finish(process), ExportProcess::State::failed);
  EXPECT_NE(process.message().find("a.mp4"), std::string::npos) << process.message();
}

TEST_F(ExportProcessTest, AProcessThatCannotBeStartedLeavesNothingOpen) {
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const auto before = open_files();
  ExportProcess process;
  EXPECT_THROW(process.start(scene_, spec_, folder_ / "a.gif", "/absent/program"), Failed);
  EXPECT_EQ(process.state(), ExportProcess::State::idle);
  EXPECT_EQ(open_files(), before);
}

}  // namespace
}  // namespace alphabar

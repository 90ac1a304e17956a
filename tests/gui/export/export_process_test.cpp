#include "app/export/export_process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "app/export/render.h"
#include "core/base/error.h"
#include "core/files/image/png.h"
#include "tests/gui/export/export_fixture.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

class ExportProcessTest : public ExportFixture {};

/// Until a process ends, for eight minutes at most: it has only what others leave of the
/// processors.
ExportProcess::State finish(ExportProcess& process) {
  for (int i = 0; i < 48'000 && process.poll() == ExportProcess::State::running; ++i)
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

TEST_F(ExportProcessTest, WhatIsAskedForReachesTheProcess) {
  spec_.subject = Subject::curves;
  spec_.ending = Ending::loop;
  spec_.pace = Pace::log_snr;
  spec_.paper = Paper::white;
  spec_.type = 9.5;
  spec_.header = false;
  ExportProcess process;
  process.start(scene_, spec_, folder_ / "a.png", alphabar_program());
  EXPECT_EQ(finish(process), ExportProcess::State::done) << process.message();
  EXPECT_EQ(process.total(), 14);
  render(scene_, plain_runs(animated_scene(scene_, spec_)), spec_, folder_ / "b.png");
  EXPECT_EQ(read_png(folder_ / "a/a-0005.png").image.pixels,
            read_png(folder_ / "b/b-0005.png").image.pixels);
}

TEST_F(ExportProcessTest, AProcessThatIsCancelledLeavesNothing) {
  scene_.playback.seconds = 1000;
  ExportProcess process;
  process.start(scene_, spec_, folder_ / "a.mp4", alphabar_program());
  for (int i = 0; i < 48'000 && process.poll() == ExportProcess::State::running && !process.done();
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

TEST_F(ExportProcessTest, AProcessThatIsKilledOrSaysNothingIsTold) {
  const auto told = [&](const std::string& script) {
    testing::write_bytes(folder_ / "program", "#!/bin/sh\n" + script);
    std::filesystem::permissions(folder_ / "program", std::filesystem::perms::owner_all);
    ExportProcess process;
    process.start(scene_, spec_, folder_ / "a\xff.mp4", folder_ / "program");
    EXPECT_EQ(finish(process), ExportProcess::State::failed);
    return process.message();
  };
  EXPECT_NE(told("kill -9 $$")
                .find("a?.mp4: the export ended by signal 9 (Killed) and wrote "
                      "nothing; there may be too little memory"),
            std::string::npos);
  EXPECT_NE(told("kill -11 $$").find("by signal 11 (Segmentation fault)"), std::string::npos);
  EXPECT_NE(told("exit 3").find("with exit code 3"), std::string::npos);
  EXPECT_EQ(told("echo 'alphabar: a.mp4: a reason' >&2; exit 1"), "a.mp4: a reason");
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

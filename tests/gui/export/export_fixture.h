#pragma once

#include <gtest/gtest.h>

#include "app/export/animation.h"
#include "tests/files/temp_folder.h"
#include "tests/support/view_runs.h"

namespace alphabar {

/// A small scene, an animation of it of twelve frames, and a folder to write it to.
class ExportFixture : public ::testing::Test {
 protected:
  ExportFixture() {
    scene_.playback.seconds = 1;
    spec_.width = 320;
    spec_.height = 180;
    spec_.fps = 8;
    spec_.rest = 0.5;
  }
  std::size_t files() const { return folder_.names().size(); }

  const testing::TempFolder folder_;
  Scene scene_ = small_scene(100, 10);
  AnimationSpec spec_;
};

}  // namespace alphabar

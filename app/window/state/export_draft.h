#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/export/figure/figure.h"

namespace alphabar {

class ExportPreview;

/// What the box for exports keeps beside the animation that it asks for.
struct ExportDraft {
  bool figure = false;  ///< a figure is asked for, not an animation
  FigureSpec spec;      ///< that
  std::string file;     ///< its, as it is being typed
  std::shared_ptr<ExportPreview> preview;
  double began = -1;              ///< when the first frame of what runs was done, ImGui's time
  std::filesystem::path whole;    ///< what was exported last; empty: nothing yet
  pid_t opener = -1;              ///< the program that shows its folder; -1: none runs
  bool clips = false;             ///< a file from each bookmark to the next
  std::vector<std::string> also;  ///< endings of the animation's further files: ".gif"
  bool more = false;              ///< the rarer settings are shown
  bool recalled = false;          ///< what the last window was asked for is taken
};

}  // namespace alphabar

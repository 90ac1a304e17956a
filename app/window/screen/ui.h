#pragma once

#include "app/platform/fonts.h"

struct ImGuiContext;
struct ImPlotContext;

namespace alphabar {

/// The contexts of ImGui and ImPlot, set up the program's way: docking, the program's typeface, and
/// no file in the current folder. Both are current after construction.
class Ui {
 public:
  explicit Ui(float scale);
  ~Ui();
  Ui(const Ui&) = delete;
  Ui& operator=(const Ui&) = delete;

  const Fonts& fonts() const { return fonts_; }
  void make_current();

 private:
  ImGuiContext* imgui_;
  ImPlotContext* implot_;
  Fonts fonts_;
};

}  // namespace alphabar

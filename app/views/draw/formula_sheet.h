#pragma once

#include <imgui.h>

#include <map>
#include <string>

#include "app/views/draw/view_colors.h"
#include "core/gl/texture.h"

namespace alphabar {

/// How a formula is set.
struct FormulaLook {
  float size;  ///< pixels to the em
  Rgb color;
};

/// Formulas on screen: each is set once and kept as a texture until it has not been shown for some
/// seconds. Made, used and destroyed with its OpenGL context current.
class FormulaSheet {
 public:
  /// Size in pixels of a formula; sets it where that was not done.
  ImVec2 size(const std::string& latex, const FormulaLook& look);

  /// From the top of its box to the line that letters stand on, pixels.
  float baseline(const std::string& latex, const FormulaLook& look);

  /// Draws it so that `at` lies at the share `align` of its box, as draw_text does. Returns its
  /// size.
  ImVec2 draw(ImDrawList& list, const ImVec2& at, const std::string& latex, const FormulaLook& look,
              const ImVec2& align = {0, 0});

  int times_set() const { return times_set_; }  ///< since the beginning: for tests of what is kept

 private:
  struct Sheet {
    GlTexture texture;
    ImVec2 size;
    float baseline = 0;
    int last_shown = 0;  // ImGui's frame
  };
  Sheet& sheet(const std::string& latex, const FormulaLook& look);

  std::map<std::string, Sheet> sheets_;
  int swept_ = 0, times_set_ = 0;
};

/// A colour as 0xRRGGBB, and as "#RRGGBB" for LaTeX.
unsigned hex_of(const Rgb& color);
std::string hex_text(const Rgb& color);

}  // namespace alphabar

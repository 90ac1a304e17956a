#pragma once

#include <imgui.h>

#include <memory>
#include <optional>
#include <string>

#include "app/export/animation_painter.h"
#include "app/export/figure/figure.h"
#include "core/gl/texture.h"

namespace alphabar {

/// A small picture of what an animation or a figure will look like: its crop, its ground, at the
/// moment that the window shows. Painted where something changed, and not more often than a few
/// times a second. Made, used and destroyed with the window's OpenGL context current.
class ExportPreview {
 public:
  /// What decides how it looks.
  struct Shown {
    AnimationSpec spec;
    std::optional<FigureSpec> figure;  ///< in place of the animation
    std::shared_ptr<const Scene> scene;
    std::shared_ptr<const Runs> runs;
    double position = 0;
    bool operator==(const Shown&) const = default;
  };

  /// Draws it into a box of the current ImGui window, in the proportions of what is made; or why
  /// there is nothing to show yet.
  void draw(const Shown& shown, const ImVec2& box);

 private:
  void paint(const Shown& shown, const ImVec2& box);
  void paint_animation(const Shown& shown, const ImVec2& pixels);
  void paint_figure(const Shown& shown, const ImVec2& box);

  std::optional<Shown> painted_;
  ImVec2 size_{0, 0}, box_{0, 0};
  bool whole_ = true;    // nothing of the figure is still being worked out
  std::string problem_;  // why it cannot be painted; empty: it can
  double when_ = -1;     // it was painted last, ImGui's time
  AnimationSpec small_;
  std::unique_ptr<AnimationPainter> painter_;
  std::unique_ptr<FigurePreview> figure_;
  GlTexture texture_;
};

}  // namespace alphabar

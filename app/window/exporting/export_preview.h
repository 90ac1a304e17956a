#pragma once

#include <imgui.h>

#include <memory>
#include <optional>

#include "app/export/animation_painter.h"
#include "core/gl/texture.h"

namespace alphabar {

/// A small picture of what an animation will look like: its crop, its ground, at the moment that
/// the window shows. Painted where something changed, and not more often than a few times a second.
/// Made, used and destroyed with the window's OpenGL context current.
class ExportPreview {
 public:
  /// What decides how it looks.
  struct Shown {
    AnimationSpec spec;
    std::shared_ptr<const Scene> scene;
    std::shared_ptr<const Runs> runs;
    double position = 0;
    bool operator==(const Shown&) const = default;
  };

  /// Draws it into a box of the current ImGui window, in the proportions of the animation.
  void draw(const Shown& shown, const ImVec2& box);

 private:
  void paint(const Shown& shown, const ImVec2& pixels);

  std::optional<Shown> painted_;
  ImVec2 size_{0, 0};
  double when_ = -1;  // it was painted last, ImGui's time
  AnimationSpec small_;
  std::unique_ptr<AnimationPainter> painter_;
  GlTexture texture_;
};

}  // namespace alphabar

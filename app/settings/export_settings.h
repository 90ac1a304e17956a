#pragma once

#include <string>
#include <vector>

#include "app/export/animation.h"
#include "app/export/figure/figure.h"
#include "core/files/json/json_fields.h"

namespace alphabar {

/// What the box for exports was last asked for. Lanes, moments and parts of the time are not kept:
/// they are of the scene that was open.
struct ExportSettings {
  bool figure = false;  ///< a figure, not an animation
  AnimationSpec animation;
  FigureSpec view;
  bool clips = false;             ///< an animation from each bookmark to the next
  std::vector<std::string> also;  ///< endings of further files of the animation: ".gif"
  std::string file, figure_file;  ///< as typed; empty: none yet
  bool operator==(const ExportSettings&) const = default;
};

void fields(JsonFields& f, ExportSettings& settings);

/// Throws BadRequest naming the field, its value and its range.
void check(const ExportSettings& settings);

/// Without what is of the scene that was open.
ExportSettings kept(ExportSettings settings);

}  // namespace alphabar

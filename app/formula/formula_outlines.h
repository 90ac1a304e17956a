#pragma once

#include <string>
#include <vector>

#include "app/formula/typeset.h"

namespace alphabar {

/// A point of an outline, pixels; y points down.
struct OutlinePoint {
  float x, y;
};

/// Closed lines of one colour, to be filled by the nonzero rule: a glyph or a bar.
struct FormulaShape {
  enum class Verb { move, line, curve };  ///< curve: cubic, three points
  HexColor color = 0;
  std::vector<Verb> verbs;
  std::vector<OutlinePoint> points;
};

/// The same formula as typeset() makes of these, as outlines over the same box.
std::vector<FormulaShape> formula_outlines(const std::string& latex, double size, HexColor color);

}  // namespace alphabar

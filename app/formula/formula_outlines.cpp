#include "app/formula/formula_outlines.h"

#include <ft2build.h>
#include FT_OUTLINE_H

#include "app/formula/math_canvas.h"

namespace alphabar {
namespace {

using Verb = FormulaShape::Verb;

/// A glyph's outline on its way into a shape.
struct Walk {
  FormulaShape& shape;
  float left, base, scale;
  OutlinePoint last{};

  OutlinePoint place(const FT_Vector* v) const {
    return {left + scale * static_cast<float>(v->x), base - scale * static_cast<float>(v->y)};
  }
  void add(Verb verb, const OutlinePoint& end) {
    shape.verbs.push_back(verb);
    shape.points.push_back(last = end);
  }
  void curve(const OutlinePoint& a, const OutlinePoint& b, const OutlinePoint& end) {
    shape.verbs.push_back(Verb::curve);
    shape.points.insert(shape.points.end(), {a, b, end});
    last = end;
  }
};

int move_to(const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  walk.add(Verb::move, walk.place(to));
  return 0;
}

int line_to(const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  walk.add(Verb::line, walk.place(to));
  return 0;
}

int conic_to(const FT_Vector* control, const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  const OutlinePoint c = walk.place(control), end = walk.place(to), from = walk.last;
  walk.curve({from.x + 2 * (c.x - from.x) / 3, from.y + 2 * (c.y - from.y) / 3},
             {end.x + 2 * (c.x - end.x) / 3, end.y + 2 * (c.y - end.y) / 3}, end);
  return 0;
}

int cubic_to(const FT_Vector* a, const FT_Vector* b, const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  walk.curve(walk.place(a), walk.place(b), walk.place(to));
  return 0;
}

class Outlines : public MathCanvas {
 public:
  std::vector<FormulaShape> shapes;

 private:
  FormulaShape& add() {
    shapes.emplace_back().color = getColor() & 0xFFFFFFU;
    return shapes.back();
  }

  void glyph(FT_Face face, unsigned number, float left, float base) override {
    if (FT_Load_Glyph(face, number, FT_LOAD_NO_SCALE) != 0 ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
      return;
    Walk walk{add(), left, base, em() / static_cast<float>(face->units_per_EM)};
    constexpr FT_Outline_Funcs walkers{move_to, line_to, conic_to, cubic_to, 0, 0};
    FT_Outline_Decompose(&face->glyph->outline, &walkers, &walk);
  }

  void bar(float left, float top, float right, float bottom) override {
    FormulaShape& shape = add();
    shape.verbs = {Verb::move, Verb::line, Verb::line, Verb::line};
    shape.points = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
  }
};

}  // namespace

std::vector<FormulaShape> formula_outlines(const std::string& latex, double size, HexColor color) {
  Outlines outlines;
  set_formula(latex, size, color)->draw(outlines, math_margin, math_margin);
  return std::move(outlines.shapes);
}

}  // namespace alphabar

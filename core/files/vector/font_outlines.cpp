#include "core/files/vector/font_outlines.h"

#include FT_OUTLINE_H

#include <algorithm>

#include "core/base/error.h"

namespace alphabar {
namespace {

/// A path that FreeType walks an outline into.
struct Walk {
  PagePath& path;
  PagePoint at;
  double scale;
  PagePoint last = {};
  bool open = false;

  PagePoint place(const FT_Vector* v) const {
    return {at.x + scale * static_cast<double>(v->x), at.y - scale * static_cast<double>(v->y)};
  }
};

int move_to(const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  if (walk.open) walk.path.close();
  walk.open = true;
  walk.path.move(walk.last = walk.place(to));
  return 0;
}

int line_to(const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  walk.path.line(walk.last = walk.place(to));
  return 0;
}

int conic_to(const FT_Vector* control, const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  const PagePoint c = walk.place(control), end = walk.place(to), from = walk.last;
  walk.path.curve({from.x + 2 * (c.x - from.x) / 3, from.y + 2 * (c.y - from.y) / 3},
                  {end.x + 2 * (c.x - end.x) / 3, end.y + 2 * (c.y - end.y) / 3}, end);
  walk.last = end;
  return 0;
}

int cubic_to(const FT_Vector* a, const FT_Vector* b, const FT_Vector* to, void* user) {
  auto& walk = *static_cast<Walk*>(user);
  walk.last = walk.place(to);
  walk.path.curve(walk.place(a), walk.place(b), walk.last);
  return 0;
}

}  // namespace

void append_outline(PagePath& path, FT_Outline& outline, const PagePoint& at, double scale) {
  Walk walk{path, at, scale};
  constexpr FT_Outline_Funcs walkers{move_to, line_to, conic_to, cubic_to, 0, 0};
  if (FT_Outline_Decompose(&outline, &walkers, &walk) != 0)
    throw Failed("a letter's outline is damaged");
  if (walk.open) path.close();
}

FontOutlines::FontOutlines() {
  if (FT_Init_FreeType(&library_) != 0) throw Failed("the library of fonts cannot be started");
}

FontOutlines::~FontOutlines() {
  for (const Open& open : open_) FT_Done_Face(open.face);
  FT_Done_FreeType(library_);
}

FT_Face FontOutlines::face(const PageFont& font) {
  const auto found = std::ranges::find(open_, font, &Open::font);
  if (found != open_.end()) return found->face;
  FT_Face face = nullptr;
  if (FT_New_Memory_Face(library_, reinterpret_cast<const FT_Byte*>(font.bytes.data()),
                         static_cast<FT_Long>(font.bytes.size()), font.face, &face) != 0)
    throw Failed("a font of the page's text cannot be read");
  open_.push_back({font, face});
  return face;
}

void FontOutlines::append(PagePath& path, const PageFont& font, char32_t letter,
                          const PagePoint& at, double em) {
  FT_Face opened = face(font);
  if (FT_Load_Char(opened, letter, FT_LOAD_NO_SCALE) != 0 ||
      opened->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
    return;  // a bitmap font or a space: nothing that has an outline
  append_outline(path, opened->glyph->outline, at, em / opened->units_per_EM);
}

}  // namespace alphabar

#include "app/export/figure/draw_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "app/export/figure/running_colors.h"
#include "app/export/figure/texture_pixels.h"
#include "app/formula/formula_outlines.h"

namespace alphabar {
namespace {

PageColor color_of(ImU32 packed) {
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(packed);
  return {double{c.x}, double{c.y}, double{c.z}, double{c.w}};
}

PagePoint place(const ImVec2& p) { return {double{p.x}, double{p.y}}; }

PageColor color_of_hex(HexColor hex) {
  const auto part = [hex](int shift) { return static_cast<double>(hex >> shift & 255) / 255; };
  return {part(16), part(8), part(0), 1};
}

/// A formula at its upper left corner.
void draw_formula(VectorPage& page, const PrintNotes::Formula& formula, const PagePoint& corner) {
  const auto shapes =
      formula_outlines(formula.latex, double{formula.look.size}, hex_of(formula.look.color));
  for (const FormulaShape& shape : shapes) {
    PagePath path;
    std::size_t at = 0;
    const auto next = [&] {
      const OutlinePoint& p = shape.points[at++];
      return PagePoint{corner.x + double{p.x}, corner.y + double{p.y}};
    };
    for (const FormulaShape::Verb verb : shape.verbs) {
      const PagePoint p = next();
      if (verb == FormulaShape::Verb::move) {
        if (!path.verbs.empty()) path.close();
        path.move(p);
      } else if (verb == FormulaShape::Verb::line) {
        path.line(p);
      } else {
        const PagePoint b = next(), end = next();
        path.curve(p, b, end);
      }
    }
    path.close();
    page.fill(path, color_of_hex(shape.color));
  }
}

}  // namespace

DrawReader::DrawReader(VectorPage& page, const PrintNotes& notes, ReadOptions options)
    : page_(page), notes_(notes), options_(std::move(options)), shapes_(page) {}

void DrawReader::read(const ImDrawData& data) {
  const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  for (const ImDrawList* list : data.CmdLists)
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.UserCallback) {
        flush();
        sharp_ = command.UserCallback == platform.DrawCallback_SetSamplerNearest;
        continue;
      }
      if (command.ElemCount > 0) read(*list, command);
    }
  flush();
}

void DrawReader::flush() {
  flush_text();
  shapes_.flush();
  flush_running();
}

void DrawReader::read(const ImDrawList& list, const ImDrawCmd& command) {
  const ImVec4& c = command.ClipRect;
  const PageBox clip{{double{c.x}, double{c.y}}, {double{c.z}, double{c.w}}};
  if (!(clip == clip_) || running_.empty()) flush();  // long runs of colours are several commands
  page_.clip(clip_ = clip);
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  const bool atlas = command.GetTexID() == ImGui::GetIO().Fonts->TexRef.GetTexID();
  const auto vertex = [&](unsigned i) -> const ImDrawVert& {
    return list.VtxBuffer[static_cast<int>(command.VtxOffset) +
                          list.IdxBuffer[static_cast<int>(command.IdxOffset + i)]];
  };
  for (unsigned i = 0; i + 3 <= command.ElemCount;) {
    const std::array<const ImDrawVert*, 3> t{&vertex(i), &vertex(i + 1), &vertex(i + 2)};
    const bool plain = atlas && std::ranges::all_of(t, [&](const ImDrawVert* v) {
                         return v->uv.x == white.x && v->uv.y == white.y;
                       });
    if (!plain && i + 6 <= command.ElemCount) {
      i += static_cast<unsigned>(read_rectangle(list, command, i));
      continue;
    }
    flush_text();
    if (t[0]->col != t[1]->col || t[0]->col != t[2]->col) {
      shapes_.flush();
      add_running(t);
    } else if (color_of(t[0]->col) != options_.paper && (t[0]->col & IM_COL32_A_MASK) != 0) {
      flush_running();
      const auto corner = [&](unsigned k) {
        return OutlineGroup::Corner{list.IdxBuffer[static_cast<int>(command.IdxOffset + i + k)],
                                    place(t[k]->pos)};
      };
      shapes_.add({corner(0), corner(1), corner(2)}, color_of(t[0]->col));
    }
    i += 3;
  }
}

std::size_t DrawReader::read_rectangle(const ImDrawList& list, const ImDrawCmd& command,
                                       unsigned from) {
  const auto at = [&](unsigned i) {
    return list.VtxBuffer[static_cast<int>(command.VtxOffset) +
                          list.IdxBuffer[static_cast<int>(command.IdxOffset + from + i)]];
  };
  const ImDrawVert min = at(0), max = at(2);
  shapes_.flush();
  flush_running();
  if (command.GetTexID() == ImGui::GetIO().Fonts->TexRef.GetTexID()) {
    if (const auto glyph = glyphs_.find(min, max)) read_glyph(*glyph, color_of(min.col));
    return 6;
  }
  flush_text();
  read_picture({command.GetTexID(),
                {place(min.pos), place(max.pos)},
                double{min.uv.x},
                double{min.uv.y},
                double{max.uv.x},
                double{max.uv.y},
                sharp_});
  return 6;
}

void DrawReader::read_glyph(const FoundGlyph& glyph, const PageColor& color) {
  const bool same = !text_.glyphs.empty() && text_.font == glyph.font && text_.color == color &&
                    std::abs(text_.em - glyph.em) < 1e-3 && std::abs(text_.y - glyph.y) < 0.05;
  const double gap = glyph.x - pen_;
  // A blank is no more than a gap; two wide ones are two texts.
  if (!same || gap < -0.5 * space_ || gap > 2.5 * space_) {
    flush_text();
    text_ = {glyph.font, glyph.em, glyph.y, color, {}};
  } else if (gap > 0.5 * space_) {
    text_.glyphs.push_back({U' ', pen_});
  }
  text_.glyphs.push_back({glyph.letter, glyph.x});
  pen_ = glyph.x + glyph.advance;
  space_ = glyph.space;
}

void DrawReader::flush_text() {
  if (!text_.glyphs.empty()) page_.text(text_);
  text_.glyphs.clear();
}

void DrawReader::read_picture(const DrawnPicture& picture) {
  if (const auto formula = notes_.formulas.find(picture.texture); formula != notes_.formulas.end())
    return draw_formula(page_, formula->second, picture.box.min);
  if (options_.picture && options_.picture(picture)) return;
  const Image image =
      part_of(texture_pixels(picture.texture), {picture.u0, picture.v0, picture.u1, picture.v1});
  page_.picture(image, picture.box, picture.sharp ? PageTexels::sharp : PageTexels::smooth);
}

void DrawReader::add_running(const std::array<const ImDrawVert*, 3>& triangle) {
  for (const ImDrawVert* vertex : triangle) running_.push_back(*vertex);
}

void DrawReader::flush_running() {
  if (running_.empty()) return;
  const auto [image, box] = running_colors(running_, options_.dots_per_unit);
  page_.picture(image, box, PageTexels::smooth);
  running_.clear();
}

}  // namespace alphabar

#pragma once

#include <imgui.h>

#include <functional>

#include "app/export/figure/glyph_finder.h"
#include "app/export/figure/outline_group.h"
#include "app/views/draw/print_notes.h"
#include "core/files/vector/vector_page.h"

namespace alphabar {

/// A picture that ImGui draws: of which texture, which part, and where.
struct DrawnPicture {
  ImTextureID texture;
  PageBox box;
  double u0, v0, u1, v1;
  bool sharp;  ///< its pixels are squares
};

/// How what ImGui draws is read.
struct ReadOptions {
  /// Draws a picture as vectors; false: it cannot, and is put in as pixels.
  std::function<bool(const DrawnPicture&)> picture;
  /// Shapes of this colour are the paper itself and are left out; alpha 0: none are.
  PageColor paper{0, 0, 0, 0};
  double dots_per_unit = 4;  ///< of shapes whose colours run, which become pixels
};

/// Reads what ImGui would paint, without anti-aliasing, and draws it on a page: lines, shapes and
/// text as such. ImGui's contexts and OpenGL's are current.
class DrawReader {
 public:
  DrawReader(VectorPage& page, const PrintNotes& notes, ReadOptions options);

  void read(const ImDrawData& data);

 private:
  void read(const ImDrawList& list, const ImDrawCmd& command);
  std::size_t read_rectangle(const ImDrawList& list, const ImDrawCmd& command, unsigned from);
  void read_glyph(const FoundGlyph& glyph, const PageColor& color);
  void read_picture(const DrawnPicture& picture);
  void add_running(const std::array<const ImDrawVert*, 3>& triangle);
  void flush();
  void flush_text();
  void flush_running();

  VectorPage& page_;
  const PrintNotes& notes_;
  ReadOptions options_;
  GlyphFinder glyphs_;
  OutlineGroup shapes_;
  PageText text_;
  double pen_ = 0, space_ = 0;  // where the next letter of the text would stand; a blank's width
  std::vector<ImDrawVert> running_;  // triangles whose colours run
  PageBox clip_;
  bool sharp_ = false;
};

}  // namespace alphabar

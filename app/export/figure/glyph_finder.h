#pragma once

#include <imgui.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "core/files/vector/vector_page.h"

namespace alphabar {

/// A letter that ImGui drew as a rectangle of its atlas.
struct FoundGlyph {
  PageFont font;
  char32_t letter = 0;
  double em = 0;        ///< units
  double x = 0, y = 0;  ///< its origin
  double advance = 0;   ///< to the next one's
  double space = 0;     ///< that of a blank
};

/// Which letters the rectangles of the current context's font atlas are.
class GlyphFinder {
 public:
  /// As the atlas is now.
  GlyphFinder();

  /// The letter of a rectangle from its corners of least and most x and y; none: it is no letter.
  std::optional<FoundGlyph> find(const ImDrawVert& min, const ImDrawVert& max) const;

 private:
  struct Entry {
    const ImFontGlyph* glyph;
    ImFontBaked* baked;
  };
  /// Of a font, read once: of its em over its line height, and of its figures' advances in ems.
  struct Face {
    double em = 0;
    std::map<char32_t, double> advances;
  };
  Face& face_of(const PageFont& font) const;

  mutable std::map<std::pair<const char*, int>, Face> faces_;
  std::map<std::pair<float, float>, Entry> entries_;  // by the upper left corner in the atlas
};

}  // namespace alphabar

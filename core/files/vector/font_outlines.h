#pragma once

#include <ft2build.h>
#include FT_FREETYPE_H

#include <list>
#include <string>

#include "core/files/vector/vector_page.h"

namespace alphabar {

/// The faces that a page's text is set in, opened once each.
class FontOutlines {
 public:
  FontOutlines();
  ~FontOutlines();
  FontOutlines(const FontOutlines&) = delete;
  FontOutlines& operator=(const FontOutlines&) = delete;

  /// Throws Failed where the bytes are no font.
  FT_Face face(const PageFont& font);

  /// A letter's outline, its origin at `at`, appended to a path. Throws Failed.
  void append(PagePath& path, const PageFont& font, char32_t letter, const PagePoint& at,
              double em);

 private:
  struct Open {
    PageFont font;
    FT_Face face;
  };
  FT_Library library_ = nullptr;
  std::list<Open> open_;
};

/// Any outline that FreeType has loaded, `scale` units to one of its own, its origin at `at`.
void append_outline(PagePath& path, FT_Outline& outline, const PagePoint& at, double scale);

}  // namespace alphabar

#pragma once

#include <optional>

#include "app/platform/font_face.h"

struct ImFont;
struct ImFontAtlas;

namespace alphabar {

struct Fonts {
  ImFont* text = nullptr;    ///< Inter Regular
  ImFont* strong = nullptr;  ///< Inter Semi Bold: titles, the value that matters
};

/// Line height at scale 1, pixels. Inter's letters are then 15 pixels to the em.
inline constexpr float text_height = 18;

/// Adds the program's typeface to an atlas; the first font becomes ImGui's default.
///
/// Inter has Latin and Greek, and its digits are set at one width so that columns of numbers
/// align. DejaVu Sans fills in the mathematical signs that Inter lacks. Both are part of the
/// program: no file need be installed. Other scripts are drawn with the machine's own fonts
/// (script_fonts.h).
///
/// scale: of the display and of the user's choice, above 0. It is the reference size only;
/// ImGui draws every other size from the outlines (style.FontScaleMain), without a call here.
Fonts add_fonts(ImFontAtlas& atlas, float scale);

/// The face that a letter is drawn in: of the program's typeface, else of a font of the machine;
/// none where no font has it. To be asked on the thread that draws.
std::optional<FontFace> face_with(char32_t letter);

}  // namespace alphabar

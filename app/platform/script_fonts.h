#pragma once

#include <optional>

#include "app/platform/font_face.h"

struct ImFontAtlas;

namespace alphabar {

enum class FontWeight { regular, strong };

/// Merges into the atlas's last font the machine's own fonts for scripts that it lacks: Chinese,
/// Japanese, Korean, Cyrillic, Arabic letters ... The first letter of a script that is drawn looks
/// for a font (fontconfig) and reads it; until then this costs nothing. At most four such fonts are
/// read; a letter that none of them has is shown as ImGui shows missing ones.
///
/// size: of the font, pixels; em: its em over its line height, to which the letters' sizes are
/// fitted. Letters are drawn one by one: scripts that join them are legible, not well set.
void add_script_fonts(ImFontAtlas& atlas, float size, float em, FontWeight weight);

/// A font of the machine that has a letter; none: no font of it has, or the file cannot be read.
std::optional<FontFace> machine_font(char32_t letter);

}  // namespace alphabar

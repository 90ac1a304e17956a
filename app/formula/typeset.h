#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace alphabar {

/// A formula as a picture: RGBA, rows from the top, straight alpha.
struct Typeset {
  int width = 0, height = 0;
  int baseline = 0;  ///< rows from the top to the line that letters stand on
  std::vector<std::uint8_t> pixels;
};

/// A colour as 0xRRGGBB.
using HexColor = std::uint32_t;

/// Sets LaTeX (mathematics, without dollars) in display style, `size` pixels to the em, in Latin
/// Modern Math. \fgcolor{#RRGGBB}{...} colours a part, everything else is `color`. Letters lie at
/// fractions of a pixel, as in print; margins are 2 pixels.
///
/// The first call starts the typesetter (a font of 0.7 MB, embedded) and takes some 15
/// milliseconds; later ones about one for a long line. One thread at a time. What it does not know
/// is set as it is written; throws BadRequest where even that fails.
Typeset typeset(const std::string& latex, double size, HexColor color);

}  // namespace alphabar

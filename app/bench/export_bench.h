#pragma once

#include <cstdint>

namespace alphabar {

/// What files of the default scene come to, and how long a film of it takes beside its parts.
struct ExportBench {
  int frames;          ///< of the film, 1280 x 720
  double film;         ///< seconds: drawn and encoded side by side, as `alphabar render` does
  double drawing;      ///< seconds: the same frames drawn alone
  double encoding;     ///< seconds: the same frames encoded alone, by the same encoder and settings
  std::uint64_t mp4;   ///< bytes of the film
  std::uint64_t gif;   ///< bytes of 100 frames of 480 x 480
  std::uint64_t svg;   ///< bytes of a figure of 20,000 particles that are circles
  double svg_seconds;  ///< that its drawing takes

  /// At most this much longer than its parts one after the other.
  double ratio() const { return film / (drawing + encoding); }
};

/// Makes them in a folder for temporary files, and removes them. frames: 2 or more. Throws Failed
/// where there is no OpenGL, no encoder or no room.
ExportBench bench_export(int frames);

}  // namespace alphabar

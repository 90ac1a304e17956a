#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/image/image.h"

namespace alphabar {

/// The keyword of the text chunk that holds the recipe (the scene's JSON).
inline constexpr char png_recipe_keyword[] = "alphabar-scene";

/// Writes a PNG, sRGB; the recipe, where there is one, as a compressed UTF-8 iTXt chunk before the
/// pixels (PNG specification, third edition, 11.3.3.4). Equal images make equal bytes.
/// Throws what AtomicFile throws; the file appears whole or not at all.
void write_png(const std::filesystem::path& path, const ImageView& image,
               const std::string& recipe = "");
/// The bytes of such a file.
std::vector<std::uint8_t> png_bytes(const ImageView& image, const std::string& recipe = "");

struct PngContents {
  Image image;
  std::optional<std::string> recipe;
};

/// Reads a PNG of at most 64 million pixels, up to 16384 on a side, any colour type and depth:
/// 16 bits become 8, palettes RGB, gray with alpha RGBA.
/// Throws BadRequest for a missing file, no PNG, a damaged one (its recipe too), or one beyond
/// these limits.
PngContents read_png(const std::filesystem::path& path);
/// Its recipe alone. A picture without one is not decoded: somebody's photograph may be large.
std::optional<std::string> read_png_recipe(const std::filesystem::path& path);
/// The whole of a file in memory; `name` is used in messages.
PngContents read_png(std::string_view bytes, const std::string& name);

}  // namespace alphabar

#include "core/io/points/picture_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/animation/recipe.h"
#include "core/files/file_kind.h"
#include "core/files/stills/still_reader.h"
#include "core/model/draws/ink_points.h"

namespace alphabar {
namespace {

constexpr std::size_t count = 4000;

/// 0 (white) to 1 (black) of every pixel, in the sRGB values that are seen.
std::vector<float> darkness(const Image& image) {
  const auto channels = static_cast<std::size_t>(image.channels);
  std::vector<float> dark(image.pixels.size() / channels);
  for (std::size_t i = 0; i < dark.size(); ++i) {
    const std::uint8_t* p = image.pixels.data() + i * channels;
    const float gray = channels < 3 ? static_cast<float>(p[0])
                                    : 0.2126F * static_cast<float>(p[0]) +
                                          0.7152F * static_cast<float>(p[1]) +
                                          0.0722F * static_cast<float>(p[2]);
    const float opaque = channels == 4 ? static_cast<float>(p[3]) / 255 : 1;
    dark[i] = opaque * (1 - gray / 255);
  }
  return dark;
}

/// What counts of each pixel; turned round where most are dark.
std::vector<float> shares(std::vector<float> dark) {
  constexpr float least = 0.1F;  // paper is not quite white
  const auto black = std::ranges::count_if(dark, [](float d) { return d > 0.5F; });
  const bool turn = 2 * static_cast<std::size_t>(black) > dark.size();
  for (float& d : dark) d = std::max(0.0F, (turn ? 1 - d : d) - least);
  return dark;
}

}  // namespace

bool is_plain_picture(const std::filesystem::path& file) {
  const bool still = std::ranges::any_of(kind_of(file).endings, [](std::string_view ending) {
    return is_still(std::filesystem::path("x").concat(ending));
  });
  return still && !find_recipe(file);
}

std::optional<PointsTable> dark_of_picture(const std::filesystem::path& file) {
  if (!is_plain_picture(file)) return std::nullopt;
  const Image image = read_still(file);
  constexpr std::uint64_t seed = 1;
  const InkPatch all{0, 0, image.width, image.height, shares(darkness(image))};
  PointsTable table;
  table.data = points_in_ink({&all, 1}, count, seed);
  if (table.data.points.empty())
    throw BadRequest(file.string(), "picture", "of one shade", "one with dark on bright",
                     "and no scene is in it");
  table.data.name = shown(file.stem());
  table.understood = fmt::format("no scene is in it: the dark of its {} x {} pixels is {} points",
                                 image.width, image.height, count);
  return table;
}

}  // namespace alphabar

#include "core/io/points/picture_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/file_kind.h"
#include "core/files/image/png.h"
#include "core/rng/noise.h"

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
std::vector<double> shares(const std::vector<float>& dark) {
  constexpr double least = 0.1;  // paper is not quite white
  const auto black = std::ranges::count_if(dark, [](float d) { return d > 0.5F; });
  const bool turn = 2 * static_cast<std::size_t>(black) > dark.size();
  std::vector<double> sums;
  sums.reserve(dark.size());
  double sum = 0;
  for (const float d : dark) {
    const double seen = turn ? 1 - static_cast<double>(d) : static_cast<double>(d);
    sums.push_back(sum += std::max(0.0, seen - least));
  }
  return sums;
}

}  // namespace

std::optional<PointsTable> dark_of_picture(const std::filesystem::path& file) {
  if (!kind_of(file).endings.has(".png") || read_png_recipe(file)) return std::nullopt;
  const Image image = read_png(file).image;
  const std::vector<double> sums = shares(darkness(image));
  const double all = sums.empty() ? 0 : sums.back();
  if (!(all >= 2))
    throw BadRequest(file.string(), "picture", "of one shade", "one with dark on bright",
                     "and no scene is in it");
  constexpr std::uint64_t seed = 1;
  const double unit = 4.4 / std::max(image.width, image.height);
  PointsTable table;
  table.data = {.name = shown(file.stem()), .bandwidth = 1};
  for (std::size_t i = 0; i < count; ++i) {
    // Even along the rows of pixels, so that no part has more than its share by chance.
    const double target = all * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const auto pixel = static_cast<std::size_t>(
        std::min(std::ranges::upper_bound(sums, target), sums.end() - 1) - sums.begin());
    const auto words = philox_block(seed, i, 0, Stream::thin);
    const auto width = static_cast<std::size_t>(image.width);
    const double x = static_cast<double>(pixel % width) + unit_of_word(words[0]);
    const double y = static_cast<double>(pixel / width) + unit_of_word(words[1]);
    const auto rounded = [](double v) { return std::round(v * 1e4) / 1e4; };
    table.data.points.push_back(
        {rounded(unit * (x - 0.5 * image.width)), rounded(unit * (0.5 * image.height - y))});
  }
  // About the distance between neighbours, but no finer than two pixels.
  const double spacing = unit * std::sqrt(all / static_cast<double>(count));
  table.data.bandwidth = std::clamp(0.7 * std::max(spacing, unit), 1e-3, 1.0);
  table.understood = fmt::format("no scene is in it: the dark of its {} x {} pixels is {} points",
                                 image.width, image.height, count);
  return table;
}

}  // namespace alphabar

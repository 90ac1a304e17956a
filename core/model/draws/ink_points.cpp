#include "core/model/draws/ink_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/rng/noise.h"

namespace alphabar {
namespace {

/// Around all patches, pixels.
struct Box {
  int left = std::numeric_limits<int>::max(), top = left;
  int right = std::numeric_limits<int>::min(), bottom = right;
};

Box box_of(std::span<const InkPatch> patches) {
  Box box;
  for (const InkPatch& patch : patches) {
    box.left = std::min(box.left, patch.left);
    box.top = std::min(box.top, patch.top);
    box.right = std::max(box.right, patch.left + patch.width);
    box.bottom = std::max(box.bottom, patch.top + patch.height);
  }
  return box;
}

/// The ink up to each pixel, patch after patch, that one's own among it.
std::vector<double> sums_of(std::span<const InkPatch> patches) {
  std::vector<double> sums;
  double sum = 0;
  for (const InkPatch& patch : patches)
    for (const float ink : patch.ink) sums.push_back(sum += static_cast<double>(ink));
  return sums;
}

}  // namespace

DataSpec points_in_ink(std::span<const InkPatch> patches, std::size_t count, std::uint64_t seed) {
  const std::vector<double> sums = sums_of(patches);
  const double all = sums.empty() ? 0 : sums.back();
  DataSpec data;
  if (!(all >= 2)) return data;
  const Box box = box_of(patches);
  const double unit = 4.4 / std::max(box.right - box.left, box.bottom - box.top);
  const double middle_x = 0.5 * (box.left + box.right), middle_y = 0.5 * (box.top + box.bottom);
  const auto rounded = [](double v) { return std::round(v * 1e4) / 1e4; };
  std::vector<Vec2> points;
  std::vector<int> labels;
  std::size_t first = 0, at = 0;  // pixels before the patch that is at hand
  for (std::size_t i = 0; i < count; ++i) {
    const auto words = philox_block(seed, i, 0, Stream::thin);
    // One in each of so many equal parts, so that no place has more than its share by chance.
    const double target =
        all * (static_cast<double>(i) + unit_of_word(words[2])) / static_cast<double>(count);
    const auto pixel = static_cast<std::size_t>(
        std::min(std::ranges::upper_bound(sums, target), sums.end() - 1) - sums.begin());
    while (pixel >= first + patches[at].ink.size()) first += patches[at++].ink.size();
    const InkPatch& patch = patches[at];
    const auto width = static_cast<std::size_t>(patch.width);
    const double x = patch.left + static_cast<double>((pixel - first) % width);
    const double y = patch.top + static_cast<double>((pixel - first) / width);
    points.push_back({rounded(unit * (x + unit_of_word(words[0]) - middle_x)),
                      rounded(unit * (middle_y - y - unit_of_word(words[1])))});
    labels.push_back(patch.label);
  }
  const double spacing = unit * std::sqrt(all / static_cast<double>(count));
  data.bandwidth = std::clamp(0.7 * std::max(spacing, unit), 1e-3, 1.0);
  data.points = std::move(points);
  if (std::ranges::any_of(labels, [](int label) { return label != 0; }))
    data.point_labels = std::move(labels);
  return data;
}

}  // namespace alphabar

#include "app/export/animation.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"

namespace alphabar {
namespace {

int moving_frames(const Scene& scene, const AnimationSpec& spec) {
  return std::max(1, static_cast<int>(std::lround(scene.playback.seconds * spec.fps)));
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

int frame_count(const Scene& scene, const AnimationSpec& spec) {
  return moving_frames(scene, spec) + static_cast<int>(std::lround(spec.rest * spec.fps));
}

double frame_position(const Scene& scene, const AnimationSpec& spec, int frame) {
  const int moving = moving_frames(scene, spec);
  if (moving == 1 || frame >= moving - 1) return 1;
  return static_cast<double>(frame) / (moving - 1);
}

void check(const Scene& scene, const AnimationSpec& spec) {
  check_range("render", "width", spec.width, 160, 7680);
  check_range("render", "height", spec.height, 120, 4320);
  check_range("render", "fps", spec.fps, 1, 120);
  check_range("render", "rest", spec.rest, 0, 60);
  const int count = frame_count(scene, spec);
  const int end = spec.end.value_or(count);
  if (spec.first < 0 || end > count || spec.first >= end)
    throw BadRequest("render", "frames", std::to_string(spec.first) + ":" + std::to_string(end),
                     "a part of 0:" + std::to_string(count) + ", the later number the larger",
                     "--frames A:B takes frames A to B - 1");
}

void read_frames(const std::string& text, AnimationSpec& spec) {
  const std::size_t colon = text.find(':');
  const std::string from = text.substr(0, colon);
  const std::string to = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto first = from.empty() ? 0 : whole_number(from);
  const auto end = to.empty() ? std::nullopt : whole_number(to);
  if (colon == std::string::npos || !first || (!to.empty() && !end))
    throw BadRequest("render", "frames", text, "A:B, two whole numbers",
                     "frames A to B - 1; leave one out for the first or the last");
  spec.first = *first;
  spec.end = end;
}

}  // namespace alphabar

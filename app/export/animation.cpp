#include "app/export/animation.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/plan/timeline.h"

namespace alphabar {
namespace {

int frames_in(double seconds, const AnimationSpec& spec) {
  return static_cast<int>(std::lround(seconds * spec.fps));
}

/// Of each level what passes evenly; finite, and running one way.
std::vector<double> paced(std::span<const Level> levels, Pace pace) {
  std::vector<double> values;
  for (const Level& level : levels)
    values.push_back(pace == Pace::t       ? level.t
                     : pace == Pace::sigma ? level.sigma()
                                           : log_snr(level));
  // Clean data and pure noise have no finite one: as far from their neighbour as that is from its.
  const auto mend = [&](std::size_t end, std::size_t next, std::size_t after) {
    if (values.size() > 2 && !std::isfinite(values[end]))
      values[end] = 2 * values[next] - values[after];
  };
  mend(0, 1, 2);
  if (values.size() > 2) mend(values.size() - 1, values.size() - 2, values.size() - 3);
  return values;
}

/// The row, with a fraction, at which `values` are `wanted`.
double row_where(const std::vector<double>& values, double wanted) {
  const bool rising = values.back() > values.front();
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double from = values[i - 1], to = values[i];
    if (rising ? wanted > to : wanted < to) continue;
    return static_cast<double>(i - 1) +
           (to == from ? 0 : std::clamp((wanted - from) / (to - from), 0.0, 1.0));
  }
  return static_cast<double>(values.size() - 1);
}

/// From `from` to `to`, a frame each.
std::vector<double> way(const Scene& scene, const AnimationSpec& spec,
                        std::span<const Level> levels) {
  const double seconds = spec.seconds.value_or(scene.playback.seconds * (spec.to - spec.from));
  const int count = std::max(1, frames_in(seconds, spec));
  const bool by_rows = spec.pace == Pace::rows || levels.size() < 2;
  const std::vector<double> values = by_rows ? std::vector<double>() : paced(levels, spec.pace);
  const auto value_at = [&](double position) {
    const double row = position * static_cast<double>(values.size() - 1);
    const auto lower = std::min(static_cast<std::size_t>(row), values.size() - 2);
    return std::lerp(values[lower], values[lower + 1], row - static_cast<double>(lower));
  };
  std::vector<double> positions;
  for (int i = 0; i < count; ++i) {
    double share = count == 1 ? 1 : static_cast<double>(i) / (count - 1);
    if (spec.eased) share = share * share * (3 - 2 * share);
    double position = std::lerp(spec.from, spec.to, share);
    if (!by_rows && i > 0 && i + 1 < count)
      position =
          position_of(row_where(values, std::lerp(value_at(spec.from), value_at(spec.to), share)),
                      levels.size());
    positions.push_back(position);
  }
  return positions;
}

std::vector<double> bookmarks_in(const Scene& scene, double from, double to) {
  std::vector<double> places;
  for (const Bookmark& bookmark : scene.bookmarks)
    if (bookmark.position > from && bookmark.position < to) places.push_back(bookmark.position);
  std::ranges::sort(places);
  return places;
}

/// With a stay at every bookmark on the way.
std::vector<double> with_stops(const std::vector<double>& positions,
                               const std::vector<double>& places, int frames) {
  std::vector<double> all;
  std::size_t next = 0;
  for (const double position : positions) {
    for (; next < places.size() && position >= places[next]; ++next)
      all.insert(all.end(), static_cast<std::size_t>(frames), places[next]);
    all.push_back(position);
  }
  return all;
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::vector<double> frame_positions(const Scene& scene, const AnimationSpec& spec,
                                    std::span<const Level> levels) {
  std::vector<double> there = way(scene, spec, levels);
  if (spec.stops > 0)
    there = with_stops(there, bookmarks_in(scene, spec.from, spec.to), frames_in(spec.stops, spec));
  std::vector<double> all;
  const auto stay = [&all](int frames, double position) {
    all.insert(all.end(), static_cast<std::size_t>(frames), position);
  };
  const bool loop = spec.ending == Ending::loop;
  if (!loop) stay(frames_in(spec.rest_first, spec), there.front());
  all.insert(all.end(), there.begin(), there.end());
  if (!loop) stay(frames_in(spec.rest, spec), there.back());
  if (spec.ending == Ending::stays || there.size() < 3) return all;
  // Back, neither end twice; of a loop the first frame follows the last.
  all.insert(all.end(), there.rbegin() + 1, there.rend() - 1);
  if (!loop) stay(1 + frames_in(spec.rest_first, spec), there.front());
  return all;
}

double type_size(const AnimationSpec& spec) {
  // A thirtieth of the picture's height, less where it is narrow.
  return spec.type.value_or(
      15 * std::clamp(std::min(spec.height / 640.0, spec.width / 880.0), 0.6, 12.0));
}

int frame_count(const Scene& scene, const AnimationSpec& spec) {
  return static_cast<int>(frame_positions(scene, spec, {}).size());
}

double frame_position(const Scene& scene, const AnimationSpec& spec, int frame) {
  return frame_positions(scene, spec, {}).at(static_cast<std::size_t>(frame));
}

Scene animated_scene(const Scene& scene, const AnimationSpec& spec) {
  Scene shown = said_in(scene, spec.language);
  for (std::size_t i = 0; spec.lane > 0 && i < shown.lanes.size(); ++i)
    shown.lanes[i].muted = static_cast<int>(i) + 1 != spec.lane;
  if (spec.theme) shown.view.theme = *spec.theme;
  if (spec.paper == Paper::white && shown.view.theme == Theme::dark)
    shown.view.theme = Theme::light;
  return shown;
}

std::vector<AnimationSpec> clips(const Scene& scene, const AnimationSpec& spec) {
  const std::vector<double> places = bookmarks_in(scene, -1, 1);
  if (places.empty())
    throw BadRequest("render", "clips", "no bookmarks", "a scene with bookmarks before its end");
  std::vector<AnimationSpec> all;
  for (std::size_t i = 0; i < places.size(); ++i) {
    all.push_back(spec);
    all.back().from = places[i];
    all.back().to = i + 1 < places.size() ? places[i + 1] : 1;
  }
  return all;
}

namespace {

void check_window(const AnimationSpec& spec) {
  check_range("render", "width", spec.width, 320, 7680);
  check_range("render", "height", spec.height, 240, 4320);
  if (spec.paper != Paper::theme)
    throw BadRequest("render", "paper", name_of(spec.paper), "theme with --what window",
                     "leave --paper out; --theme chooses the colours");
}

}  // namespace

void check(const Scene& scene, const AnimationSpec& spec) {
  check_range("render", "width", spec.width, 160, 7680);
  check_range("render", "height", spec.height, 120, 4320);
  check_range("render", "fps", spec.fps, 1, 120);
  check_range("render", "rest", spec.rest, 0, 60);
  check_range("render", "rest-first", spec.rest_first, 0, 60);
  check_range("render", "stops", spec.stops, 0, 60);
  check_range("render", "from", spec.from, 0, 1);
  check_range("render", "to", spec.to, 0, 1);
  if (!(spec.from < spec.to))
    throw BadRequest("render", "to", std::to_string(spec.to), "more than --from");
  if (spec.seconds) check_range("render", "seconds", *spec.seconds, 0.01, 3600);
  if (spec.type) check_range("render", "type", *spec.type, 6, 200);
  if (spec.subject == Subject::window) check_window(spec);
  check_range("render", "lane", spec.lane, 0, static_cast<double>(scene.lanes.size()));
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

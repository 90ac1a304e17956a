#include "core/plan/notes/lane_numbers.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

std::string value_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

/// Adds the numbers of a struct's options that are shown and used. `of(scene, lane)` is the struct
/// in a lane, to be changed.
template <class Spec, class Of>
struct Collector {
  std::vector<LaneNumber>& list;
  std::string path;
  Of of;

  template <class Entry>
  void add(const Spec& spec, const Entry& option) const {
    if ((option.used && !option.used(spec)) || (option.shown && !option.shown(spec))) return;
    std::visit([&](auto member) { add_member(spec, option, member); }, option.member);
  }

 private:
  template <class Entry, class Member>
  void add_member(const Spec& spec, const Entry& option, Member member) const {
    using Value = std::remove_cvref_t<decltype(spec.*member)>;
    if constexpr (requires { options_of(spec.*member); }) {
      const auto inner = [of = of, member](const Scene& scene, LaneSpec& lane) -> Value& {
        return of(scene, lane).*member;
      };
      const Collector<Value, decltype(inner)> parts{list, path + option.name + ".", inner};
      for (const auto& each : options_of(spec.*member)) parts.add(spec.*member, each);
    } else if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, double>) {
      const char* title = option.words ? option.words(spec).title : option.title;
      if (!title) return;
      const double high =
          option.highest ? std::min(option.drag.high, option.highest(spec)) : option.drag.high;
      list.push_back({.name = path + option.name,
                      .title = title,
                      .now = static_cast<double>(spec.*member),
                      .low = option.drag.low,
                      .high = high,
                      .whole = std::is_same_v<Value, int>,
                      .logarithmic = option.drag.logarithmic,
                      .set = [of = of, member](const Scene& scene, LaneSpec& lane, double value) {
                        of(scene, lane).*member = static_cast<Value>(value);
                      }});
    }
  }
};
template <class Spec, class Of>
Collector<Spec, Of> collector(std::vector<LaneNumber>& list, std::string path, Of of) {
  return {list, std::move(path), std::move(of)};
}

void add_sampler(std::vector<LaneNumber>& list, const SamplerSpec& sampler) {
  const auto grid = collector<GridSpec>(
      list, "sampler.grid.",
      [](const Scene&, LaneSpec& lane) -> GridSpec& { return lane.sampler.grid; });
  const auto by_hand = sampler.grid.spacing == Spacing::by_hand;
  if (!by_hand) grid.add(sampler.grid, option_of(grid_options, &GridSpec::steps));
  for (const auto& member : spacing_info(sampler.grid.spacing).options)
    grid.add(sampler.grid, option_of(grid_options, member));
  const auto own = collector<SamplerSpec>(
      list, "sampler.", [](const Scene&, LaneSpec& lane) -> SamplerSpec& { return lane.sampler; });
  const SamplerInfo& info = sampler_info(sampler.kind);
  for (const auto& option : options_of(sampler))
    if (info.uses(option.member)) own.add(sampler, option);
}

void add_process(std::vector<LaneNumber>& list, const ProcessSpec& process) {
  const auto own = collector<ProcessSpec>(list, "process.",
                                          [](const Scene& scene, LaneSpec& lane) -> ProcessSpec& {
                                            if (!lane.process) lane.process = scene.process;
                                            return *lane.process;
                                          });
  for (const auto& member : process_info(process.kind).fields)
    own.add(process, option_of(process_options, member));
}

void add_rest(std::vector<LaneNumber>& list, const Scene& scene, const LaneSpec& lane) {
  if (const ModelSpec& model = model_of(scene, lane); model.kind == ModelKind::blurred)
    list.push_back({.name = "model.blur",
                    .title = "blur",
                    .now = model.blur,
                    .low = 0,
                    .high = 1,
                    .set = [](const Scene& of, LaneSpec& to, double value) {
                      if (!to.model) to.model = of.model;
                      to.model->blur = value;
                    }});
  const GuidanceSpec& guidance = guidance_of(scene, lane);
  if (guidance.kind == GuidanceKind::none) return;
  const auto own = collector<GuidanceSpec>(list, "guidance.",
                                           [](const Scene& of, LaneSpec& to) -> GuidanceSpec& {
                                             if (!to.guidance) to.guidance = of.guidance;
                                             return *to.guidance;
                                           });
  for (const GuidanceOption& option : options_of(guidance))
    if (!option.used || option.used(guidance)) own.add(guidance, option);
}

}  // namespace

std::vector<LaneNumber> lane_numbers(const Scene& scene, std::size_t lane) {
  std::vector<LaneNumber> list;
  const LaneSpec& spec = scene.lanes[lane];
  add_sampler(list, spec.sampler);
  add_rest(list, scene, spec);
  add_process(list, process_of(scene, spec));
  return list;
}

std::vector<double> spread(const LaneNumber& number, double from, double to, int count) {
  const bool logs = number.logarithmic && from > 0 && to > 0;
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double u = count == 1 ? 0 : static_cast<double>(i) / (count - 1);
    double value = logs ? from * std::pow(to / from, u) : std::lerp(from, to, u);
    if (number.whole) value = std::round(value);
    if (values.empty() || value != values.back()) values.push_back(value);
  }
  if (!number.whole && count > 1) values.back() = to;
  return values;
}

void sweep_lane(Scene& scene, std::size_t lane, const LaneNumber& number,
                std::span<const double> values) {
  const std::size_t room = LaneSpec::most - scene.lanes.size() + 1;
  if (values.empty() || values.size() > room)
    throw BadRequest("lanes", "lanes for values of " + number.title, std::to_string(values.size()),
                     "1 to " + std::to_string(room), "remove other lanes, or take fewer values");
  for (const double value : values)
    if (number.whole && !(std::abs(value) <= std::numeric_limits<int>::max()))
      throw BadRequest("lanes", number.title, value_text(value), "whole numbers below 2^31");
  Scene swept = scene;
  std::vector<LaneSpec> lanes;
  const LaneSpec& like = scene.lanes[lane];
  for (const double value : values) {
    LaneSpec& one = lanes.emplace_back(like);
    number.set(scene, one, value);
    one.name =
        (like.name.empty() ? "" : like.name + ", ") + number.title + " = " + value_text(value);
    one.hue = -1;
  }
  const auto at = swept.lanes.erase(swept.lanes.begin() + static_cast<std::ptrdiff_t>(lane));
  swept.lanes.insert(at, lanes.begin(), lanes.end());
  for (LaneSpec& each : swept.lanes) each.hue = -1;
  check(swept);
  scene = std::move(swept);
}

}  // namespace alphabar

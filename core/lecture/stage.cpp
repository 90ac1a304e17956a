#include "core/lecture/stage.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/plan/notes/follow_process.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

/// One of the numbers, wherever it is kept, with what takes it.
struct Knob {
  std::function<double()> get;
  std::function<void(double)> set;
};

template <class T>
Knob knob(T& number) {
  return {[&number] { return static_cast<double>(number); },
          [&number](double value) {
            if constexpr (std::is_integral_v<T>)
              number = static_cast<T>(std::lround(value));
            else
              number = value;
          }};
}

void add_process(ProcessSpec& process, StageValue value, std::vector<Knob>& knobs) {
  const ProcessInfo& info = process_info(process.kind);
  if (value == StageValue::timesteps && info.uses(&ProcessSpec::T))
    knobs.push_back(knob(process.T));
  if (value == StageValue::beta_end && info.uses(&ProcessSpec::beta_end))
    knobs.push_back(knob(process.beta_end));
}

void add_guidance(GuidanceSpec& guidance, std::vector<Knob>& knobs) {
  if (guidance.kind != GuidanceKind::none) knobs.push_back(knob(guidance.scale));
}

void add_lane(LaneSpec& lane, StageValue value, std::vector<Knob>& knobs) {
  SamplerSpec& sampler = lane.sampler;
  if (value == StageValue::eta && sampler_info(sampler.kind).uses(&SamplerSpec::eta))
    knobs.push_back(knob(sampler.eta));
  const bool by_count = sampler.grid.spacing != Spacing::by_hand;
  if (value == StageValue::steps && by_count) knobs.push_back(knob(sampler.grid.steps));
  if (value == StageValue::guidance && lane.guidance) add_guidance(*lane.guidance, knobs);
  if (lane.process) add_process(*lane.process, value, knobs);
}

std::vector<Knob> knobs_of(Scene& scene, const StageSlider& slider) {
  std::vector<Knob> knobs;
  if (slider.lane >= 0) {
    const auto place = static_cast<std::size_t>(slider.lane);
    if (place >= scene.lanes.size()) return {};
    add_lane(scene.lanes[place], slider.value, knobs);
    if (!knobs.empty()) return knobs;  // else what the lane takes from the scene
    if (slider.value == StageValue::eta || slider.value == StageValue::steps) return {};
  }
  if (slider.value == StageValue::particles) knobs.push_back(knob(scene.particles));
  if (slider.value == StageValue::guidance) add_guidance(scene.guidance, knobs);
  add_process(scene.process, slider.value, knobs);
  if (slider.lane < 0)
    for (LaneSpec& lane : scene.lanes)
      if (!lane.muted) add_lane(lane, slider.value, knobs);
  return knobs;
}

}  // namespace

StageRange stage_range(const Scene& scene, const StageSlider& slider) {
  switch (slider.value) {
    case StageValue::eta: return {0, 1, false, false, "%.2f"};
    case StageValue::steps: {
      const bool discrete = is_discrete(scene.process.kind);
      const int timesteps_there = discrete ? timesteps(scene.process) : 1000;
      return {1, static_cast<double>(std::clamp(timesteps_there, 2, 1000)), true, true, "%.0f"};
    }
    case StageValue::guidance: return {0, 10, false, false, "%.2f"};
    case StageValue::timesteps: return {10, 4000, true, true, "%.0f"};
    case StageValue::beta_end: return {1e-3, 0.2, true, false, "%.3g"};
    case StageValue::particles: return {10, 200'000, true, true, "%.0f"};
  }
  return {0, 1, false, false, "%.3g"};
}

const char* stage_title(const StageSlider& slider) {
  return listed(StageValue())[static_cast<std::size_t>(slider.value)].title;
}

bool stage_applies(const Scene& scene, const StageSlider& slider) {
  Scene& only_read = const_cast<Scene&>(scene);  // one list of places serves both ways
  return !knobs_of(only_read, slider).empty();
}

double stage_value(const Scene& scene, const StageSlider& slider) {
  Scene& only_read = const_cast<Scene&>(scene);
  return knobs_of(only_read, slider).front().get();
}

void set_stage_value(Scene& scene, const StageSlider& slider, double value) {
  const StageRange range = stage_range(scene, slider);
  for (const Knob& one : knobs_of(scene, slider)) one.set(std::max(value, range.whole ? 1.0 : 0.0));
  follow_process(scene);
}

bool toggle_stage(ViewSpec& view, const StageSlider& slider) {
  if (std::erase(view.stage, slider) > 0) return true;
  if (view.stage.size() >= ViewSpec::most_stage) return false;
  view.stage.push_back(slider);
  return true;
}

}  // namespace alphabar

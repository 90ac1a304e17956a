#include "core/plan/notes/lane_names.h"

#include <algorithm>
#include <optional>

#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

/// The first of "X 2", "X 3" ... that `taken` has not.
std::string numbered(const std::string& name, const std::vector<std::string>& taken) {
  for (int number = 2;; ++number) {
    std::string title = name + " " + std::to_string(number);
    if (!std::ranges::count(taken, title)) return title;
  }
}

/// "X" of "X 2".
std::string without_number(const std::string& name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  const bool has_one =
      end != std::string::npos && end > 0 && end + 1 < name.size() && name[end] == ' ';
  return has_one ? name.substr(0, end) : name;
}

}  // namespace

std::vector<std::string> lane_titles(const std::vector<LaneSpec>& lanes) {
  std::vector<std::string> titles;
  for (const LaneSpec& lane : lanes) {
    const std::string title = lane.name.empty() ? sampler_info(lane.sampler.kind).title : lane.name;
    titles.push_back(std::ranges::count(titles, title) ? numbered(title, titles) : title);
  }
  return titles;
}

std::vector<std::string> lane_titles(const PicturesSpec& pictures) {
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < lanes_of(pictures); ++i) {
    const PictureLane& lane = lane_of(pictures, i);
    std::string title = lane.name.empty() ? sampler_info(lane.sampler.kind).title : lane.name;
    if (lane.name.empty() && lane.guide != PictureGuide::classifier_free)
      title += std::string(", ") + listed(lane.guide)[static_cast<std::size_t>(lane.guide)].title;
    titles.push_back(std::ranges::count(titles, title) ? numbered(title, titles) : title);
  }
  return titles;
}

SamplerSpec with_kind(SamplerSpec sampler, SamplerKind kind) {
  sampler.kind = kind;
  const SamplerInfo& info = sampler_info(kind);
  if (info.stochastic && info.uses(&SamplerSpec::eta) && sampler.eta == 0) sampler.eta = 1;
  if (info.uses(&SamplerSpec::order)) sampler.order = std::min(sampler.order, highest_order(kind));
  return sampler;
}

void set_sampler(LaneSpec& lane, const SamplerSpec& sampler) {
  const auto preset = lane.name.empty() ? std::nullopt : find_preset(lane.name);
  if (lane.sampler.kind != sampler.kind || (preset && *preset != sampler)) lane.name.clear();
  lane.sampler = sampler;
}

LaneSpec copy_of(const std::vector<LaneSpec>& lanes, std::size_t lane) {
  LaneSpec copy = lanes[lane];
  if (!copy.name.empty()) copy.name = numbered(without_number(copy.name), lane_titles(lanes));
  return copy;
}

}  // namespace alphabar

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "app/panels/option_row.h"
#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "core/plan/notes/lane_names.h"
#include "core/scene/pictures/picture_options.h"
#include "core/scene/process_spec.h"

namespace alphabar {
namespace {

constexpr std::array<const char*, 11> garments{"any",     "T-shirt", "trousers",  "pullover",
                                               "dress",   "coat",    "sandal",    "shirt",
                                               "sneaker", "bag",     "ankle boot"};

bool has_names(const PicturesSpec& p, int label) {
  return p.model == "fashion-mnist" && label < 10;
}

/// "3, 6, 9", typed; what is no number ends the list.
bool classes_row(PicturesSpec& p) {
  std::string words;
  for (const int label : p.labels) words += (words.empty() ? "" : ", ") + std::to_string(label);
  if (!text({"##classes", "classes",
             "A class for each picture, one after the other and again from the first: 0, 3, 6.\n"
             "Empty: the class above for all."},
            words, "the same for all"))
    return false;
  std::ranges::replace(words, ',', ' ');
  std::istringstream in(words);
  p.labels.clear();
  for (int label = 0; in >> label;) p.labels.push_back(label);
  return true;
}

bool class_row(PicturesSpec& p) {
  if (!has_names(p, p.label))
    return number({"##class_number", "class", "What the network is asked for; -1: nothing."},
                  p.label, {-1, 1000, -1});
  int index = p.label + 1;
  if (!choice({"##class", "class", "What the network is asked for."}, index, garments, 0))
    return false;
  p.label = index - 1;
  return true;
}

/// What all lanes share.
bool batch_part(PicturesSpec& p) {
  bool changed = class_row(p);
  changed |= number({"##count", "pictures", "How many at once, 1 to 64."}, p.count, {1, 64, 1});
  if (p.count > 1) {
    changed |= classes_row(p);
    changed |= toggle({"##between", "arc of x_T",
                       "The pictures' x_T lie on the arc between two, at even angles (spherical "
                       "interpolation): look at them in the panel Batch.\n"
                       "Song, Meng, Ermon 2021, section 5.3."},
                      p.between, {.reset = false});
  }
  changed |= text({"##picture_file", "a picture",
                   "A picture (PNG, JPEG, WebP ...) that lanes can be led to, or that an inversion "
                   "begins from (the sampler "
                   "DDIM inversion, and back). Its middle is taken, in the network's size."},
                  p.picture, "a file's name");
  return changed;
}

/// What a net is taken for, "cosine-1000-v-clip", in its parts.
struct Assumed {
  int schedule = 0, timesteps = 1000, prediction = 0;
  bool clip = false;
};

constexpr std::array<const char*, 3> predictions{"eps", "x0", "v"};

std::vector<const char*> schedules() {
  std::vector<const char*> names;
  for (const ProcessInfo& info : processes())
    if (info.discrete && is_of_numbers(info.kind)) names.push_back(info.name);
  return names;
}

/// What is no such text stays as it is until something is chosen.
Assumed assumed_of(const std::string& words) {
  Assumed of;
  std::istringstream in(words);
  const auto names = schedules();
  std::string part;
  for (int i = 0; std::getline(in, part, '-'); ++i) {
    const auto is = [&](const char* name) { return part == name; };
    if (i == 0) of.schedule = static_cast<int>(std::ranges::find_if(names, is) - names.begin());
    if (i == 1) of.timesteps = std::atoi(part.c_str());
    if (i == 2)
      of.prediction = static_cast<int>(std::ranges::find_if(predictions, is) - predictions.begin());
    of.clip = of.clip || (i == 3 && part == "clip");
  }
  of.schedule = std::min(of.schedule, static_cast<int>(names.size()) - 1);
  of.prediction = std::min(of.prediction, static_cast<int>(predictions.size()) - 1);
  return of;
}

std::string words_of(const Assumed& of) {
  return std::string(schedules()[static_cast<std::size_t>(of.schedule)]) + "-" +
         std::to_string(of.timesteps) + "-" + predictions[static_cast<std::size_t>(of.prediction)] +
         (of.clip ? "-clip" : "");
}

/// What the net is asked as: as its folder says, or as the user does, with a mark.
bool asked_as_part(PicturesSpec& p) {
  bool published = p.assume.empty();
  bool changed =
      toggle({"##published", "as published",
              "As the network's folder says it was trained: schedule, T, prediction, "
              "clipping.\nOff: as you say; a line then tells that it is not as published."},
             published, {.reset = true});
  if (changed) p.assume = published ? "" : words_of({});
  if (p.assume.empty()) return changed;
  Assumed of = assumed_of(p.assume);
  bool other = choice({"##asked_schedule", "trained on", "The schedule of its training."},
                      of.schedule, schedules(), 0);
  other |= number({"##asked_T", "T", "Its number of timesteps."}, of.timesteps, {1, 4000, 1000});
  other |= choice({"##asked_prediction", "it predicts", "What its output is taken for."},
                  of.prediction, predictions, 0);
  other |=
      toggle({"##asked_clip", "x̂₀ clipped", "x̂₀ is kept in [-1, 1]."}, of.clip, {.reset = false});
  if (other) p.assume = words_of(of);
  return changed || other;
}

/// What a heading's buttons ask for.
struct Asked {
  std::optional<std::size_t> copy, remove;
};

bool heading(PicturesSpec& p, std::size_t place, const std::string& title, Asked& asked) {
  PictureLane& lane = lane_of(p, place);
  const float side = icon_button_size();
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 3 * side);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
  if (lane.muted)
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  bool changed = ImGui::InputTextWithHint("##name", title.c_str(), &lane.name);
  ImGui::PopStyleColor(lane.muted ? 2 : 1);
  help_on_hover("The lane's name; empty: its sampler's.");
  std::size_t shown = 0;
  for (std::size_t i = 0; i < lanes_of(p); ++i) shown += !lane_of(p, i).muted;
  const bool last_shown = !lane.muted && shown == 1;
  ImGui::SameLine(0, 0);
  if (icon_button("##mute", lane.muted ? Icon::hidden : Icon::shown,
                  lane.muted ? "Run and show this lane again"
                             : "Mute this lane: it is neither run nor shown, but kept",
                  {.on = !lane.muted, .enabled = !last_shown})) {
    lane.muted = !lane.muted;
    changed = true;
  }
  ImGui::SameLine(0, 0);
  if (icon_button("##copy", Icon::copy, "Another lane like this one, from the same noise",
                  {.on = false, .enabled = lanes_of(p) < PicturesSpec::most_lanes}))
    asked.copy = place;
  ImGui::SameLine(0, 0);
  if (icon_button("##remove", Icon::remove, "Remove this lane",
                  {.on = false, .enabled = lanes_of(p) > 1 && !last_shown}))
    asked.remove = place;
  return changed;
}

bool lane_part(PicturesSpec& p, std::size_t place, const ProcessSpec& process) {
  PictureLane& lane = lane_of(p, place);
  std::string preset;
  bool changed = sampler_panel(lane.sampler, process, preset);
  if (!preset.empty()) lane.name = preset;
  const bool of_class = p.label >= 0 || !p.labels.empty();
  for (const PictureOption& option : options_of(lane)) {
    const bool always = option.member == PictureOption::Member(&PictureLane::guide);
    if (always || of_class || by_loss(lane.guide)) changed |= option_row(lane, option);
  }
  return changed;
}

}  // namespace

const char* class_name(const PicturesSpec& p, int picture) {
  const int label = class_of(p, picture);
  return label >= 0 && has_names(p, label) ? garments[static_cast<std::size_t>(label) + 1] : "";
}

bool pictures_panel(PicturesSpec& p, const ProcessSpec& process) {
  bool changed = batch_part(p);
  changed |= asked_as_part(p);
  const std::vector<std::string> titles = lane_titles(p);
  Asked asked;
  ImGui::PushID("pictures");  // the lanes of particles are numbered, too
  for (std::size_t i = 0; i < lanes_of(p); ++i) {
    ImGui::PushID(static_cast<int>(i));
    ImGui::Dummy({0, grid(0.5F)});
    changed |= heading(p, i, titles[i], asked);
    changed |= lane_part(p, i, process);
    ImGui::PopID();
  }
  ImGui::PopID();
  if (asked.copy) {
    PictureLane copy = lane_of(p, *asked.copy);
    copy.name.clear();
    changed |= add_lane(p, copy);
  }
  if (asked.remove) {
    remove_lane(p, *asked.remove);
    changed = true;
  }
  return changed;
}

}  // namespace alphabar

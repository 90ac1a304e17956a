#include "app/views/pictures/picture_lanes.h"

#include <algorithm>
#include <cmath>

#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/plan/notes/lane_names.h"

namespace alphabar {
namespace {

/// "‹ 3 of 16 ›", of the pictures made together.
void choose_picture(const PictureRun& run, int picture, const std::string& class_name,
                    PictureLanesEdits& edits) {
  const int last = run.pictures - 1, shown = std::clamp(picture, 0, last);
  if (ImGui::ArrowButton("##previous_picture", ImGuiDir_Left))
    edits.picture = shown > 0 ? shown - 1 : last;
  ImGui::SetItemTooltip("The previous of the pictures made together");
  ImGui::SameLine(0, 4);
  if (ImGui::ArrowButton("##next_picture", ImGuiDir_Right))
    edits.picture = shown < last ? shown + 1 : 0;
  ImGui::SetItemTooltip("The next of the pictures made together");
  ImGui::SameLine();
  std::string words =
      "picture " + std::to_string(shown + 1) + " of " + std::to_string(run.pictures);
  const int label = class_of(run.spec, shown);
  if (!class_name.empty())
    words += "  \u00B7  " + class_name;
  else if (label >= 0)
    words += "  \u00B7  class " + std::to_string(label);
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(words.c_str());
}

void controls(const PictureRuns& pictures, const ViewSpec& view, const PictureLanesStyle& style,
              float right, PictureLanesEdits& edits) {
  choose_picture(pictures.front(), view.picture, style.class_name, edits);
  if (pictures.lanes.size() > 1) {
    ImGui::SameLine(0, ImGui::GetFontSize());
    bool difference = view.picture_difference;
    if (ImGui::Checkbox("\u0394x\u0302\u2080##difference", &difference))
      edits.difference = difference;
    ImGui::SetItemTooltip(
        "Below each lane beside the first: its x\u0302\u2080 less the first lane's at the same "
        "noise.\nGrey where they are alike.");
  }
  const std::string making = style.busy ? making_text(pictures) : "";
  if (making.empty()) return;
  const char* button = "Stop";
  const ImGuiStyle& look = ImGui::GetStyle();
  const float wide =
      text_size(button).x + 2 * look.FramePadding.x + text_size(making).x + look.ItemSpacing.x;
  ImGui::SameLine();
  ImGui::SetCursorScreenPos(
      {std::max(right - wide, ImGui::GetCursorScreenPos().x), ImGui::GetCursorScreenPos().y});
  ImGui::AlignTextToFramePadding();
  ImGui::TextColored(vec4(style.colors.muted), "%s", making.c_str());
  ImGui::SameLine();
  edits.stop = ImGui::Button(button);
  ImGui::SetItemTooltip("What is there stays; the next change goes on");
}

std::vector<StripRow> rows_of(std::size_t lane, std::size_t lanes, const ViewSpec& view,
                              bool large) {
  std::vector<StripRow> rows{StripRow::x0_hat};
  if (lane > 0 && view.picture_difference) rows.push_back(StripRow::difference);
  rows.push_back(StripRow::x);
  if (large && (lanes == 1 || !view.picture_difference)) rows.push_back(StripRow::eps_hat);
  return rows;
}

/// How many lanes there will be: those that have not begun have their room already.
std::size_t lanes_to_come(const PictureRuns& pictures) {
  const PicturesSpec& spec = pictures.front().spec;
  std::size_t running = 0;
  for (std::size_t i = 0; i < lanes_of(spec); ++i) running += !lane_of(spec, i).muted;
  return std::max(pictures.lanes.size(), running - std::min(running, pictures.problems.size()));
}

/// The place of each lane among them, from above.
std::vector<std::size_t> places_of(const PictureRuns& pictures) {
  const PicturesSpec& spec = pictures.front().spec;
  const bool failed = !pictures.problems.empty();
  std::vector<std::size_t> places;
  for (const auto& run : pictures.lanes) {
    std::size_t place = 0;
    for (std::size_t i = 0; i < run->lane; ++i) place += !lane_of(spec, i).muted;
    places.push_back(failed ? places.size() : place);
  }
  return places;
}

}  // namespace

std::string making_text(const PictureRuns& pictures) {
  if (pictures.progress >= 1) return "";
  const std::size_t all = lanes_of(pictures.front().spec);
  std::string text;
  if (all > 1)
    text = "lane " + std::to_string(pictures.lanes.back()->lane + 1) + " of " +
           std::to_string(all) + ", ";
  text += std::to_string(std::lround(100 * pictures.progress)) + " %";
  if (pictures.seconds_left >= 1)
    text += ", " + std::to_string(std::lround(pictures.seconds_left)) + " s left";
  return text;
}

std::string picture_lane_title(const PictureRun& run) {
  std::string text = lane_titles(run.spec)[run.lane];
  const PictureLane& lane = run.of();
  const bool guided = by_loss(lane.guide) || class_of(run.spec, 0) >= 0;
  if (guided && lane.scale != 1) text += "  \u00B7  w = " + number_text(lane.scale, 2);
  if (guided && lane.plus_plus) text += " (CFG++)";
  return text + "  \u00B7  " + std::to_string(run.plan.evaluations()) + " evaluations";
}

PictureLanesEdits PictureLanes::draw(const Runs& runs, double position, const ViewSpec& view,
                                     const ImVec2& size, const PictureLanesStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const std::size_t lanes = runs.pictures ? runs.pictures->lanes.size() : 0;
  strips_.resize(std::max<std::size_t>(lanes, 1));
  PictureLanesEdits edits;
  const std::size_t expected = lanes > 0 ? lanes_to_come(*runs.pictures) : 1;
  const std::vector<std::size_t> places =
      lanes > 0 ? places_of(*runs.pictures) : std::vector<std::size_t>{0};
  const bool many = expected > 1, controlled = lanes > 0 && (style.large || many) && !on_paper();
  if (controlled) controls(*runs.pictures, view, style, corner.x + size.x, edits);
  if (lanes > 0)
    for (const std::string& problem : runs.pictures->problems)
      ImGui::TextColored(vec4(style.colors.accent), "%s", fitted(problem, size.x).c_str());
  const float top = ImGui::GetCursorScreenPos().y, gap = many ? 0.3F * ImGui::GetFontSize() : 0;
  const auto count = static_cast<float>(expected);
  const float height = std::floor((corner.y + size.y - top - (count - 1) * gap) / count);
  for (std::size_t i = 0; i < strips_.size(); ++i) {
    if (!strips_[i]) strips_[i] = std::make_unique<Filmstrip>();
    FilmstripStyle strip;
    strip.colors = style.colors;
    strip.interactive = !on_paper();
    strip.unit = style.unit;
    strip.strong = style.strong;
    strip.class_name = style.class_name;
    strip.rows = rows_of(i, expected, view, style.large);
    strip.lane = i;
    strip.picture = view.picture;
    if (many) {
      const PictureRun& run = *runs.pictures->lanes[i];
      strip.title = picture_lane_title(run);
      strip.hue = style.colors.lane(run.lane);
    }
    ImGui::PushID(static_cast<int>(i));
    ImGui::SetCursorScreenPos({corner.x, top + static_cast<float>(places[i]) * (height + gap)});
    const FilmstripEdits asked = strips_[i]->draw(runs, position, {size.x, height}, strip);
    ImGui::PopID();
    if (asked.position) edits.position = asked.position;
    if (asked.picture) edits.picture = asked.picture;
  }
  return edits;
}

}  // namespace alphabar

#include "app/views/space_time/space_time.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// Radius of the dot where the paths that stand out begin.
float start_radius() { return 0.32F * ImGui::GetFontSize(); }

void draw_dot(const ImVec2& at, float radius, const Rgb& color, const ViewColors& colors) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddCircleFilled(at, radius + 1.5F, packed(colors.ground));
  list.AddCircleFilled(at, radius, packed(color));
}

/// The heat map's colours, 256 of RGBA.
std::vector<unsigned char> heat_ramp(const ViewColors& colors) {
  std::vector<unsigned char> ramp(256 * 4, 255);
  for (std::size_t i = 0; i < 256; ++i) {
    const Rgb c = heat(colors, static_cast<float>(i) / 255);
    ramp[4 * i] = static_cast<unsigned char>(std::lround(255 * c.r));
    ramp[4 * i + 1] = static_cast<unsigned char>(std::lround(255 * c.g));
    ramp[4 * i + 2] = static_cast<unsigned char>(std::lround(255 * c.b));
  }
  return ramp;
}

}  // namespace

ImVec2 SpaceTime::Plane::place(double across, double up) const {
  up = std::clamp(up, -4 * reach, 4 * reach);
  return {box.min.x + static_cast<float>(across) * box.size.x,
          box.min.y + static_cast<float>(0.5 - 0.5 * up / reach) * box.size.y};
}

/// Beneath the head, with room for the axes' numbers.
Box SpaceTime::lay_out(const Box& window) {
  const float font = ImGui::GetFontSize();
  const float left = 2.6F * font, below = 1.5F * font;
  const float above = ImGui::GetFrameHeight() + 0.3F * font;
  const ImVec2 min{window.min.x + left, window.min.y + above};
  const ImVec2 max{window.min.x + window.size.x - 0.6F * font,
                   window.min.y + window.size.y - below};
  return {min, {max.x - min.x, max.y - min.y}};
}

/// What it is, and whether data being noised is drawn too.
void SpaceTime::draw_head(const ViewSpec& view, const ViewColors& colors,
                          SpaceTimeEdits& edits) const {
  const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const float font = ImGui::GetFontSize();
  if (on_paper()) {
    draw_text(*ImGui::GetWindowDrawList(), corner,
              fitted("p\u209C(x\u2081), each time to its own peak, and paths of the lanes", room.x),
              packed(colors.muted));
    return;
  }
  bool forward = view.forward_paths;
  if (ImGui::Checkbox("forward", &forward)) edits.forward_paths = forward;
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("Draws data being noised, from left to right.");
  const float used = ImGui::GetItemRectSize().x + font;
  std::string words =
      std::string(from_data_ ? "drag x\u2080 at the left" : "drag x_T at the right") +
      "; p\u209C(x\u2081), each time to its own peak; the lanes run on this 1D mixture";
  while (text_size(words).x > room.x - used && words.find(';') != std::string::npos)
    words.resize(words.rfind(';'));  // what comes first says most
  draw_text(*ImGui::GetWindowDrawList(),
            {corner.x + used, corner.y + 0.5F * ImGui::GetFrameHeight()},
            fitted(words, room.x - used), packed(colors.muted), {0, 0.5F});
}

void SpaceTime::draw_heat(const Box& box, const ViewColors& colors) {
  const SpaceTimeDensity& density = *picture_->density;
  if (!texture_) texture_.emplace();
  if (drawn_ != picture_->density || !(drawn_colors_ == colors)) {
    const std::vector<unsigned char> ramp = heat_ramp(colors);
    std::vector<unsigned char> texels(4 * density.share.size());
    for (std::size_t i = 0; i < density.share.size(); ++i)
      std::copy_n(&ramp[4 * static_cast<std::size_t>(std::lround(255 * density.share[i]))], 4,
                  &texels[4 * i]);
    fill(*texture_, density.columns, density.rows, texels.data());
    drawn_colors_ = colors;
    drawn_ = picture_->density;
  }
  ImGui::GetWindowDrawList()->AddImage(ImTextureRef(static_cast<ImTextureID>(texture_->id())),
                                       box.min, box.max());
}

void SpaceTime::draw_paths(const Plane& plane, std::size_t lanes, const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  std::vector<ImVec2> points;
  const auto draw_path = [&](const SpaceTimePath& path, ImU32 color, float width) {
    points.clear();
    for (const auto& at : path) points.push_back(plane.place(at[0], at[1]));
    list.AddPolyline(points.data(), static_cast<int>(points.size()), color, width);
  };
  list.PushClipRect(plane.box.min, plane.box.max(), true);
  for (const SpaceTimePath& path : picture_->forward)
    draw_path(path, packed(colors.curve, 0.12F), colors.stroke);
  for (std::size_t i = 0; i < picture_->ensemble.size() && i < lanes; ++i)
    for (const SpaceTimePath& path : picture_->ensemble[i])
      draw_path(path, packed(colors.lane(i), 0.17F), colors.stroke);
  list.PopClipRect();
  for (std::size_t i = 0; i < picture_->chosen.size() && i < lanes; ++i)
    draw_path(picture_->chosen[i], packed(colors.lane(i)), 2.4F * colors.stroke);
}

/// Of the paths that stand out: where they begin, and where each lane comes to.
void SpaceTime::draw_ends(const Plane& plane, std::size_t lanes, const ViewColors& colors) {
  const float radius = start_radius();
  const std::vector<SpaceTimePath>& chosen = picture_->chosen;
  for (std::size_t i = 0; i < chosen.size() && i < lanes; ++i)
    if (!chosen[i].empty())
      draw_dot(plane.place(chosen[i].back()[0], chosen[i].back()[1]), 0.7F * radius, colors.lane(i),
               colors);
  if (chosen.empty() || chosen[0].empty()) return;
  const ImVec2 at = plane.place(chosen[0].front()[0], chosen[0].front()[1]);
  draw_dot(at, radius, colors.text, colors);
  const float aside = from_data_ ? 2.2F * radius : -2.2F * radius;  // inside the plane
  sheet_.draw(*ImGui::GetWindowDrawList(), {at.x + aside, at.y - 1.2F * radius},
              from_data_ ? "x_0" : "x_T", {1.1F * ImGui::GetFontSize(), colors.text},
              {from_data_ ? 0.0F : 1.0F, 1});
}

void SpaceTime::draw_value_axis(const Plane& plane, const SpaceTimeAxes& axes,
                                const ViewColors& colors) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto& [min, size] = plane.box;
  const float font = ImGui::GetFontSize();
  list.AddRect(min, plane.box.max(), packed(colors.faint));
  const double step = tick_step(double{size.y} / (2 * plane.reach), 2.4 * double{font});
  for (double v = std::ceil(-plane.reach / step) * step; v <= plane.reach; v += step) {
    const float y = plane.place(0, v).y;
    list.AddLine({min.x - 0.3F * font, y}, {min.x, y}, packed(colors.muted, 0.7F));
    if (y > min.y + 1.4F * font)  // below the name of the axis
      draw_text(list, {min.x - 0.4F * font, y}, tick_text(v, step), packed(colors.muted),
                {1, 0.5F});
  }
  draw_text(list, {min.x - 0.4F * font, min.y}, axes.by_sigma() ? "x\u2081/n" : "x\u2081",
            packed(colors.text), {1, 0.2F});
  if (axes.by_sigma() &&
      ImGui::IsMouseHoveringRect({plane.box.min.x - 2.6F * font, min.y}, {min.x, min.y + font}))
    ImGui::SetTooltip(
        "n = \u221A(a\u00B2 + s\u00B2): x would fill the picture "
        "at one end only.");
}

void SpaceTime::draw_time_axis(const Plane& plane, const Derived& derived, TimeUnit unit,
                               const ViewColors& colors) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const SpaceTimeAxes axes(leading_process(derived));
  const Process& process = leading_process(derived);
  if (axes.by_sigma() && unit_on(process, unit) == TimeUnit::t) unit = TimeUnit::sigma;
  const std::vector<Level> levels = leading_levels(derived);
  const float font = ImGui::GetFontSize(), edge = 0.5F * font, bottom = plane.box.max().y;
  constexpr int ticks = 4;
  for (int i = 0; i <= ticks; ++i) {
    const double across = static_cast<double>(i) / ticks;
    const Level level = axes.level_at(across);
    const float x = plane.place(across, 0).x;
    list.AddLine({x, bottom}, {x, bottom + 0.3F * font}, packed(colors.muted, 0.7F));
    const TimeNumber time = time_number(process, level, unit, row_at_time(levels, level.t).value());
    const bool whole = std::isfinite(time.value) && time.value == std::round(time.value);
    std::string text = whole ? tick_text(time.value, 1) : number_text(time.value);
    if (i == 0) text.insert(0, time.symbol);
    const float out = i == 0 ? -edge : i == ticks ? edge : 0;
    const float align = i == 0 ? 0 : i == ticks ? 1 : 0.5F;
    draw_text(list, {x + out, bottom + 0.3F * font}, text, packed(colors.muted), {align, 0});
  }
}

/// The mouse: the start at the edge where it is, time elsewhere.
void SpaceTime::interact(const Plane& plane, const Derived& derived, SpaceTimeEdits& edits) {
  const auto& [min, size] = plane.box;
  const float radius = start_radius(), edge = 3 * ImGui::GetFontSize();
  ImGui::SetCursorScreenPos({min.x - (from_data_ ? radius : 0), min.y});
  ImGui::InvisibleButton("plane", {size.x + radius, size.y});  // and all of the start's dot
  const ImVec2 mouse = ImGui::GetMousePos();
  const bool at_edge = from_data_ ? mouse.x < min.x + edge : mouse.x > plane.box.max().x - edge;
  if (ImGui::IsItemActivated()) dragging_start_ = at_edge;
  if (ImGui::IsItemHovered() && (ImGui::IsItemActive() ? dragging_start_ : at_edge))
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
  if (!ImGui::IsItemActive()) return;
  const SpaceTimeAxes axes(leading_process(derived));
  if (dragging_start_) {
    const double up = plane.reach * (1 - 2 * double{mouse.y - min.y} / double{size.y});
    const Plan& plan = *derived.lanes[0].plan;
    edits.start = std::clamp(up * axes.scale(plan.start) / plan.init_scale, -10.0, 10.0);
    return;
  }
  const double across = std::clamp(double{mouse.x - min.x} / double{size.x}, 0.0, 1.0);
  const std::vector<Level> levels = leading_levels(derived);
  edits.position = position_of(row_at_time(levels, axes.level_at(across).t).value(), levels.size());
}

SpaceTimeEdits SpaceTime::draw(const Derived& derived,
                               std::shared_ptr<const SpaceTimePicture> picture, const Scene& scene,
                               const ViewColors& colors) {
  SpaceTimeEdits edits;
  picture_ = std::move(picture);
  if (derived.lanes.empty()) return edits;
  const Box box = lay_out({ImGui::GetCursorScreenPos(), ImGui::GetContentRegionAvail()});
  plane_ = {box.min.x, box.min.y, box.max().x, box.max().y};
  const SpaceTimeAxes axes(leading_process(derived));
  from_data_ = axes.across(derived.lanes[0].plan->start) < 0.5;
  draw_head(scene.view, colors, edits);
  if (picture_ && !picture_->problem.empty()) {
    ImGui::SetCursorScreenPos(box.min);
    ImGui::TextWrapped("%s", picture_->problem.c_str());
  }
  const float font = ImGui::GetFontSize();
  if (box.size.x < 4 * font || box.size.y < 3 * font || !picture_ || !picture_->density)
    return edits;
  const Plane plane{box, picture_->density->reach};
  draw_heat(box, colors);
  draw_paths(plane, derived.lanes.size(), colors);
  const Level level = cursor(derived, 0, scene.playback.position).level;
  const float now = plane.place(axes.across(level), 0).x;
  ImGui::GetWindowDrawList()->AddLine({now, box.min.y}, {now, box.max().y}, packed(colors.accent),
                                      1.4F * colors.stroke);
  draw_ends(plane, derived.lanes.size(), colors);
  draw_value_axis(plane, axes, colors);
  draw_time_axis(plane, derived, scene.playback.unit, colors);
  interact(plane, derived, edits);
  return edits;
}

}  // namespace alphabar

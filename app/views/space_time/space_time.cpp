#include "app/views/space_time/space_time.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/runs/cursor.h"

namespace alphabar {

void SpaceTime::draw_heat(const SpaceTimeDensity& density, const ViewColors& colors,
                          const ImVec2& min, const ImVec2& max) {
  if (!texture_) texture_.emplace();
  if (drawn_.get() != &density || !(drawn_colors_ == colors)) {
    std::vector<unsigned char> ramp(256 * 4, 255), texels(4 * density.share.size());
    for (std::size_t i = 0; i < 256; ++i) {
      const Rgb c = heat(colors, static_cast<float>(i) / 255);
      ramp[4 * i] = static_cast<unsigned char>(std::lround(255 * c.r));
      ramp[4 * i + 1] = static_cast<unsigned char>(std::lround(255 * c.g));
      ramp[4 * i + 2] = static_cast<unsigned char>(std::lround(255 * c.b));
    }
    for (std::size_t i = 0; i < density.share.size(); ++i)
      std::copy_n(&ramp[4 * static_cast<std::size_t>(std::lround(255 * density.share[i]))], 4,
                  &texels[4 * i]);
    fill(*texture_, density.columns, density.rows, texels.data());
    drawn_colors_ = colors;
  }
  ImGui::GetWindowDrawList()->AddImage(ImTextureRef(static_cast<ImTextureID>(texture_->id())), min,
                                       max);
}

std::optional<double> SpaceTime::draw(const Derived& derived,
                                      std::shared_ptr<const SpaceTimePicture> picture,
                                      const PlaybackSpec& playback, ViewSpec& view,
                                      const ViewColors& colors) {
  picture_ = std::move(picture);
  if (derived.lanes.empty()) return {};
  const auto& shown = picture_;
  const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const float font = ImGui::GetFontSize();
  ImDrawList& list = *ImGui::GetWindowDrawList();

  // The head: what it is; whether data being noised is drawn too.
  ImGui::Checkbox("forward", &view.forward_paths);
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("Draws data being noised, from left to right.");
  const float used = ImGui::GetItemRectSize().x + font;
  const float line = ImGui::GetFrameHeight();
  std::string words =
      "drag x_T at the right; p\u209C(x\u2081), each time to its own peak; the lanes run on "
      "this 1D mixture";
  while (text_size(words).x > room.x - used && words.find(';') != std::string::npos)
    words.resize(words.rfind(';'));  // what comes first says most
  draw_text(list, {corner.x + used, corner.y + 0.5F * line}, fitted(words, room.x - used),
            packed(colors.muted), {0, 0.5F});

  const float left = 2.6F * font, below = 1.5F * font, above = line + 0.3F * font;
  const ImVec2 min{corner.x + left, corner.y + above};
  const ImVec2 max{corner.x + room.x - 0.6F * font, corner.y + room.y - below};
  plane_ = {min.x, min.y, max.x, max.y};
  if (shown && !shown->problem.empty()) {
    ImGui::SetCursorScreenPos(min);
    ImGui::TextWrapped("%s", shown->problem.c_str());
  }
  if (max.x - min.x < 4 * font || max.y - min.y < 3 * font || !shown || !shown->density) return {};
  const SpaceTimeDensity& density = *shown->density;
  draw_heat(density, colors, min, max);
  drawn_ = shown->density;

  const SpaceTimeAxes axes(*derived.process);
  const auto place = [&](double across, double up) {
    up = std::clamp(up, -4 * density.reach, 4 * density.reach);
    return ImVec2{min.x + static_cast<float>(across) * (max.x - min.x),
                  min.y + static_cast<float>(0.5 - 0.5 * up / density.reach) * (max.y - min.y)};
  };
  std::vector<ImVec2> points;
  const auto draw_path = [&](const SpaceTimePath& path, const Rgb& color, float alpha,
                             float width) {
    points.clear();
    for (const auto& [across, up] : path) points.push_back(place(across, up));
    list.AddPolyline(points.data(), static_cast<int>(points.size()), packed(color, alpha), width);
  };
  const auto draw_dot = [&](const ImVec2& at, const Rgb& color, float radius) {
    list.AddCircleFilled(at, radius + 1.5F, packed(colors.ground));
    list.AddCircleFilled(at, radius, packed(color));
  };

  list.PushClipRect(min, max, true);
  for (const SpaceTimePath& path : shown->forward)
    draw_path(path, colors.curve, 0.12F, colors.stroke);
  for (std::size_t i = 0; i < shown->crowd.size() && i < derived.lanes.size(); ++i)
    for (const SpaceTimePath& path : shown->crowd[i])
      draw_path(path, colors.lane(i), 0.17F, colors.stroke);
  list.PopClipRect();
  for (std::size_t i = 0; i < shown->chosen.size() && i < derived.lanes.size(); ++i)
    draw_path(shown->chosen[i], colors.lane(i), 1, 2.4F * colors.stroke);
  const float now = place(axes.across(cursor(derived, 0, playback.position).level), 0).x;
  list.AddLine({now, min.y}, {now, max.y}, packed(colors.accent), 1.4F * colors.stroke);
  const float radius = 0.32F * font;
  for (std::size_t i = 0; i < shown->chosen.size() && i < derived.lanes.size(); ++i) {
    const SpaceTimePath& path = shown->chosen[i];
    if (path.empty()) continue;
    draw_dot(place(path.back()[0], path.back()[1]), colors.lane(i), 0.7F * radius);
  }
  if (!shown->chosen.empty() && !shown->chosen[0].empty()) {
    const ImVec2 at = place(shown->chosen[0].front()[0], shown->chosen[0].front()[1]);
    draw_dot(at, colors.text, radius);
    sheet_.draw(list, {at.x - 2.2F * radius, at.y - 1.2F * radius}, "x_T", 1.1F * font, colors.text,
                {1, 1});
  }

  // Axes: time along the bottom, x at the left.
  list.AddRect(min, max, packed(colors.faint));
  const double step = tick_step(double{max.y - min.y} / (2 * density.reach), 2.4 * double{font});
  for (double v = std::ceil(-density.reach / step) * step; v <= density.reach; v += step) {
    const float y = place(0, v).y;
    list.AddLine({min.x - 0.3F * font, y}, {min.x, y}, packed(colors.muted, 0.7F));
    if (y > min.y + 1.4F * font)  // below the name of the axis
      draw_text(list, {min.x - 0.4F * font, y}, tick_text(v, step), packed(colors.muted),
                {1, 0.5F});
  }
  draw_text(list, {min.x - 0.4F * font, min.y}, axes.by_sigma() ? "x\u2081/n" : "x\u2081",
            packed(colors.text), {1, 0.2F});
  if (axes.by_sigma() && ImGui::IsMouseHoveringRect({corner.x, min.y}, {min.x, min.y + font}))
    ImGui::SetTooltip("n = \u221A(a\u00B2 + s\u00B2): x would fill the picture at one end only.");
  const TimeUnit unit =
      axes.by_sigma() && playback.unit == TimeUnit::t ? TimeUnit::sigma : playback.unit;
  const std::vector<Level> levels = leading_levels(derived);
  const float edge = 0.5F * font;
  for (int i = 0; i <= 4; ++i) {
    const double across = 0.25 * i;
    const Level level = axes.level_at(across);
    const float x = place(across, 0).x;
    list.AddLine({x, max.y}, {x, max.y + 0.3F * font}, packed(colors.muted, 0.7F));
    const TimeNumber time = time_number(level, unit, row_at_time(levels, level.t).value());
    const bool whole = std::isfinite(time.value) && time.value == std::round(time.value);
    std::string text = whole ? tick_text(time.value, 1) : number_text(time.value);
    if (i == 0) text.insert(0, time.symbol);
    draw_text(list,
              {i == 4   ? x + edge
               : i == 0 ? x - edge
                        : x,
               max.y + 0.3F * font},
              text, packed(colors.muted),
              {i == 4   ? 1.0F
               : i == 0 ? 0.0F
                        : 0.5F,
               0});
  }

  // The mouse: x_T at the noisy edge, time elsewhere.
  ImGui::SetCursorScreenPos(min);
  ImGui::InvisibleButton("plane", {max.x - min.x + radius, max.y - min.y});  // and all of x_T
  const ImVec2 mouse = ImGui::GetMousePos();
  const bool at_edge = mouse.x > max.x - 3 * font;
  if (ImGui::IsItemActivated()) dragging_start_ = at_edge;
  if (ImGui::IsItemHovered() && (ImGui::IsItemActive() ? dragging_start_ : at_edge))
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
  if (!ImGui::IsItemActive()) return {};
  const double across = std::clamp(double{mouse.x - min.x} / double{max.x - min.x}, 0.0, 1.0);
  if (dragging_start_) {
    const double up = density.reach * (1 - 2 * double{mouse.y - min.y} / double{max.y - min.y});
    const Plan& plan = *derived.lanes[0].plan;
    view.space_time_start = std::clamp(up * axes.scale(plan.start) / plan.init_scale, -10.0, 10.0);
    return {};
  }
  return position_of(row_at_time(levels, axes.level_at(across).t).value(), levels.size());
}

}  // namespace alphabar

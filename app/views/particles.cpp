#include "app/views/particles.h"

#include <algorithm>
#include <cmath>

#include "app/session/cursor.h"
#include "app/views/captions.h"
#include "app/views/text.h"

namespace alphabar {
namespace {

/// Columns that give the panes the largest smaller side.
int best_columns(int lanes, const ImVec2& size, float row_extra) {
  int best = 1;
  float best_side = 0;
  for (int columns = 1; columns <= lanes; ++columns) {
    const int rows = (lanes + columns - 1) / columns;
    const float side = std::min(size.x / static_cast<float>(columns),
                                size.y / static_cast<float>(rows) - row_extra);
    if (side > best_side) {
      best_side = side;
      best = columns;
    }
  }
  return best;
}

/// The view's extent reaches to the nearest edges, so that a narrow pane cuts nothing off.
Camera camera_of(const ViewSpec& view, const ImVec2& size) {
  return {view.center, view.half_height * std::max(1.0, double{size.y} / double{size.x})};
}

/// Ticks and their labels along the bottom and, for the leftmost panes, the left of a plane.
void draw_axes(ImDrawList& list, const Camera& camera, const ImVec2& min, const ImVec2& size,
               bool left_labels, const ViewColors& colors) {
  const float font = ImGui::GetFontSize();
  const float tick = std::round(0.3F * font);
  const int width = static_cast<int>(size.x), height = static_cast<int>(size.y);
  const double unit = camera.scale(height);
  const double step = tick_step(unit, 5.0 * font);
  const ImU32 line = packed(colors.muted, 0.7F), label = packed(colors.muted);
  const Vec2 low = camera.to_data({0, size.y}, width, height);
  const Vec2 high = camera.to_data({size.x, 0}, width, height);
  const float right_name = min.x + size.x - 1.6F * font;
  for (double value = std::ceil(low[0] / step) * step; value <= high[0]; value += step) {
    const auto x = std::round(min.x + static_cast<float>(camera.to_pixel({value, 0}, width,
                                                                         height)[0]));
    list.AddLine({x, min.y + size.y}, {x, min.y + size.y + tick}, line);
    const std::string text = tick_text(value, step);
    const float half = 0.5F * text_size(text).x;
    if (x - half < min.x - 0.5F * font || x + half > right_name) continue;
    draw_text(list, {x, min.y + size.y + tick + 1}, text, label, {0.5F, 0});
  }
  draw_text(list, {min.x + size.x, min.y + size.y + tick + 1}, "x\u2081", packed(colors.text),
            {1, 0});
  for (double value = std::ceil(low[1] / step) * step; value <= high[1]; value += step) {
    const auto y = std::round(min.y + static_cast<float>(camera.to_pixel({0, value}, width,
                                                                         height)[1]));
    list.AddLine({min.x - tick, y}, {min.x, y}, line);
    if (!left_labels || y < min.y + 1.6F * font) continue;
    draw_text(list, {min.x - tick - 3, y}, tick_text(value, step), label, {1, 0.5F});
  }
  if (left_labels)
    draw_text(list, {min.x - tick - 3, min.y}, "x\u2082", packed(colors.text), {1, 0});
  list.AddRect(min, {min.x + size.x, min.y + size.y}, packed(colors.faint));
}

void draw_caption(ImDrawList& list, const Process* process, const LaneRun& lane,
                  const Cursor& place, const Rgb& hue, const ViewColors& colors,
                  const ImVec2& at, float width, const PaneStyle& style) {
  const float font = ImGui::GetFontSize(), big = style.name_scale * font;
  std::string nfe = "NFE ";
  nfe.append(std::to_string(evaluations_until(lane.plan, place.plan_row))).append(" / ");
  nfe.append(std::to_string(lane.plan.evaluations()));
  ImGui::PushFont(style.strong, 0);
  const float nfe_width = text_size(nfe).x;
  draw_text(list, at, fitted(lane.title, style.level ? width : width - nfe_width - font, big),
            packed(hue), {0, 0}, big);
  ImGui::PopFont();
  if (!style.level) {  // one line holds it all
    draw_text(list, {at.x + width, at.y + 0.1F * big}, nfe, packed(colors.muted), {1, 0});
    return;
  }
  // Second line, from the left: the time in its own colour, the level; at the right the cost.
  float x = at.x;
  const float y = at.y + 1.2F * big;
  const auto put = [&](const std::string& text, const Rgb& color, const char* widest) {
    const float room = std::max(text_size(text).x, text_size(widest).x);
    if (text.empty() || x + room > at.x + width - nfe_width - 0.5F * font) return;
    draw_text(list, {x, y}, text, packed(color));
    x += room + 1.2F * font;  // of the widest text, so that nothing trembles while it plays
  };
  if (process) {
    put(time_text(*process, place.level, style.unit, place.step.value()), colors.accent,
        process->discrete() ? "t = 0000" : "t = 0.000");
    put(noise_text(*process, place.level), colors.muted, "\u1FB1 = 0.000");
  }
  if (width > nfe_width) draw_text(list, {at.x + width, y}, nfe, packed(colors.muted), {1, 0});
}

void tooltip(const LaneRun& lane, int particle, const LaneFrame& frame, const Mixture* model) {
  const Vec2 x = state_at(*lane.trajectory, static_cast<std::size_t>(particle), frame.row);
  const auto pair = [](const Vec2& v) {
    std::string text = "(";
    return text.append(number_text(v[0])).append(", ").append(number_text(v[1])).append(")");
  };
  ImGui::BeginTooltip();
  ImGui::Text("particle %d", particle);
  ImGui::Text("x\u209C  %s", pair(x).c_str());
  if (model) {
    const GuidedModel asked(*model, frame.level, frame.guide, frame.weight);
    ImGui::Text("E[x\u2080 | x\u209C]  %s", pair(asked.plain(x).x0_hat).c_str());
    if (frame.weight != 0) ImGui::Text("guided  %s", pair(asked(x).x0_hat).c_str());
  }
  ImGui::EndTooltip();
}

}  // namespace

Camera home_camera(const DataSpec& data) {
  double reach = 2.6;  // of a standard normal cloud, all but 1 in 30
  for (const Component& c : data.components) {
    const double std = 2.5 * std::max(c.std[0], c.std[1]);
    reach = std::max({reach, std::abs(c.mean[0]) + std, std::abs(c.mean[1]) + std});
  }
  return {{0, 0}, 1.1 * reach};
}

int ParticlePanes::times_drawn() const {
  int sum = 0;
  for (const LanePicture& picture : pictures_) sum += picture.times_drawn();
  return sum;
}

bool ParticlePanes::interact(const Runs& runs, const LaneRun& lane, double row, ViewSpec& view,
                             Highlight& next, Highlight& highlight, const ImVec2& min,
                             const ImVec2& size) {
  const ImGuiIO& io = ImGui::GetIO();
  const int width = static_cast<int>(size.x), height = static_cast<int>(size.y);
  bool changed = false;
  if (ImGui::IsItemActivated()) dragged_ = false;
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
    dragged_ = true;
    const double unit = camera_of(view, size).scale(height);
    view.center[0] -= io.MouseDelta.x / unit;
    view.center[1] += io.MouseDelta.y / unit;
    changed = io.MouseDelta.x != 0 || io.MouseDelta.y != 0;
  }
  if (!ImGui::IsItemHovered()) return changed;
  ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
  const Vec2 mouse{io.MousePos.x - min.x, io.MousePos.y - min.y};
  const Vec2 x = camera_of(view, size).to_data(mouse, width, height);
  if (io.MouseWheel != 0) {
    const double factor = std::pow(1.15, -io.MouseWheel);
    const double half = std::clamp(view.half_height * factor, 1e-3, 1e4);
    const double ratio = half / view.half_height;
    for (std::size_t i = 0; i < 2; ++i)  // what is under the mouse stays there
      view.center[i] = x[i] + (view.center[i] - x[i]) * ratio;
    view.half_height = half;
    changed = true;
  }
  if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) && runs.model) {
    const Camera home = home_camera(runs.model->data());
    view.center = home.center;
    view.half_height = home.half_height * std::max(1.0, static_cast<double>(height) / width);
    dragged_ = true;  // the release that follows pins nothing
    return true;
  }
  if (lane.trajectory && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    const double reach = 0.8 * ImGui::GetFontSize() / camera_of(view, size).scale(height);
    next.hovered = nearest_particle(*lane.trajectory, row, x, reach);
  }
  if (ImGui::IsItemDeactivated() && !dragged_)
    highlight.pinned = highlight.pinned == next.hovered ? -1 : next.hovered;
  return changed;
}

bool ParticlePanes::draw(const Runs& runs, double position, ViewSpec& view, Highlight& highlight,
                         const ViewColors& colors, const ImVec2& size, const PaneStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const int lanes = static_cast<int>(runs.lanes.size());
  planes_.assign(runs.lanes.size(), ImVec4(0, 0, 0, 0));
  if (lanes == 0) {
    ImGui::Dummy(size);
    return false;
  }
  while (pictures_.size() < runs.lanes.size()) pictures_.emplace_back();
  pictures_.resize(runs.lanes.size());

  const float font = ImGui::GetFontSize();
  const float caption = style.captions ? std::round((1.2F * style.name_scale + (style.level ? 1.4F : 0.2F)) * font) : 0;
  const float below = std::round(1.6F * font), left = std::round(2.6F * font);
  const float gap = std::round(font);
  const int columns = best_columns(lanes, {size.x - left, size.y}, caption + below);
  const int rows = (lanes + columns - 1) / columns;
  const ImVec2 plane{
      std::floor((size.x - left - gap * static_cast<float>(columns - 1)) /
                 static_cast<float>(columns)),
      std::floor(size.y / static_cast<float>(rows) - caption - below)};
  if (plane.x < 16 || plane.y < 16) {  // no room for a picture
    ImGui::Dummy(size);
    return false;
  }

  const ImVec2 pixels = ImGui::GetIO().DisplayFramebufferScale;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Highlight next = highlight;
  next.hovered = -1;
  bool changed = false;
  for (int i = 0; i < lanes; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const LaneRun& lane = runs.lanes[index];
    const Cursor place = cursor(runs, index, position);
    const double at = static_cast<double>(place.lower) + place.fraction;
    const auto column = static_cast<float>(i % columns), line = static_cast<float>(i / columns);
    const ImVec2 min{corner.x + left + column * (plane.x + gap),
                     corner.y + line * (plane.y + caption + below) + caption};
    const ImVec2 max{min.x + plane.x, min.y + plane.y};
    planes_[index] = {min.x, min.y, max.x, max.y};
    bool explained = false;
    if (style.interactive) {
      ImGui::PushID(i);
      ImGui::SetCursorScreenPos(min);
      ImGui::InvisibleButton("plane", plane);
      changed |= interact(runs, lane, at, view, next, highlight, min, plane);
      explained = next.hovered >= 0 && ImGui::IsItemHovered();
      ImGui::PopID();
    }
    const Camera camera = camera_of(view, plane);
    LaneFrame frame{.width = std::max(1, static_cast<int>(std::lround(plane.x * pixels.x))),
                    .height = std::max(1, static_cast<int>(std::lround(plane.y * pixels.y))),
                    .pixel_scale = pixels.y * std::max(1.0F, font / 15),
                    .camera = camera,
                    .row = at,
                    .level = place.level,
                    .guide = runs.guide,
                    .weight = guidance_weight(lane.plan, place.plan_row, place.fraction > 0),
                    .density = view.density,
                    .trails = view.trails,
                    .arrows = view.arrows,
                    .chords = view.chords,
                    .tracked = view.tracked,
                    .highlighted = highlight.shown(),
                    .hue = colors.lane(index),
                    .colors = colors};
    if (explained) tooltip(lane, next.hovered, frame, runs.model.get());
    const GLuint texture = renderer_.draw(pictures_[index], lane.trajectory, runs.model, frame);
    list.AddImage(ImTextureRef(static_cast<ImTextureID>(texture)), min, max, {0, 1}, {1, 0});
    draw_axes(list, camera, min, plane, i % columns == 0, colors);
    if (style.captions)
      draw_caption(list, runs.process.get(), lane, place, frame.hue, colors,
                   {min.x, min.y - caption}, plane.x, style);
  }
  highlight.hovered = next.hovered;
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return changed;
}

}  // namespace alphabar

#include "app/views/particles/data_handles.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/model/ellipse.h"

namespace alphabar {
namespace {

constexpr double handle_sigmas = 2;
constexpr double least_std = 1e-3, most_std = 100, most_mean = 100;
constexpr double least_share = 0.001;
constexpr std::size_t most_shown = 64;  // ellipses at once

double distance(const Vec2& a, const Vec2& b) { return (point_of(a) - point_of(b)).norm(); }

/// Gives `component` this share; the others keep their proportions.
void set_share(DataSpec& data, std::size_t component, double share) {
  const double before = data.components[component].weight;
  const double rest = (1 - share) / (1 - before);
  double sum = 0;
  for (Component& c : data.components) {
    if (&c == &data.components[component])
      c.weight = share;
    else
      c.weight *= rest;
    sum += c.weight;
  }
  for (Component& c : data.components) c.weight /= sum;
}

}  // namespace

Vec2 place_of(const Component& c, Handle::Part part) {
  if (part == Handle::Part::mean) return c.mean;
  const int axis = part == Handle::Part::axis_2 ? 1 : 0;
  const Point reach = handle_sigmas * point_of(c.std)[axis] * axes_of(c).col(axis);
  return vec2_of(point_of(c.mean) + reach);
}

std::optional<Handle> handle_at(const DataSpec& data, const Vec2& x, double reach,
                                std::optional<std::size_t> open) {
  std::optional<Handle> found;
  double nearest = reach;
  for (std::size_t k = 0; k < data.components.size(); ++k) {
    const double d = distance(data.components[k].mean, x);
    if (d > nearest) continue;
    nearest = d;
    found = {Handle::Part::mean, k};
  }
  if (found || !open || *open >= data.components.size()) return found;
  for (const Handle::Part part : {Handle::Part::axis_1, Handle::Part::axis_2}) {
    const double d = distance(place_of(data.components[*open], part), x);
    if (d > nearest) continue;
    nearest = d;
    found = {part, *open};
  }
  return found;
}

void drag_handle(DataSpec& data, const Handle& handle, const Vec2& x) {
  Component& c = data.components.at(handle.component);
  data.name = "custom";
  if (handle.part == Handle::Part::mean) {
    for (std::size_t i = 0; i < 2; ++i) c.mean[i] = std::clamp(x[i], -most_mean, most_mean);
    return;
  }
  const bool second = handle.part == Handle::Part::axis_2;
  const double length = distance(x, c.mean);
  c.std[second ? 1 : 0] = std::clamp(length / handle_sigmas, least_std, most_std);
  if (length > 0)
    c.angle = std::remainder(
        std::atan2(x[1] - c.mean[1], x[0] - c.mean[0]) - (second ? 0.5 * std::numbers::pi : 0),
        2 * std::numbers::pi);
}

void scale_weight(DataSpec& data, std::size_t component, double factor) {
  if (data.components.size() < 2) return;
  data.name = "custom";
  set_share(
      data, component,
      std::clamp(data.components.at(component).weight * factor, least_share, 1 - least_share));
}

bool add_component(DataSpec& data, const Vec2& x) {
  if (data.components.empty() || data.components.size() >= DataSpec::most) return false;
  Component added;
  double nearest = 1e300;
  for (const Component& c : data.components)
    if (distance(c.mean, x) < nearest) {
      nearest = distance(c.mean, x);
      added = c;
    }
  added.mean = {std::clamp(x[0], -most_mean, most_mean), std::clamp(x[1], -most_mean, most_mean)};
  added.weight = 0;
  data.name = "custom";
  data.components.push_back(added);
  set_share(data, data.components.size() - 1, 1 / static_cast<double>(data.components.size()));
  return true;
}

bool remove_component(DataSpec& data, std::size_t component) {
  if (data.components.size() < 2) return false;
  const double rest = 1 - data.components.at(component).weight;
  data.components.erase(data.components.begin() + static_cast<std::ptrdiff_t>(component));
  double sum = 0;
  for (Component& c : data.components) sum += c.weight /= rest;
  for (Component& c : data.components) c.weight /= sum;
  data.name = "custom";
  return true;
}

void draw_handles(ImDrawList& list, const DataSpec& data, const HandlesShown& handles,
                  const Plane& plane, const ViewColors& colors) {
  const auto& [open, all] = handles;
  const float font = ImGui::GetFontSize();
  const auto at = [&](const Vec2& x) { return plane.on_screen(x); };
  const auto dot = [&](const Vec2& x, float radius) {
    list.AddCircleFilled(at(x), radius + 1.5F, packed(colors.ground));
    list.AddCircleFilled(at(x), radius, packed(colors.text));
  };
  list.PushClipRect(plane.box.min, plane.box.max(), true);
  const std::size_t shown = all ? std::min(most_shown, data.components.size()) : 0;
  const auto draw = [&](std::size_t k) {
    const bool opened = k == open;
    const Component& c = data.components[k];
    const ImVec2 radius{static_cast<float>(handle_sigmas * c.std[0] * plane.scale()),
                        static_cast<float>(handle_sigmas * c.std[1] * plane.scale())};
    const auto turn = static_cast<float>(-c.angle);  // the screen's y points down
    const float width = (opened ? 0.14F : 0.09F) * font * colors.stroke;
    list.AddEllipse(at(c.mean), radius, packed(colors.ground, 0.8F), turn, 0, width + 2);
    list.AddEllipse(at(c.mean), radius, packed(colors.text, opened ? 1 : 0.6F), turn, 0, width);
    if (opened)
      for (const Handle::Part part : {Handle::Part::axis_1, Handle::Part::axis_2}) {
        list.AddLine(at(c.mean), at(place_of(c, part)), packed(colors.text, 0.7F), width);
        dot(place_of(c, part), 0.3F * font);
      }
    dot(c.mean, (opened ? 0.4F : 0.3F) * font);
  };
  for (std::size_t k = 0; k < shown; ++k)
    if (k != open) draw(k);
  if (open && *open < data.components.size()) {
    draw(*open);
    const Component& c = data.components[*open];
    const std::string share = "w = " + number_text(c.weight, 2);
    const ImVec2 text = text_size(share), middle = at(c.mean);
    const ImVec2 corner{middle.x + 0.7F * font, middle.y - 1.5F * font};
    list.AddRectFilled({corner.x - 0.2F * font, corner.y},
                       {corner.x + text.x + 0.2F * font, corner.y + text.y},
                       packed(colors.ground, 0.85F), 0.2F * font);
    draw_text(list, corner, share, packed(colors.text));
  }
  list.PopClipRect();
}

}  // namespace alphabar

#include "app/views/particles/pane_mouse.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "app/views/particles/render/lane_marks.h"
#include "core/model/ellipse.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

/// The camera that a double click returns to: the data, and a standard normal cloud, in view.
Camera home_camera(const DataSpec& data) {
  double reach = 2.6;  // of a standard normal cloud, all but 1 in 30
  for (const Component& c : data.components) {
    const double std = 2.5 * std::max(c.std[0], c.std[1]);
    reach = std::max({reach, std::abs(c.mean[0]) + std, std::abs(c.mean[1]) + std});
  }
  return {{0, 0}, 1.1 * reach};
}

/// Whether x lies in the ellipse of a component that is shown, or less than `more` beside it.
bool inside(const Component& c, const Vec2& x, double more) {
  const Point along = axes_of(c).transpose() * (point_of(x) - point_of(c.mean));
  return (along.array() / (2 * point_of(c.std).array() + more)).matrix().norm() <= 1;
}

}  // namespace

Camera camera_of(const ViewSpec& view, const ImVec2& size) {
  return {view.center, view.half_height * std::max(1.0, double{size.y} / double{size.x})};
}

void PaneMouse::begin(const ViewSpec& view, const DataSpec* data, const Brush& brush) {
  view_ = view;
  data_ = data;
  brush_ = brush;
  full_ = false;
  edited_.reset();
  view_changed_ = data_changed_ = over_ = false;
  under_ = -1;
}

PaneEdits PaneMouse::end() {
  if (!over_) {
    near_.reset();
    open_.reset();
    grab_.reset();
  }
  hovered_ = under_;
  PaneEdits edits;
  if (view_changed_) edits.view = view_;
  if (data_changed_) edits.data = std::move(edited_);
  edits.full = full_;
  edited_.reset();
  return edits;
}

DataSpec& PaneMouse::editable() {
  assert(data_);
  if (!edited_) edited_ = *data_;
  return *edited_;
}

void PaneMouse::find_handle(const Vec2& x, double unit) {
  const DataSpec& spec = *data();
  const double font = ImGui::GetFontSize();
  if (open_ && *open_ >= spec.components.size()) open_.reset();
  if (!grab_) {
    near_ = ImGui::IsItemHovered() ? handle_at(spec, x, 0.7 * font / unit, open_) : std::nullopt;
    if (near_)
      open_ = near_->component;
    else if (open_ && !(ImGui::IsItemHovered() && inside(spec.components[*open_], x, font / unit)))
      open_.reset();
  }
  if (ImGui::IsItemActivated() && near_) {
    const Vec2 place = place_of(spec.components[near_->component], near_->part);
    grab_ = Grab{*near_, {place[0] - x[0], place[1] - x[1]}};
  }
}

void PaneMouse::drag_component(const Vec2& x) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!grab_ || !ImGui::IsItemActive() || !ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return;
  dragged_ = true;
  if (grab_->handle.component >= data()->components.size() ||
      (io.MouseDelta.x == 0 && io.MouseDelta.y == 0))
    return;
  if (io.KeyShift)
    scale_weight(editable(), grab_->handle.component,
                 std::exp(-io.MouseDelta.y / (6 * ImGui::GetFontSize())));
  else
    drag_handle(editable(), grab_->handle, {x[0] + grab_->offset[0], x[1] + grab_->offset[1]});
  data_changed_ = true;
}

void PaneMouse::edit_hovered(const Vec2& x) {
  const ImGuiIO& io = ImGui::GetIO();
  const float wheel = io.MouseWheel + io.MouseWheelH;
  if (open_ && io.KeyShift && wheel != 0) {
    scale_weight(editable(), *open_, std::pow(1.1, wheel));
    data_changed_ = true;
  }
  if (open_ && view_.edit_data && !io.WantTextInput &&
      ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
    data_changed_ |= remove_component(editable(), *open_);
    open_.reset();
    near_.reset();
    grab_.reset();
  }
  if (io.KeyCtrl && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
    dragged_ = true;  // the release that follows pins nothing
    if (add_component(editable(), x)) {
      open_ = data()->components.size() - 1;
      data_changed_ = true;
    }
  }
}

void PaneMouse::edit(const PaneFrame& frame, const Plane& plane) {
  // Where noise hides the clusters, whoever drags means to pan.
  const bool seen = frame.level.s < frame.level.a;
  if (!view_.edit_data && !seen && !grab_) {
    near_.reset();
    open_.reset();
  } else if (data_ && (ImGui::IsItemHovered() || ImGui::IsItemActive())) {
    const Vec2 x = plane.in_data(ImGui::GetIO().MousePos);
    find_handle(x, plane.scale());
    drag_component(x);
    if (!ImGui::IsItemActive()) grab_.reset();
    if (ImGui::IsItemHovered()) edit_hovered(x);
  }
}

bool PaneMouse::draw(const Plane& plane) {
  if (!data_ || brush_.tool == Brush::Tool::none) return false;
  if (!ImGui::IsItemActive()) stroke_.reset();
  if (!ImGui::IsItemHovered() && !ImGui::IsItemActive()) return true;
  near_.reset();
  open_.reset();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  ImGui::GetWindowDrawList()->AddCircle(mouse, static_cast<float>(brush_.radius * plane.scale()),
                                        ImGui::GetColorU32(ImGuiCol_Text), 0, 2);
  if (!ImGui::IsItemActive()) return true;
  dragged_ = true;  // the release pins nothing
  const Point x = point_of(plane.in_data(mouse));
  if (stroke_ && *stroke_ == x) return true;
  if (brush_.tool == Brush::Tool::draw) {
    full_ = !paint(editable(), brush_, stroke_.value_or(x), x);
    data_changed_ = true;
  } else {
    data_changed_ |= erase(editable(), brush_, x);
  }
  stroke_ = x;
  return true;
}

void PaneMouse::pan(const Plane& plane) {
  const ImVec2 by = ImGui::GetIO().MouseDelta;
  if (grab_ || !ImGui::IsItemActive() || !ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return;
  dragged_ = true;
  view_.center[0] -= by.x / plane.scale();
  view_.center[1] += by.y / plane.scale();
  view_changed_ |= by.x != 0 || by.y != 0;
}

void PaneMouse::zoom(const Vec2& x) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.MouseWheel == 0 || io.KeyShift) return;
  const double factor = std::pow(1.15, -io.MouseWheel);
  const double half = std::clamp(view_.half_height * factor, 1e-3, 1e4);
  const double ratio = half / view_.half_height;
  for (std::size_t i = 0; i < 2; ++i)  // what is under the mouse stays there
    view_.center[i] = x[i] + (view_.center[i] - x[i]) * ratio;
  view_.half_height = half;
  view_changed_ = true;
}

void PaneMouse::find_particle(const PaneFrame& frame, const Vec2& x, double reach) {
  for (const Layer& layer : frame.layers) {
    if (!layer.run || !layer.noised.empty()) continue;
    const int found = nearest_particle(*layer.run, layer.row, x, reach);
    if (found < 0) continue;
    const Vec2 there = state_at(*layer.run, static_cast<std::size_t>(found), layer.row);
    reach = (point_of(there) - point_of(x)).norm();
    under_ = found;
  }
}

void PaneMouse::pin() {
  const int wanted = view_.pinned == under_ ? -1 : under_;
  view_changed_ |= wanted != view_.pinned;
  view_.pinned = wanted;
}

void PaneMouse::over(const PaneFrame& frame, const Box& box) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool doubled = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  over_ |= ImGui::IsItemHovered() || ImGui::IsItemActive();
  if (ImGui::IsItemActivated()) {
    dragged_ = false;
    if (!doubled) pinned_before_ = view_.pinned;
  }
  const bool draws = draw(plane_in(box));
  if (!draws) {
    edit(frame, plane_in(box));
    pan(plane_in(box));
  }
  if (!ImGui::IsItemHovered()) return;
  ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
  const Vec2 x = plane_in(box).in_data(io.MousePos);
  zoom(x);
  if (draws) return;
  if (doubled && frame.target && !io.KeyCtrl) {
    const Camera home = home_camera(frame.target->data());
    const Plane plane = plane_in(box);
    view_.center = home.center;
    view_.half_height =
        home.half_height * std::max(1.0, static_cast<double>(plane.height()) / plane.width());
    view_.pinned = pinned_before_;
    view_changed_ = dragged_ = true;  // the release that follows pins nothing
    return;
  }
  const bool held = data_ && view_.edit_data && near_;  // a handle, not a particle, is meant
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && !held)
    find_particle(frame, x, 0.8 * ImGui::GetFontSize() / plane_in(box).scale());
  if (ImGui::IsItemDeactivated() && !dragged_ && !held && !io.KeyCtrl) pin();
}

}  // namespace alphabar

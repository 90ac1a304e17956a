#pragma once

#include <optional>

#include "app/views/particles/data_handles.h"
#include "app/views/particles/plane.h"
#include "app/views/particles/render/pane_frame.h"
#include "core/model/draws/brush.h"
#include "core/runs/runs.h"

namespace alphabar {

/// What somebody asks of a scene with the mouse; empty where it is to stay as it is.
struct PaneEdits {
  std::optional<ViewSpec> view;  ///< another camera or pin
  std::optional<DataSpec> data;
  bool full = false;  ///< the brush had more points than a set may have
};

/// The camera of a plane of this size: the view's extent reaches to the nearest edges, so that a
/// narrow pane cuts nothing off.
Camera camera_of(const ViewSpec& view, const ImVec2& size);

/// The mouse over particle panes: pans, zooms, follows and pins particles, drags the data's handles
/// and edits its components, as ParticlePanes::draw says.
class PaneMouse {
 public:
  /// Starts a frame. `data` null: it cannot be edited. They outlive end().
  void begin(const ViewSpec& view, const DataSpec* data, const Brush& brush);
  /// Answers the mouse over the last ImGui item, which lies over a pane's picture in `box`.
  void over(const PaneFrame& frame, const Box& box);
  PaneEdits end();

  const ViewSpec& view() const { return view_; }  ///< as edited so far
  const DataSpec* data() const { return edited_ ? &*edited_ : data_; }
  std::optional<std::size_t> open() const { return open_; }  ///< the component that shows its axes

  int hovered() const { return hovered_; }  ///< the particle under the mouse in the last frame; -1
  int under() const { return under_; }      ///< the same, in this one so far

 private:
  struct Grab {
    Handle handle;
    Vec2 offset;  // from the mouse to it
  };

  Plane plane_in(const Box& box) const { return {box, camera_of(view_, box.size)}; }
  DataSpec& editable();
  void find_handle(const Vec2& x, double unit);
  void drag_component(const Vec2& x);
  void edit_hovered(const Vec2& x);
  void edit(const PaneFrame& frame, const Plane& plane);
  /// The brush, where one is in hand: it follows the mouse. False: there is none.
  bool draw(const Plane& plane);
  void pan(const Plane& plane);
  void zoom(const Vec2& x);
  void find_particle(const PaneFrame& frame, const Vec2& x, double reach);
  void pin();

  // Of the frame that is being drawn.
  ViewSpec view_;
  const DataSpec* data_ = nullptr;
  Brush brush_;
  std::optional<DataSpec> edited_;
  bool view_changed_ = false, data_changed_ = false;
  bool over_ = false;  // some pane
  int under_ = -1;

  int hovered_ = -1;
  int pinned_before_ = -1;           // the first click of what may become a double one
  bool dragged_ = false;             // since the button went down
  std::optional<Handle> near_;       // under the mouse
  std::optional<Grab> grab_;         // while the button is down
  std::optional<std::size_t> open_;  // the component whose axes are shown
  std::optional<Point> stroke_;      // where the brush was, while the button is down
  bool full_ = false;                // a stroke had more points than a set may have
};

}  // namespace alphabar

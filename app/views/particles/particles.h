#pragma once

#include <imgui.h>

#include <optional>
#include <vector>

#include "app/views/particles/data_handles.h"
#include "app/views/particles/render/particle_renderer.h"
#include "core/runs/runs.h"

namespace alphabar {

/// The camera that a double click returns to: the data, and a standard normal cloud, in view.
Camera home_camera(const DataSpec& data);

/// How particle panes are drawn, beyond the scene's own view.
struct PaneStyle {
  bool interactive = true;      ///< answers the mouse
  bool captions = true;         ///< name, time, noise level and NFE above each pane
  bool level = true;            ///< time and noise level in the captions
  TimeUnit unit = TimeUnit::t;  ///< of the time there
  ImFont* strong = nullptr;     ///< of a lane's name; null: the current font
  float name_scale = 1.2F;      ///< of a lane's name, against the current font
};

/// One pane for each lane, side by side (in two rows where that shows more), or one for all, and
/// one for the forward process where it is asked for; all with one camera.
class ParticlePanes {
 public:
  /// A context of OpenGL 3.3 core is current. Throws Failed where a shader does not compile.
  ParticlePanes() = default;

  /// Fills `size` points of the current ImGui window at the cursor. Dragging pans, the wheel zooms,
  /// a double click returns home, the mouse highlights the nearest particle, a click pins it, a
  /// second one frees it: true where `view` (its camera and pin only) or `data` was changed.
  ///
  /// `data`, where it is given, can be edited: near a component's mean, and of all components where
  /// view.edit_data says so, handles are shown. Means and the ends of axes are dragged; a vertical
  /// drag or the wheel with Shift changes a weight; Ctrl and a double click adds a component,
  /// Delete removes the one whose axes are shown.
  bool draw(const Runs& runs, double position, ViewSpec& view, const ViewColors& colors,
            const ImVec2& size, const PaneStyle& style = {}, DataSpec* data = nullptr);

  /// The particle under the mouse in the last frame, in any pane; -1: none: for tests.
  int hovered() const { return hovered_; }
  /// Pictures drawn since the beginning, of all lanes: for tests of what is kept.
  int times_drawn() const;
  /// Screen rectangle of the plane of a lane of the runs in the last frame: min x, min y, max x,
  /// max y; of no size where it is not shown.
  ImVec4 plane(std::size_t lane) const { return planes_.at(lane); }

 private:
  bool interact(const Runs& runs, const PaneFrame& frame, ViewSpec& view, int& under,
                const ImVec2& min, const ImVec2& size, DataSpec* data);
  bool edit(DataSpec& data, const Vec2& x, double unit, bool handles);

  ParticleRenderer renderer_;
  std::vector<PanePicture> pictures_;
  std::vector<ImVec4> planes_;
  int hovered_ = -1;
  int pinned_before_ = -1;  // the first click of what may become a double one
  bool dragged_ = false;    // since the button went down

  struct Grab {
    Handle handle;
    Vec2 offset;  // from the mouse to it
  };
  std::optional<Handle> near_;       // under the mouse
  std::optional<Grab> grab_;         // while the button is down
  std::optional<std::size_t> open_;  // the component whose axes are shown
};

}  // namespace alphabar

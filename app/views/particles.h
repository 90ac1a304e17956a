#pragma once

#include <imgui.h>

#include <vector>

#include "app/session/runs.h"
#include "app/views/particle_renderer.h"

namespace alphabar {

/// Which particle stands out, in every lane at once. Shared by the views of a window; no part of a
/// scene.
struct Highlight {
  int hovered = -1;  ///< under the mouse in this frame, in any pane; -1: none
  int pinned = -1;   ///< stays when the mouse goes; a click sets it, a second click ends it

  int shown() const { return hovered >= 0 ? hovered : pinned; }
  bool operator==(const Highlight&) const = default;
};

/// The camera that a double click returns to: the data, and a standard normal cloud, in view.
Camera home_camera(const DataSpec& data);

/// How particle panes are drawn, beyond the scene's own view.
struct PaneStyle {
  bool interactive = true;  ///< answers the mouse
  bool captions = true;     ///< name, time, noise level and NFE above each pane
  bool level = true;        ///< time and noise level in the captions
  TimeUnit unit = TimeUnit::t;  ///< of the time there
  ImFont* strong = nullptr;  ///< of a lane's name; null: the current font
  float name_scale = 1.2F;   ///< of a lane's name, against the current font
};

/// One pane for each lane, side by side (in two rows where that shows more), with one camera.
class ParticlePanes {
 public:
  /// A context of OpenGL 3.3 core is current. Throws Failed where a shader does not compile.
  ParticlePanes() = default;

  /// Fills `size` points of the current ImGui window at the cursor. Dragging pans, the wheel zooms,
  /// a double click returns home, the mouse highlights the nearest particle, a click pins it: true
  /// where `view` was changed (its camera only).
  bool draw(const Runs& runs, double position, ViewSpec& view, Highlight& highlight,
            const ViewColors& colors, const ImVec2& size, const PaneStyle& style = {});

  /// Pictures drawn since the beginning, of all lanes: for tests of what is kept.
  int times_drawn() const;
  /// Screen rectangle of a lane's plane in the last frame: min x, min y, max x, max y.
  ImVec4 plane(std::size_t lane) const { return planes_.at(lane); }

 private:
  bool interact(const Runs& runs, const LaneRun& lane, double row, ViewSpec& view, Highlight& next,
                Highlight& highlight, const ImVec2& min, const ImVec2& size);

  ParticleRenderer renderer_;
  std::vector<LanePicture> pictures_;
  std::vector<ImVec4> planes_;
  bool dragged_ = false;  // since the button went down
};

}  // namespace alphabar

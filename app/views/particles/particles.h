#pragma once

#include <imgui.h>

#include <optional>
#include <span>
#include <vector>

#include "app/views/particles/cards.h"
#include "app/views/particles/pane_mouse.h"
#include "app/views/particles/render/particle_renderer.h"
#include "core/runs/runs.h"

namespace alphabar {

struct Pane;

/// How particle panes are drawn, beyond the scene's own view.
struct PaneStyle {
  ViewColors colors;
  bool interactive = true;                     ///< answers the mouse
  const DataSpec* data = nullptr;              ///< what the mouse can edit; null: nothing
  bool numbers = true;                         ///< of the pinned particle, on the panes
  Brush brush = {};                            ///< what it does that with, where one is in hand
  std::optional<TimeUnit> time = TimeUnit::t;  ///< in the captions, with the noise level
  ImFont* strong = nullptr;                    ///< of a lane's name; null: the current font
  std::span<const Card> cards = {};            ///< that stand on the panes
};

/// One pane for each lane, side by side (in two rows where that shows more), or one for all, and
/// one for the forward process where it is asked for; all with one camera.
class ParticlePanes {
 public:
  /// A context of OpenGL 3.3 core is current. Throws Failed where a shader does not compile.
  ParticlePanes() = default;

  /// Fills `size` points of the current ImGui window at the cursor. Dragging pans, the wheel zooms,
  /// a double click returns home, the mouse highlights the nearest particle, a click pins it, a
  /// second one frees it: returns the view or the data that are asked for so.
  ///
  /// style.data, where it is given, can be edited: near a component's mean, and of all components
  /// where view.edit_data says so, handles are shown. Means and the ends of axes are dragged; a
  /// vertical drag or the wheel with Shift changes a weight; Ctrl and a double click adds a
  /// component, Delete removes the one whose axes are shown. With a brush in hand the mouse draws
  /// points, or erases them.
  PaneEdits draw(const Runs& runs, double position, const ViewSpec& view, const ImVec2& size,
                 const PaneStyle& style);

  /// The particle under the mouse in the last frame, in any pane; -1: none: for tests.
  int hovered() const { return mouse_.hovered(); }
  /// Pictures drawn since the beginning, of all lanes: for tests of what is kept.
  int times_drawn() const;
  /// What the last frame's picture with this texture shows; null: it is none of them.
  const PaneFrame* shown_in(GLuint texture) const;
  /// Screen rectangle of the plane of a lane of the runs in the last frame: min x, min y, max x,
  /// max y; of no size where it is not shown.
  ImVec4 plane(std::size_t lane) const { return planes_.at(lane); }

 private:
  struct Shared;
  PaneFrame frame_of(const Shared& shared, const Pane& pane, const ImVec2& plane) const;
  void draw_pane(Shared& shared, std::size_t index, const Box& box);

  ParticleRenderer renderer_;
  std::vector<PanePicture> pictures_;
  std::vector<ImVec4> planes_;
  PaneMouse mouse_;
  Cards cards_;
};

}  // namespace alphabar

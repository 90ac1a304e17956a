#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "app/views/curves/curve_plot.h"
#include "app/views/draw/level_edit.h"
#include "core/scene/plot_spec.h"

namespace alphabar {

/// Handles of the levels that lanes have by hand: along the time axis of every plot, and along the
/// value axis of those of sigma and lambda. They are dragged, added by a double click on the time
/// axis and removed by Delete. Hollow ones lie outside the process.
class LevelHandles {
 public:
  /// More levels than this have no handles: they would be one bar.
  static constexpr std::size_t most = 200;

  /// Inside the plot: draws the handles and finds what the mouse is on. Returns a hint on it, or
  /// null; it stands until the next call.
  const char* draw(const PlotFrame& frame, PlotKind kind);

  /// After the plot drawn last: whether the mouse is on one of them, and what it asks for.
  bool owns_mouse() const { return held_ || on_; }
  /// Whether it is where a double click adds a level: a near miss is not meant for the curve.
  bool on_rail() const { return on_rail_; }
  std::optional<LevelEdit> edit(const PlotFrame& frame, PlotKind kind, const PlotMouse& mouse);

 private:
  enum class Axis { time, value };
  struct Handle {
    std::size_t lane;   // in derived.lanes
    std::size_t level;  // in its grid's values
    Axis axis;
    bool operator==(const Handle&) const = default;
  };
  struct Drawn {
    Handle handle;
    ImVec2 at;  // where its tip is, in pixels
    bool outside;
  };
  static std::vector<Drawn> handles(const PlotFrame& frame, PlotKind kind);
  static void paint(const PlotFrame& frame, const Drawn& drawn, bool lit);
  static LevelEdit moved(const PlotFrame& frame, PlotKind kind, const PlotMouse& mouse,
                         Handle& held);

  std::optional<Handle> on_, held_;
  PlotKind held_in_ = PlotKind::level;
  bool on_rail_ = false;  // where a double click adds one
  std::string hint_;
};

}  // namespace alphabar

#pragma once

#include <imgui.h>

#include <memory>

#include "app/views/draw/formula_sheet.h"
#include "core/runs/runs.h"

namespace alphabar {

struct Pane;
struct PaneFrame;
struct PaneStyle;
struct Plane;

/// The scene's cards over its panes: words on a plate, with an arrow to what they are about.
class Cards {
 public:
  /// Those of the lanes that `pane` shows, at a place on the time slider. A card is kept inside the
  /// plane; of one whose target lies outside the arrow ends at its edge.
  void draw(ImDrawList& list, const Runs& runs, const Pane& pane, const PaneFrame& frame,
            double position, const Plane& plane, const PaneStyle& style);

 private:
  std::unique_ptr<FormulaSheet> formulas_;  ///< made with the context that it is drawn in
};

}  // namespace alphabar

#pragma once

#include <imgui.h>

#include <memory>

#include "app/views/draw/formula_sheet.h"
#include "core/runs/runs.h"

namespace alphabar {

struct Pane;
struct PaneFrame;
struct Plane;

/// The scene's cards over its panes: words on a plate, with an arrow to what they are about.
class Cards {
 public:
  /// Those of the lanes that `pane` shows, at a place on the time slider. A card is kept inside the
  /// plane; one whose target lies outside points to its edge. `strong`: of words that stand out.
  void draw(ImDrawList& list, const Runs& runs, const Pane& pane, const PaneFrame& frame,
            double position, const Plane& plane, ImFont* strong);

 private:
  std::unique_ptr<FormulaSheet> formulas_;  ///< made with the context that it is drawn in
};

}  // namespace alphabar

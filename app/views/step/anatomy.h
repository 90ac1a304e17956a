#pragma once

#include <imgui.h>

#include <optional>
#include <string>

#include "app/views/draw/formula_sheet.h"
#include "app/views/draw/identity.h"
#include "app/views/particles/particles.h"
#include "app/views/step/step_text.h"
#include "core/engine/one_step.h"

namespace alphabar {

/// The step of one particle in one lane: its formula in symbols and in numbers, what ran term by
/// term, and its geometry. Made, used and destroyed with its OpenGL context current.
class StepAnatomy {
 public:
  /// Fills what is left of the current ImGui window. The particle is the pinned one, else the
  /// first; the row the one that made, or is making, what the lane shows. The buttons edit `scene`:
  /// which lane is shown, and its sampler as one of the three cases of Song, Meng and Ermon 2021.
  void draw(const Runs& runs, Scene& scene, const ViewColors& colors);

  /// The step of the last frame; null where there was none: for tests.
  const OneStep* step() const { return step_ ? &*step_ : nullptr; }
  const FormulaSheet& sheet() const { return sheet_; }

 private:
  void look(const Runs& runs, std::size_t lane, std::size_t particle, int row);
  /// The formulas of the step, with the size that they would like to have.
  struct Page {
    StepText text;
    std::string title, source, ran;  ///< of the two captions; ran: how to read what ran
    ImVec2 wanted{};                 ///< with captions of one line each
    bool where_beside = false;       ///< what the names stand for is beside the formula, not below
  };
  Page page(Theme theme, const ViewColors& colors, const ImVec2& room);
  static float captions(const Page& page, float width);  ///< their height; a note may wrap
  static float fit(const Page& page, const ImVec2& size);
  void draw_page(const Page& page, const ViewColors& colors, const ImVec2& size, float large);

  struct Key {
    Identity run;
    std::size_t lane = 0, particle = 0;
    int row = -1;
    bool operator==(const Key&) const = default;
  };
  FormulaSheet sheet_;
  Key key_;    // of step_
  Lane lane_;  // that step_ is of: the one shown, or until that has run what it was before
  std::optional<OneStep> step_;
};

}  // namespace alphabar

#pragma once

#include <imgui.h>

#include <optional>
#include <string>

#include "app/views/draw/box.h"
#include "app/views/draw/formula_sheet.h"
#include "app/views/draw/identity.h"
#include "app/views/particles/particles.h"
#include "app/views/step/step_text.h"
#include "core/engine/one_step.h"
#include "core/figures/posterior.h"

namespace alphabar {

/// What the user asked of the step that is shown; empty: nothing.
struct StepEdits {
  std::optional<int> lane;             ///< for ViewSpec::step_lane
  std::optional<SamplerSpec> sampler;  ///< for the lane of the scene that is shown
  std::size_t sampler_lane = 0;        ///< which that is
  std::optional<bool> posterior;       ///< for ViewSpec::posterior
};

struct AnatomyStyle {
  ViewColors colors;
  bool presents = false;  ///< for a room: the row as it ran is left out where the formulas would be
                          ///< small for its sake
};

/// The step of one particle in one lane: its formula in symbols and in numbers, what ran term by
/// term, and its geometry. Made, used and destroyed with its OpenGL context current.
class StepAnatomy {
 public:
  /// Fills what is left of the current ImGui window. The particle is the pinned one, else the
  /// first; the row the one that made, or is making, what the lane shows. The buttons ask for
  /// another lane, or for one of the three cases of Song, Meng and Ermon 2021 as its sampler.
  StepEdits draw(const Runs& runs, const Scene& scene, const AnatomyStyle& style);

  /// The step of the last frame; null where there was none: for tests.
  const OneStep* step() const { return step_ ? &*step_ : nullptr; }
  const FormulaSheet& sheet() const { return sheet_; }

 private:
  /// Which step is shown.
  struct Shown {
    std::size_t lane = 0, particle = 0;
    int row = -1;
    bool there = false;  ///< it ran
  };
  static Shown shown_of(const Runs& runs, const Scene& scene);
  void find_step(const Runs& runs, const Shown& shown);
  void find_posterior(const Runs& runs, const Shown& shown);
  /// The line above: which lane, which particle, which step; the three cases at the right.
  static void draw_head(const Runs& runs, const Scene& scene, const Shown& shown,
                        const ViewColors& colors, StepEdits& edits);
  /// Formulas and picture, in what is left of the window's `room` points.
  void draw_step(const ViewSpec& view, std::size_t lane, const AnatomyStyle& style,
                 const ImVec2& room);
  /// The formulas of the step, with the size that they would like to have.
  struct Page {
    StepText text;
    std::string title, source, ran;  ///< of the two captions; ran: how to read what ran; empty: it
                                     ///< is left out
    ImVec2 wanted{};                 ///< with captions of one line each
    bool where_beside = false;       ///< what the names stand for is beside the formula, not below
  };
  Page page(Theme theme, const AnatomyStyle& style, const ImVec2& room);
  Page sized(Page page, const ViewColors& colors, const ImVec2& room);
  static float plain_captions(const Page& page);
  static float captions(const Page& page, float width);  ///< their height; a note may wrap
  static float fit(const Page& page, const ImVec2& size);
  /// Where formulas and picture go; both from the top left corner of their room.
  struct Parts {
    ImVec2 text;
    Box picture;
  };
  void make_readable(Page& page, Parts& parts, const ViewColors& colors, const ImVec2& room);
  static Parts lay_out(const Page& page, const ImVec2& room, float large);
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
  std::optional<Posterior> posterior_;  // of step_, where the view asks for it
};

}  // namespace alphabar

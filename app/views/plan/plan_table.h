#pragma once

#include <imgui.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "app/views/plan/level_cells.h"
#include "core/figures/plan_beside.h"
#include "core/plan/notes/plan_notes.h"
#include "core/runs/runs.h"

namespace alphabar {

/// A column of coefficients: there where a row uses it.
struct PlanCoefficient {
  std::string name;
  double (*value)(const Row& row, std::size_t j);
  std::size_t j = 0;
};

/// What the user asked of a table of a plan; empty: nothing.
struct PlanEdits {
  std::optional<double> position;      ///< that shows the row that was clicked
  std::optional<int> lane;             ///< for ViewSpec::plan_lane
  std::optional<PlanAgainst> against;  ///< for ViewSpec::plan_against
  LevelCellEdits cells;
};

/// The table that ran for one lane, row by row: where each step goes, its coefficients, evaluations
/// so far, what it shows, by how much it misses signal and noise, what is odd about it; and beside
/// it another lane, or a preset of a library on the same process. Levels are typed where they
/// stand.
class PlanTable {
 public:
  /// Draws in `size` points of the current ImGui window, at the cursor, what scene.view asks for.
  /// The row that makes what is shown is marked.
  PlanEdits draw(const Derived& derived, const Scene& scene, const ViewColors& colors,
                 const ImVec2& size);

 private:
  void read(const Derived& derived, std::size_t lane, const PlanAgainst& against);
  /// Which columns the table has.
  struct Shape {
    const Plan* other = nullptr;     // beside it
    bool levels = false;             // of both, as they are not the same
    bool noted = false;              // some row has a note
    bool from_zero = false;          // timesteps are told as t - 1
    std::vector<std::string> names;  // of the columns
    std::vector<PlanCoefficient> coefficients;
  };
  Shape shape_of(const Lane& lane, TimeUnit unit) const;
  /// The line above the table, in as many lines as it needs left of `right`, a pixel.
  void choices(const Derived& derived, const ViewSpec& view, float right, PlanEdits& edits) const;
  static bool begin(const Shape& shape, const ViewColors& colors, const ImVec2& size);
  void keep_in_sight(int shown, float line, float height);
  /// The number of a row, which takes its clicks. True: it was clicked.
  bool row_head(std::size_t at, const Shape& shape);
  /// All but its number.
  void draw_row(const Lane& lane, std::size_t at, const Shape& shape, const ViewColors& colors,
                LevelCellEdits& edits);
  void level_cell(const Lane& lane, std::size_t at, LevelUnit unit, const std::string& text,
                  LevelCellEdits& edits);
  void table(const Derived& derived, const Scene& scene, const ViewColors& colors,
             const ImVec2& size, PlanEdits& edits);

  Derived of_;  // that the next were made for, with lane and against
  std::size_t lane_ = 0;
  PlanAgainst against_;
  std::vector<RowNote> notes_;
  LevelCells cells_;
  PlanBeside beside_;
  int last_shown_ = -2;  // row of the plan; the table is scrolled there when it changes
};

}  // namespace alphabar

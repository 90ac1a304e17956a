#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/views/draw/level_edit.h"
#include "core/derive/derived.h"

namespace alphabar {

/// What the user asked of the levels in a table.
struct LevelCellEdits {
  std::optional<LevelEdit> levels;
  std::string problem;  ///< why what was typed is no number; empty: it is one
};

/// The cells of a plan's table that tell the level a row starts at, to be typed into, and the menu
/// of a row that adds, removes and spreads levels. A lane whose levels are not by hand has them by
/// hand after the first edit.
class LevelCells {
 public:
  /// Once for each plan: which rows start at which level of the lane's list.
  void read(const Lane& lane);

  /// The level of the list at which a row starts; none: it starts between two, or where the row
  /// before does.
  std::optional<std::size_t> level_at(std::size_t row) const { return level_of_row_[row]; }

  /// Begins to type into the cell of a row in a unit; `shown_less` is taken from what is typed in
  /// timesteps, which then count from 0.
  void begin(std::size_t row, LevelUnit unit, int shown_less);
  bool is_open(std::size_t row, LevelUnit unit) const {
    return open_ && open_->row == row && open_->unit == unit;
  }
  /// The field in the place of the open cell.
  void field(const Lane& lane, LevelCellEdits& edits);

  /// Rows of a click, and with Shift those from the last click to this one.
  void click(std::size_t row, bool to_here);
  bool is_marked(std::size_t row) const { return row >= marked_.first && row < marked_.end; }
  /// Inside the popup of a row.
  void menu(const Lane& lane, std::size_t row, LevelCellEdits& edits) const;

 private:
  struct Open {
    std::size_t row;
    LevelUnit unit;
    int shown_less;
    std::string text;
    bool focused = false;
  };
  struct Marked {
    std::size_t first = 0, end = 0;  // rows; empty: none
  };
  std::vector<std::optional<std::size_t>> level_of_row_;
  std::vector<Level> levels_;  // of the list, in the process's frame
  std::optional<Open> open_;
  Marked marked_;
  std::size_t clicked_ = 0;
};

}  // namespace alphabar

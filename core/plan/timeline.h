#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/plan/plan.h"
#include "core/process/level.h"

namespace alphabar {

/// A place between two rows of a run: `row + fraction`, with 0 <= fraction < 1, and fraction = 0 at
/// the last row.
struct RowPosition {
  std::size_t row = 0;
  double fraction = 0;

  double value() const { return static_cast<double>(row) + fraction; }
  bool operator==(const RowPosition&) const = default;
};

/// The levels a viewer steps through: plan.start, then `to` of every row that reports. At least 1.
std::vector<Level> reported_levels(const Plan& plan);

/// Position in [0, 1] to a row of a run with `rows` rows (1 or more): rows are spread evenly, 0 is
/// x_T and 1 the last row. Positions outside are clamped, NaN is 0.
RowPosition row_at(double position, std::size_t rows);

/// The inverse of row_at. A run of one row is at 1.
double position_of(double row, std::size_t rows);

/// The position `by` rows further (back where negative): from between two rows, the first step goes
/// to the next whole row in that direction. Never leaves [0, 1].
double step_position(double position, std::size_t rows, int by);

/// The level between two rows, t, a and s each interpolated linearly: what playing shows; at whole
/// rows it is that row's own level.
Level level_at(std::span<const Level> levels, RowPosition at);

/// Where another run is at time t: the place between its rows whose time, interpolated linearly, is
/// t; the end nearest to t where its times do not reach that far. Among rows of one time (Langevin
/// steps) the last. Times may fall (sampling) or rise (inversion).
RowPosition row_at_time(std::span<const Level> levels, double t);

/// The weight of guidance, Row::w, of the first evaluation from row `plan_row` on: of the split
/// that led to that row's state; 0 behind the last.
double guidance_weight_at(const Plan& plan, int plan_row);
/// The same behind row `plan_row` (-1: x_T): of the split that leads on from its state.
double guidance_weight_after(const Plan& plan, int plan_row);

/// The place in `levels` that is shown while the leading run is at `position` (0..1) of `leading`.
/// Both ends agree: position 0 is row 0 and position 1 the last row of every run. Between them the
/// times agree; where the leading run has no passing time (plain Langevin) or the other goes the
/// other way in time, rows are spread evenly instead.
RowPosition follow(std::span<const Level> leading, std::span<const Level> levels, double position);

}  // namespace alphabar

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/process/process.h"
#include "core/scene/sampler/grid_spec.h"

namespace alphabar {

// Levels given by hand (Spacing::by_hand), edited one by one. Each function leaves `values` from
// noisy to clean. Whether they fit the process, run_levels() says (core/process/levels/grid.h).

/// The number of a level in a unit: s / a, the process's time, or log(a / s).
double number_of(const Level& level, LevelUnit unit);

/// The level with that number; sigma and lambda are kept outside the process's range, times are
/// clamped to it.
Level level_of(const Process& process, LevelUnit unit, double number);

/// A grid with `levels` (as run_levels() has them: noisy to clean, the last where the run ends) by
/// hand: as times where those say all of them exactly, else as sigmas.
GridSpec by_hand(const Process& process, std::span<const Level> levels, bool end_clean);

/// The same levels counted in another unit.
void set_unit(const Process& process, GridSpec& grid, LevelUnit unit);

/// The level i becomes `number` in `unit`, in which all are counted from then on, and moves to its
/// place among the others. Returns that place.
std::size_t set_level(const Process& process, GridSpec& grid, std::size_t i, LevelUnit unit,
                      double number);

/// A level more, at its place, which is returned.
std::size_t add_level(GridSpec& grid, double number);

/// A level more half way to the next in log sigma, or, where one of the two has none, in time;
/// after the last, half way to the cleanest. Returns its place, i + 1.
std::size_t add_level_after(const Process& process, GridSpec& grid, std::size_t i);

/// Nothing happens where it is the only one that a run needs.
void remove_level(GridSpec& grid, std::size_t i);

/// The levels between `first` and `last` at even distances in `unit`; false, and nothing happens,
/// where one of the two is infinite there, or nothing is between them.
bool spread_levels(const Process& process, GridSpec& grid, std::size_t first, std::size_t last,
                   LevelUnit unit);

/// Discrete: every level to the nearest whole timestep, each taken once.
void snap_levels(const Process& process, GridSpec& grid);

/// Whether a level has more noise than the noisiest of the process, or less than its cleanest that
/// is not clean data.
bool is_outside(const Process& process, const Level& level);

}  // namespace alphabar

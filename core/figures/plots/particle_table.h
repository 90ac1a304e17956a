#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/runs/runs.h"

namespace alphabar {

/// One particle where a lane has it.
struct ParticleRow {
  std::string lane;  ///< its title
  std::size_t step;  ///< of the states that are kept; 0: x_T
  Level level;
  Vec2 x;
};

/// A particle in every lane that has run and has so many: at all kept states, or at the one nearest
/// to a position of the time slider (0..1). Lane by lane, in order.
std::vector<ParticleRow> particle_rows(const Runs& runs, std::size_t particle,
                                       std::optional<double> position);

/// As a table, comma-separated: lane, step, t, a, s, x_1 and x_2, and both over a, nan where a = 0.
/// Numbers read back as what they are.
std::string particle_csv(const std::vector<ParticleRow>& rows);

/// The same for people, a line a row, and for Python: a dict of arrays by lane, with the columns
/// step, t, a, s, x_1, x_2.
std::string particle_text(const std::vector<ParticleRow>& rows);
std::string particle_numpy(const std::vector<ParticleRow>& rows);

}  // namespace alphabar

#include "core/plan/invariants.h"

#include <cstddef>

namespace alphabar {

Shares shares(const Row& row) {
  Shares sum{row.from.a * row.c_x, row.from.s * row.c_x, row.c_z};
  for (std::size_t j = 0; j < Row::history; ++j) {
    sum.signal += row.c_d[j];
    sum.direction += row.c_e[j];
  }
  return sum;
}

Miss miss(const Row& row) {
  const Shares made = shares(row);
  return {made.signal - row.to.a,
          made.direction * made.direction + made.noise * made.noise - row.to.s * row.to.s};
}

}  // namespace alphabar

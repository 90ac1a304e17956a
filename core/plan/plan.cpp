#include "core/plan/plan.h"

#include <algorithm>

namespace alphabar {

int Plan::evaluations() const {
  return static_cast<int>(std::ranges::count_if(rows, [](const Row& r) { return r.evaluate; }));
}

int Plan::draws() const {
  return static_cast<int>(std::ranges::count_if(rows, [](const Row& r) { return r.draws(); }));
}

Decomposition decompose(const Row& row) {
  return {row.c_d[0] + row.a * row.c_x, row.c_e[0] + row.s * row.c_x, row.c_z};
}

}  // namespace alphabar

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/plan/invariants.h"
#include "core/plan/plan.h"

namespace alphabar {

/// What somebody who reads a plan wants to know of a row besides its numbers.
struct RowNote {
  int evaluations;  ///< NFE up to and with this row
  Miss miss;        ///< NaN where the invariants have no meaning (Langevin's rows)
  /// "zero length", "repeats a level", "a trial: x stays", "from the same x" or ""
  const char* flag;
};

/// One note a row. A row of zero length goes from a level to the same one and adds no noise; a row
/// repeats a level where it asks the model at the one that was asked last, after a whole step. The
/// row behind a trial is from the x that the trial was from, as in Heun's and PNDM's steps.
std::vector<RowNote> notes(const Plan& plan);

/// Two plans side by side, row by row from the first.
struct PlanDifference {
  /// The largest |a - b| of a coefficient or of a level's a and s; infinite where only one plan has
  /// the row. As many as the longer plan has.
  std::vector<double> rows;
  double largest = 0;     ///< of the rows that both have
  std::size_t where = 0;  ///< the row with it
};
PlanDifference difference(const Plan& a, const Plan& b);

}  // namespace alphabar

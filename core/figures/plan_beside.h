#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/derive/derived.h"
#include "core/plan/notes/plan_notes.h"

namespace alphabar {

/// A lane's table and the one beside it.
struct PlanBeside {
  std::optional<Plan> plan;   ///< empty: there is none
  PlanDifference difference;  ///< from it, row by row
  bool same_levels = true;    ///< every row of both goes between the same levels
  bool same_scale = true;     ///< and with the same a and s; else `difference` is that of in_size()
  std::string sentence;       ///< what the two have in common; or why there is only one
};

/// The same table for x / hypot(a, s) in the place of x, the levels' own size taken out: what is
/// the same of two plans whose runs differ by the scale of x alone, as in x and in x / a.
Plan in_size(Plan plan);

/// Which row of `other` stands beside a row of a plan whose levels are not all the same: the one
/// that starts at the nearest level, in log_snr; of several the one with the nearest number.
std::size_t row_beside(const Row& row, std::size_t number, const Plan& other);

/// Of one of the lanes and what it is compared with; a lane beside itself is alone. A preset is
/// built on the lane's process with its guidance.
PlanBeside plan_beside(const Derived& derived, std::size_t lane, const PlanAgainst& against);

}  // namespace alphabar

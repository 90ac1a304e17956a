#pragma once

#include <vector>

#include "core/files/arrays/csv.h"
#include "core/plan/plan.h"

namespace alphabar {

/// A plan as a table: every field of Row under its name, then the share of predicted x0 and the
/// direction of the lectures' reading. Yes and no are 1 and 0; report counts from none, 0.
std::vector<CsvColumn> plan_columns(const Plan& plan);

}  // namespace alphabar

#pragma once

#include <string>
#include <vector>

#include "core/files/arrays/csv.h"
#include "core/metrics/lane_distance.h"

namespace alphabar {

/// Two lanes, by their titles, and how far their particles are from each other.
struct LanePair {
  std::string lane, other;
  LaneDistance distance;
};

/// As a table: lane, other, place ("step", or "end" in the last row of a pair), t on the first
/// one's clock, rms.
std::vector<CsvColumn> distance_table(const std::vector<LanePair>& pairs);

}  // namespace alphabar

#pragma once

#include <string>
#include <vector>

#include "app/session/runs.h"
#include "core/plan/timeline.h"

namespace alphabar {

/// Where a lane is at one position of the transport.
struct LanePlace {
  RowPosition at;      ///< of the trajectory's rows (of the plan's reported ones before it ran)
  Level level;         ///< between those rows
  int plan_row = -1;   ///< the last row of the plan that has been run; -1 at x_T
  int evaluations = 0; ///< of the model, up to here
};

/// The levels of a lane's rows: of its trajectory where it has one, else of its plan.
std::vector<Level> lane_levels(const LaneRun& lane);

/// One for each lane; the first lane leads (follow() of core/plan/timeline.h). position in [0, 1].
std::vector<LanePlace> lane_places(const Runs& runs, double position);

/// A number for the screen: `digits` significant ones, a true minus sign, no exponent between 1e-4
/// and 1e6.
std::string number_text(double value, int digits = 3);

/// "t = 640", "t = 0.640" or, where time is sigma itself, "σ = 3.20".
std::string time_text(const Process& process, const Level& level);
/// "ᾱ = 0.31" of a process that keeps the variance, else "σ = 12.3"; empty where it says no more
/// than the time.
std::string noise_text(const Process& process, const Level& level);

}  // namespace alphabar

#pragma once

#include <string>

#include "core/plan/plan.h"
#include "core/process/process.h"
#include "core/scene/scene.h"

namespace alphabar {

/// A number for the screen: `digits` significant ones, a true minus sign, no exponent between 1e-4
/// and 1e6.
std::string number_text(double value, int digits = 3);

/// "t = 640", "t = 0.640" or, where time is sigma itself, "σ = 3.20".
std::string time_text(const Process& process, const Level& level);

/// The unit as it counts on a process: timesteps from 0 are of discrete ones alone.
TimeUnit unit_on(const Process& process, TimeUnit unit);

/// A time in a unit: "σ = " and 3.2.
struct TimeNumber {
  const char* symbol;
  double value;
};
TimeNumber time_number(const Process& process, const Level& level, TimeUnit unit, double step);

/// The time in the unit asked for: the above, "i = 639", "σ = 3.20", "λ = −1.07" or "step 12".
std::string time_text(const Process& process, const Level& level, TimeUnit unit, double step);

/// From when to when a row of a plan that is reported leads: "t = 410  →  t = 400", "step 59  →
/// step 60".
std::string times_text(const Process& process, const Plan& plan, int row, TimeUnit unit);

/// "ᾱ = 0.310" of a process that keeps the variance, else "σ = 12.3"; empty where it says no more
/// than the time.
std::string noise_text(const Process& process, const Level& level);

/// Evaluations of the model up to and with this row of the plan; -1: none.
int evaluations_until(const Plan& plan, int plan_row);

}  // namespace alphabar

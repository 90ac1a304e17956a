#include "core/scene/sampler/grid_spec.h"

#include <cmath>
#include <limits>
#include <string>

#include "core/base/check.h"
#include "core/scene/sampler/spacing_table.h"

namespace alphabar {
namespace {

/// What numbers of a unit may be.
struct ValueRange {
  const char* name;
  double low, high;
  double pure_noise;  ///< allowed as the first too; a NaN: there is none
};

ValueRange range_of(LevelUnit unit) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const double most = std::log(1e8);
  switch (unit) {
    case LevelUnit::sigma: break;
    case LevelUnit::t: return {"times", 0, 1e5, std::nan("")};
    case LevelUnit::lambda: return {"lambdas", -most, most, -infinite};
  }
  return {"sigmas", 1e-8, 1e8, infinite};
}

/// Levels given by hand: one or more, from noisy to clean.
void check_by_hand(const GridSpec& grid) {
  const char* where = "sampler";
  const std::vector<double>& v = grid.values;
  const ValueRange range = range_of(grid.values_in);
  const bool falls = grid.values_in != LevelUnit::lambda;
  if (v.empty() || v.size() > 100000)
    throw BadRequest(where, "values", std::to_string(v.size()) + " values",
                     std::string("1 to 100000 ") + range.name + ", from noisy to clean");
  if (!grid.end_clean && v.size() < 2)
    throw BadRequest(where, "values", "1 value", "2 or more, the last of them the end",
                     "give one more, or let the run end at clean data (end_clean)");
  for (std::size_t i = 0; i < v.size(); ++i) {
    const std::string name = "values[" + std::to_string(i) + "]";
    const bool pure_noise = i == 0 && v.size() > 1 && v[i] == range.pure_noise;
    if (!pure_noise) check_range(where, name, v[i], range.low, range.high);
    if (i > 0 && (falls ? v[i] > v[i - 1] : v[i] < v[i - 1]))
      throw BadRequest(
          where, name, to_text(v[i]),
          (falls ? "at most the one before, " : "at least the one before, ") + to_text(v[i - 1]),
          "sort the levels from noisy to clean");
  }
}

}  // namespace

bool uses(const GridSpec& grid, const GridOption::Member& option) {
  return spacing_info(grid.spacing).options.has(option);
}

void check_linear_quadratic(const GridSpec& grid) {
  const int n = grid.steps;
  if (n == 1) return;
  if (grid.linear_steps >= n)
    throw BadRequest("sampler", "linear_steps", std::to_string(grid.linear_steps),
                     "1 to " + std::to_string(n - 1) + ", fewer than steps",
                     "take fewer, or 0 for half of the steps");
  // The parabola falls all the way to 0.
  const int m = linear_part(grid);
  if (const double most = 2.0 * m / (n + m); grid.threshold > most)
    throw BadRequest("sampler", "threshold", to_text(grid.threshold),
                     "above 0, at most " + to_text(most) + " with " + std::to_string(m) + " of " +
                         std::to_string(n) + " steps linear",
                     "take a lower one, or more linear_steps");
}

int linear_part(const GridSpec& grid) {
  return grid.linear_steps > 0 ? grid.linear_steps : grid.steps / 2;
}

double flow_shift(const GridSpec& grid) {
  if (grid.tokens == 0) return grid.shift;
  const double slope = (grid.mu_high - grid.mu_low) / (grid.tokens_high - grid.tokens_low);
  return std::exp(grid.mu_low + slope * (grid.tokens - grid.tokens_low));
}

void check(const GridSpec& grid) {
  check_options(grid, options_of(grid), "sampler");
  if (grid.tokens > 0 && grid.tokens_high <= grid.tokens_low)
    throw BadRequest("sampler", "tokens_high", std::to_string(grid.tokens_high),
                     "more than tokens_low = " + std::to_string(grid.tokens_low));
  if (grid.tokens > 0 && !(std::abs(std::log(flow_shift(grid))) <= std::log(100)))
    throw BadRequest("sampler", "tokens", std::to_string(grid.tokens),
                     "a number whose shift is 0.01 to 100; it is " + to_text(flow_shift(grid)),
                     "mu_low and mu_high say log shift at tokens_low and tokens_high");
  if (grid.spacing == Spacing::linear_quadratic) check_linear_quadratic(grid);
  if (spacing_info(grid.spacing).picks == Picks::values) check_by_hand(grid);
}

}  // namespace alphabar

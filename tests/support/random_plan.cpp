#include "tests/support/random_plan.h"

#include <algorithm>

#include "core/rng/noise.h"

namespace alphabar {
namespace {

/// Uniform numbers, the same everywhere.
class Uniform {
 public:
  explicit Uniform(std::uint64_t seed) : seed_(seed) {}
  double operator()(double low, double high) {
    const auto words = philox_block(seed_, count_++, 0, Stream::shuffle);
    return low + (high - low) * unit_of_word(words[0]);
  }
  bool chance(double p) { return (*this)(0, 1) < p; }

 private:
  std::uint64_t seed_, count_ = 0;
};

}  // namespace

Plan random_plan(std::uint64_t seed, const RandomPlanOptions& options) {
  Uniform uniform(seed);
  Plan plan;
  plan.init_scale = uniform(0.5, 2);
  std::size_t depth = 0;
  for (int i = 0; i < options.rows; ++i) {
    Row row;
    row.evaluate = depth == 0 || uniform.chance(0.8);
    if (row.evaluate) {
      row.replace_newest = depth > 0 && uniform.chance(0.2);
      if (!row.replace_newest) depth = std::min<std::size_t>(depth + 1, Row::history);
      if (options.guided && uniform.chance(0.6)) row.w = uniform(-1, 3);
    }
    row.a = uniform.chance(0.1) ? 0 : uniform(0.1, 1);
    row.s = uniform(0.3, 1);
    row.c_x = uniform.chance(0.2) ? 0 : uniform(0.2, 0.5);
    for (std::size_t j = 0; j < depth; ++j) {
      if (uniform.chance(0.5)) row.c_d[j] = uniform(-0.2, 0.3);
      if (uniform.chance(0.5)) row.c_e[j] = uniform(-0.2, 0.2);
    }
    if (uniform.chance(0.2)) row.c_s = uniform(-0.05, 0.05);
    if (uniform.chance(0.3)) row.c_z = uniform(0.1, 0.3);
    row.draw = uniform.chance(0.3);
    if (options.correctors && uniform.chance(0.2)) {
      row.snr = uniform(0.05, 0.2);
      row.alpha = uniform(0.5, 1);
      row.c_z = row.c_s = 0;
    }
    row.commit = uniform.chance(0.8);
    row.report = uniform.chance(0.3) ? Report::none : Report::state;
    plan.rows.push_back(row);
  }
  return plan;
}

DataSpec random_mixture(std::uint64_t seed, int count, bool round) {
  Uniform uniform(seed);
  DataSpec data{"random", {}};
  double mass = 0;
  for (int k = 0; k < count; ++k) {
    Component c;
    c.mean = {uniform(-2, 2), uniform(-2, 2)};
    c.std = {uniform(0.1, 0.4), 0};
    c.std[1] = round ? c.std[0] : uniform(0.1, 0.4);
    c.angle = round ? 0 : uniform(0, 3);
    c.label = k % 3;
    mass += c.weight = uniform(0.2, 1);
    data.components.push_back(c);
  }
  for (Component& c : data.components) c.weight /= mass;
  return data;
}

}  // namespace alphabar

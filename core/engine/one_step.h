#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/model/denoiser.h"
#include "core/model/guide.h"
#include "core/model/point.h"
#include "core/plan/formula/step_formula.h"
#include "core/plan/samplers/samplers.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// One of the vectors that a step adds up.
struct StepTerm {
  Share share = Share::state;
  int age = 0;                   ///< how many evaluations ago the model gave it; 0: in this row
  double coefficient = 0;        ///< never 0
  Point vector = Point::Zero();  ///< x, x0_hat, eps_hat, the score, what guidance adds, or z

  Point value() const { return coefficient * vector; }
};

/// What a model says of a point without guidance.
struct PlainOutput {
  Point x0_hat, eps_hat, score;
};

/// Everything about one particle in one row of a plan.
struct OneStep {
  /// What the model said of one thing: a column an evaluation, the newest first.
  using Outputs = Eigen::Matrix<double, 2, Row::history>;

  Row row;                  ///< a corrector's own step size is filled in as c_s and c_z
  Point x = Point::Zero();  ///< the state before
  Point y = Point::Zero();  ///< the point that the model was asked at
  bool fresh = true;        ///< y is x
  Outputs x0_hat = Outputs::Zero(), eps_hat = Outputs::Zero();
  std::optional<PlainOutput> plain;  ///< of the newest, where guidance changed it
  Point score = Point::Zero(), z = Point::Zero();
  bool by_score = false;  ///< a Langevin step: told as x + h score + sqrt(2 h) z
  /// In the order x, x0_hat, eps_hat or score, guidance, z. Where the step is guided, the newest
  /// outputs stand here as they are without it, and `guidance` is the rest.
  std::vector<StepTerm> terms;
  Point next = Point::Zero();  ///< their sum
};

/// Which particle of which run is looked at; what RunRequest said of it.
struct Followed {
  std::size_t particle = 0;
  std::uint64_t seed = 0;
  std::uint32_t lane = 0;
  Guide guide;  ///< of guided rows
};

/// Repeats one row of a run for one particle, in double, from the states that were kept: at most a
/// few rows before it, for the history. Where the row evaluates at x and reaches no further back,
/// the terms are predicted x0, direction pointing to x_t, noise (Song et al. 2021, DDIM, eq. 12);
/// a Langevin step is x, h score, noise; else the row's own x, outputs by age, noise. So their sum
/// is what ran, to the precision of the run's engine.
///
/// Nothing where it cannot be told: a corrector whose step size comes from all particles, next to
/// states that were not kept. row and followed.particle must be of the run.
std::optional<OneStep> one_step(const Plan& plan, const Denoiser& model,
                                const Trajectory<float>& run, const Followed& followed, int row);

/// What a step gives to the names in its sampler's formula; names that the row says nothing about
/// are left out. `dt` is what f and g^2 are told against: step_time of core/plan/samplers/sde.h.
FormulaValues formula_values(const OneStep& step, const Process& process, double dt);

}  // namespace alphabar

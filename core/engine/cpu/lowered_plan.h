#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/engine/cpu/kernels.h"
#include "core/engine/engine.h"

namespace alphabar {

/// What one step (core/engine/lowering.h) comes to on a chunk of particles, in order: make z, run
/// the task, copy out what is kept, add up the norms. Of a Langevin corrector row the first step
/// evaluates and adds up, and ends its segment; the second moves, by the h that came of the sums.
template <class Real>
struct ChunkStep {
  RowTask<Real> task;
  int draw = -1;              ///< number of the draw that fills array z; -1: none
  int kept = -1;              ///< row of Trajectory::x that receives task.out
  int evaluation = -1;        ///< row of Trajectory::eval_rows that receives what was evaluated
  bool norms = false;         ///< add up |z| and |S|: the last step of a segment
  double snr = 0, alpha = 1;  ///< of a step with norms
  bool langevin = false;      ///< c_z and the term of S are the last h's
  int langevin_term = -1;     ///< which term is S
};

/// A plan made ready for one precision: coefficients rounded once, tables of the model for every
/// level, only the halves of the split that some later row reads, arrays shared out.
template <class Real>
struct LoweredPlan {
  std::vector<ChunkStep<Real>> steps;
  std::vector<std::unique_ptr<LevelTable<Real>>> tables;
  std::vector<std::unique_ptr<LossGuidanceTable<Real>>> loss_guidances;
  int arrays = 0;                      ///< of a chunk
  int label = -1;                      ///< the array to fill with labels before the first step
  std::vector<int> kept, evaluations;  ///< Trajectory::x_rows, eval_rows
  bool guided = false;

  bool has_barriers() const;
};

/// Throws what Mixture::at throws. The request has passed check() and its model has a closed form,
/// or in float a kernel_form().
template <class Real>
LoweredPlan<Real> lower(const RunRequest& request);

/// How a loss guides at one level, the same way.
template <class Real>
LossGuidanceTable<Real> loss_guidance_table(const Mixture& model, double a, double s,
                                            const Loss& loss);

/// A mixture at one level, for the inner loop; made in double, rounded once. In float a set of
/// points is merged (core/model/points/merged.h).
template <class Real>
LevelTable<Real> level_table(const Mixture& model, double a, double s);

}  // namespace alphabar

#pragma once

#include "core/engine/engine.h"
#include "core/model/denoiser.h"

namespace alphabar {

/// Takes what a run in batches makes, as it comes: whole columns, [dimension x n], of the particles
/// first .. first + n - 1. The batches of one row may come from several threads at once, and then
/// in any order; rows come one after the other.
template <class Real>
class RunSink {
 public:
  using States = Eigen::Ref<const Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>>;

  virtual ~RunSink() = default;
  /// `kept` counts kept_rows(plan, record).
  virtual void states(std::size_t kept, Eigen::Index first, const States& x) = 0;
  /// `evaluation` counts evaluation_rows(plan); only where the record asks for them. `used` is what
  /// guidance made of it: the same object as `plain` in a row without. `plain` of a guided row may
  /// be empty where it is not wanted.
  virtual void outputs(std::size_t evaluation, Eigen::Index first, const SplitBatch& plain,
                       const SplitBatch& used) = 0;
  virtual bool wants_plain() const { return true; }
  /// All particles are through so many rows of the plan; 0 once x_T is there.
  virtual void rows_done(std::size_t /*rows*/) {}
};

/// The generic engine: runs a plan over any model, of any dimension, row by row on the CPU. States
/// and outputs are kept in Real, all sums are made in double; the score stays in double. In float
/// the model is asked as Denoiser::in_single(). Particles
/// go through a row in batches of the model's at_once(), on `threads` threads (0: one for each
/// processor), and the result is the same at any number of them.
///
/// Element e = (first_particle + particle) dimension + coordinate of x_T and of a draw is element e
/// of the generator's (core/rng/noise.h). The request is one that check() lets pass, but for the
/// dimension; Start::data and a loss are for two dimensions. Throws Cancelled, what the model
/// throws, and what the sink does.
template <class Real>
void run_batches(const RunRequest& request, RunSink<Real>& sink, int threads);

/// The same for points of the plane, kept as an engine does.
template <class Real>
Trajectory<Real> run_batches(const RunRequest& request, int threads);

}  // namespace alphabar

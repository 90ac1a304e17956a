#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/loss.h"
#include "core/plan/plan.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

class Denoiser;
class Mixture;

/// Draws taken from outside instead of from the generator.
struct Replay {
  std::vector<double> x_init;  ///< [particles][dimension of a point]
  std::vector<double> noise;   ///< [plan.draws()][particles][dimension of a point]; in batches
                               ///< none at all stands for the generator's draws
};

/// What of a run is kept.
struct Record {
  /// all: x_T and every reported row; last: the last reported row alone, without x_T; stride: x_T,
  /// every stride-th reported row, and the last.
  enum class States { all, last, stride } states = States::all;
  int stride = 1;            ///< 1 or more
  std::vector<int> also;     ///< stride: these reported rows too, rising; 0 is x_T
  bool evaluations = false;  ///< x0_hat, eps_hat and score of every evaluation
};

/// One run of a plan over particles of a model; of two dimensions, but where it says otherwise.
struct RunRequest {
  const Plan* plan = nullptr;
  const Denoiser* model = nullptr;
  const Mixture* target = nullptr;   ///< Start::data draws from it; null: from the model itself
  std::size_t particles = 0;         ///< 1 or more
  std::uint64_t first_particle = 0;  ///< the generator's number of particle 0: a part of a run
  std::uint64_t seed = 0;
  std::uint32_t lane = 0;    ///< 0 for every lane of a paired comparison
  std::vector<int> labels;   ///< guided rows: class of each particle, or one for all
  std::optional<Loss> loss;  ///< guided rows: what x0_hat is to have little of; no labels
  const Replay* replay = nullptr;
  Record record;
  bool low_priority = false;             ///< the CPU engine's threads give way to the window's
  std::stop_token stop;                  ///< asked for now and then; throws Cancelled
  std::function<void(double)> progress;  ///< fraction done, from any thread; may be empty
};

/// Runs plans. One object a device; run() may be called from any one thread at a time. A model in
/// closed form runs in a kernel of the device's own, every other one in batches on the CPU
/// (core/engine/batch_run.h).
///
/// Throws BadRequest for a request that does not fit (no particles, replay of the wrong shape,
/// missing labels), Failed where the device gives up, Cancelled.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;  ///< "CPU, 2 threads, AVX-512", "GL compute, llvmpipe"
  virtual Trajectory<float> run(const RunRequest& request) = 0;
};

/// Throws BadRequest where the request does not fit together; every engine calls it first.
void check(const RunRequest& request);

/// The part of it that looks at the rows alone: finite coefficients, levels that are some, and no
/// reaching back to outputs that were never made.
void check_rows(const Plan& plan);

/// What Start::data draws from: the request's target, or its model in closed form; or null.
const Mixture* target_of(const RunRequest& request);

/// A Langevin corrector's step, h = 2 alpha (snr norm_z / norm_s)^2 (Song et al. 2021, algorithms 4
/// and 5), of sums of norms over all particles. NaN where a score is too large for a number: that
/// must not come to a step of 0.
double langevin_step(double snr, double alpha, double norm_z, double norm_s);

/// The plan rows whose points a run keeps, in order, -1 for x_T: Trajectory::x_rows.
std::vector<int> kept_rows(const Plan& plan, const Record& record);

/// The plan rows that ask the model: Trajectory::eval_rows of a run that records evaluations.
std::vector<int> evaluation_rows(const Plan& plan);

}  // namespace alphabar

#pragma once

#include "core/engine/cpu/kernels.h"
#include "core/engine/engine.h"

namespace alphabar {

struct CpuOptions {
  int threads = 0;  ///< 0: one for each processor; at most 1024
};

/// Runs plans on all cores: chunks of 1024 particles stay in the first cache through all rows up to
/// the next `snr` row, vectors of particles inside them.
///
/// A run is the same to the last bit at any number of threads, and its particles from
/// first_particle on are those of the whole run (without snr rows, where every particle depends on
/// all). Vector targets round differently; what becomes of large numbers, infinity and NaN is the
/// same on all (LevelTable). Numbers too small for normal precision may become 0.
class CpuEngine : public Engine {
 public:
  /// Throws BadRequest for a number of threads outside 0..1024.
  explicit CpuEngine(const CpuOptions& options = {});

  std::string name() const override;  ///< "CPU, 2 threads, AVX-512"
  Trajectory<float> run(const RunRequest& request) override;
  /// Double throughout: model, states and tables; the draws are normal_block's own.
  Trajectory<double> run_double(const RunRequest& request);

 private:
  KernelSet kernels_;
  int threads_;
};

}  // namespace alphabar

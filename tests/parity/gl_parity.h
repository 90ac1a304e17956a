#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>

#include "core/engine/engine.h"
#include "core/engine/gl/gl_engine.h"
#include "core/gl/context/gl_context.h"

namespace alphabar {

/// A test that runs plans on whatever OpenGL this machine has; Mesa's software renderer will do.
/// Where there is none at all the test is reported as skipped, with the reason.
class GlParity : public ::testing::Test {
 protected:
  void SetUp() override;
  GlEngine& gl() { return *engine_; }

 private:
  std::unique_ptr<GlContext> context_;
  std::unique_ptr<GlEngine> engine_;
};

/// How far a run is from the oracle, in units of the row's scale (the root mean square of its
/// coordinates), over all kept rows.
struct Distance {
  double rms = 0;      ///< root mean square, of the worst row
  double most = 0;     ///< 99.9 % of all particles of the worst row are no farther
  double largest = 0;  ///< of any particle
};
Distance distance(std::span<const float> run, std::span<const double> oracle,
                  std::size_t particles);

/// Parity of a run with the oracle's of the same request, in float:
/// - rms, and 99.9 % of the particles (where there are more than 1000), of every row within 1e-4 of
///   the scale;
/// - the others too, or within what rounding the state to float explains: where two flows part, a
///   particle's path multiplies any difference a thousandfold. For such a particle the oracle is
///   run again with its state nudged by 1e-5 after every row; the engine may be off by a tenth of
///   the farthest that this took it, as if nudged by 1e-6, eight units in the last place.
void expect_parity(const Trajectory<float>& run, const Trajectory<double>& oracle,
                   const RunRequest& request);

/// Eight circles on a ring of radius 2, of different widths, weights and classes (k % 3).
DataSpec ring_of_circles();
/// Five ellipses, thin and thick, at any angle, of three classes.
DataSpec five_ellipses();

}  // namespace alphabar

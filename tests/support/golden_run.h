#pragma once

#include <memory>
#include <string>

#include "core/derive/derived.h"
#include "core/scene/scene.h"
#include "tests/support/golden.h"

namespace alphabar {

/// A reference case of a sampler made ready to run: built as a scene, with the case's own start and
/// noise. It stays where it is: the request points into it.
struct GoldenRun {
  explicit GoldenRun(const std::string& name);
  GoldenRun(const GoldenRun&) = delete;

  GoldenCase golden;
  Scene scene;
  Lane lane;
  const Process& process;
  const Mixture& model;
  const Plan& plan;
  Replay replay;
  RunRequest request;
};

/// Adds a failure for every array of the run that misses the case's tolerance in this precision
/// ("float64", "float32"), and where fewer than two arrays could be compared.
template <class Real>
void expect_agrees(const GoldenRun& run, const Trajectory<Real>& trajectory,
                   const std::string& precision);

/// Cases that are tables, sorted; those of adaptive solvers are not.
std::vector<std::string> table_cases();

/// A case's name as GoogleTest allows it: "k_heun_18".
std::string test_name(const std::string& golden);

}  // namespace alphabar

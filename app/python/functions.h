#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/python/values.h"

namespace alphabar {

// What the module does, each as the command of the same name (app/cli). A lane counts from 0. The
// long ones let other threads of Python run and end soon after Ctrl+C. They throw BadRequest for a
// scene or value that cannot be used, Failed, and Python's exceptions. module.cpp says what they
// return.

Arrays schedule(const SceneSource& source);
Arrays plan(const SceneSource& source, int lane);
struct RunWish {
  std::string rows, precision;
  bool flow;
  std::optional<std::filesystem::path> replay;  ///< a run's arrays, whose x_init and noise it takes
};
Arrays run(const SceneSource& source, int lane, const RunWish& wish);
Arrays likelihood(const SceneSource& source, nanobind::handle points, int lane, double tolerance);
/// Lists that are empty leave the scene's own lanes and process, the usual steps and all metrics.
struct SweepWish {
  std::vector<std::string> samplers, processes, metrics;
  std::vector<int> steps, nfe;
  int seeds, particles;
};
Arrays sweep(const SceneSource& source, const SweepWish& wish);
/// tries: lists that are tried at most.
Arrays search(const SceneSource& source, int lane, int steps, const std::string& metric, int tries);

}  // namespace alphabar

#pragma once

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
Arrays run(const SceneSource& source, int lane, const std::string& rows,
           const std::string& precision, bool flow);
Arrays likelihood(const SceneSource& source, nanobind::handle points, int lane, double tolerance);
/// samplers, steps: the scene's own lanes and the usual steps where they are empty.
Arrays sweep(const SceneSource& source, const std::vector<std::string>& samplers,
             const std::vector<int>& steps, int seeds, int particles);
/// tries: lists that are tried at most.
Arrays search(const SceneSource& source, int lane, int steps, const std::string& metric, int tries);

}  // namespace alphabar

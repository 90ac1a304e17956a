#include "tests/support/golden_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "core/io/run_arrays.h"
#include "core/io/scene_file.h"

namespace alphabar {

GoldenRun::GoldenRun(const std::string& name)
    : golden(read_golden(name)),
      scene(scene_from_json(golden.document.dump(), name)),
      lane(derive_lane(derive(scene), 0)),
      process(*lane.process),
      model(*lane.target),
      plan(*lane.plan),
      replay(read_replay(golden.arrays, plan)),
      request(run_request(lane)) {
  request.particles = replay.x_init.size() / 2;
  request.replay = &replay;
  request.record.evaluations = true;
  if (golden.has("labels")) request.labels = read_labels(golden.arrays, request.particles);
}

template <class Real>
void expect_agrees(const GoldenRun& run, const Trajectory<Real>& trajectory,
                   const std::string& precision) {
  int compared = 0;
  for (const auto& [name, array] :
       run_arrays(run.process, run.scene.guidance, run.request, trajectory, &run.golden.arrays)) {
    if (!run.golden.has(name)) continue;
    EXPECT_EQ(array.shape, run.golden.arrays.at(name).shape) << name;
    if (array.shape != run.golden.arrays.at(name).shape) continue;
    const double error = largest_error(array.as_doubles(), run.golden.values(name));
    EXPECT_LE(error, run.golden.tolerance(precision, name)) << name;
    ++compared;
  }
  EXPECT_GE(compared, 2);  // x and an output of the model at least
}
template void expect_agrees(const GoldenRun&, const Trajectory<float>&, const std::string&);
template void expect_agrees(const GoldenRun&, const Trajectory<double>&, const std::string&);

std::vector<std::string> table_cases() {
  std::vector<std::string> names = golden_cases("samplers");
  std::erase_if(names, [](const std::string& name) { return name.ends_with("-rk45"); });
  return names;
}

std::string test_name(const std::string& golden) {
  std::string name = golden.substr(golden.rfind('/') + 1);
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

}  // namespace alphabar

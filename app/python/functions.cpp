#include "app/python/functions.h"

#include "app/python/interruptible.h"
#include "core/base/input_name.h"
#include "core/base/named.h"
#include "core/derive/derived.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/io/flow_arrays.h"
#include "core/io/lane_arrays.h"
#include "core/io/plan_csv.h"
#include "core/io/schedule_table.h"
#include "core/io/sweep_table.h"
#include "core/plan/samplers/samplers.h"
#include "core/search/list_search.h"

namespace nb = nanobind;

namespace alphabar {
namespace {

Lane lane_of(const SceneInput& given, const Scene& scene, std::size_t lane) {
  return given.with_lane(lane, [&] { return derive_lane(derive(scene), lane); });
}

/// Whether a word is the first of the two that an option may be. Throws BadRequest.
bool is_first(const char* option, const std::string& word, const std::string& first,
              const std::string& second) {
  if (word != first && word != second) throw BadRequest("run", option, word, first + ", " + second);
  return word == first;
}

Arrays run_flow(const SceneInput& given, std::size_t lane, bool all_rows) {
  const Lane of = lane_of(given, without_guidance(given.scene), lane);
  FlowRequest request = flow_request(given.name, of, given.scene.particles, all_rows);
  return to_numpy(interruptible([&](const std::stop_token& stop) {
    request.how.stop = stop;
    return with_input_name(given.lane_name(lane), [&] { return flow_arrays(of, request); });
  }));
}

}  // namespace

Arrays schedule(const SceneSource& source) {
  const SceneInput given = read_source(source);
  return to_numpy(given.with_name([&] {
    const Process process(given.scene.process);
    return schedule_table(process, listed_levels(process));
  }));
}

Arrays plan(const SceneSource& source, int lane) {
  const SceneInput given = read_source(source);
  return to_numpy(plan_columns(*lane_of(given, given.scene, lane_index(given, lane)).plan));
}

Arrays run(const SceneSource& source, int lane, const RunWish& wish) {
  const SceneInput given = read_source(source);
  const std::size_t index = lane_index(given, lane);
  const Kept kept{is_first("rows", wish.rows, "all", "last"),
                  is_first("precision", wish.precision, "double", "float")};
  if (wish.flow || given.flow_case) {
    if (!kept.in_double) throw BadRequest("run", "flow", "single precision", "double");
    if (wish.replay)
      throw BadRequest("run", "replay", wish.replay->string(), "none with flow=True",
                       "the flow draws no noise");
    return run_flow(given, index, kept.all_rows);
  }
  const Lane of = lane_of(given, given.scene, index);
  std::optional<Npz> arrays;
  std::optional<Replay> replay;
  std::int64_t particles = given.scene.particles;
  if (wish.replay) {
    const NpzFile file(*wish.replay);
    particles = file.require_shape("x_init", {-1, 2})[0];
    arrays = read_replay_arrays(file, *of.plan);
    replay = read_replay(*arrays, *of.plan);
  }
  RunRequest request = arrays_request(given.name, of, particles, kept);
  if (arrays && arrays->has("labels")) request.labels = read_labels(*arrays, request.particles);
  request.replay = replay ? &*replay : nullptr;
  const Npz* stored = arrays ? &*arrays : nullptr;
  for (const Remark& remark : of.remarks) warn(given.lane_name(index) + ": " + remark.words);
  return to_numpy(interruptible([&](const std::stop_token& stop) {
    request.stop = stop;
    CpuEngine engine;
    return given.with_lane(index, [&] {
      const std::string where = given.lane_name(index);
      return kept.in_double ? lane_arrays(where, of, request, engine.run_double(request), stored)
                            : lane_arrays(where, of, request, engine.run(request), stored);
    });
  }));
}

Arrays likelihood(const SceneSource& source, nb::handle points, int lane, double tolerance) {
  const SceneInput given = read_source(source);
  const Lane of = lane_of(given, without_guidance(given.scene), lane_index(given, lane));
  const std::vector<double> x = points_of(points);
  check_likelihood_room("points", static_cast<std::int64_t>(x.size() / 2));
  return to_numpy(interruptible([&](const std::stop_token& stop) {
    const FlowOptions how{.tolerance = tolerance, .threads = 0, .stop = stop, .progress = {}};
    return with_input_name("points", [&] { return likelihood_arrays(of, x, how); });
  }));
}

Arrays sweep(const SceneSource& source, const SweepWish& wish) {
  const SceneInput given = read_source(source);
  SweepSpec spec = sweep_of(given.scene, all_named<SamplerKind>("sweep", "samplers", wish.samplers),
                            all_named<ProcessKind>("sweep", "processes", wish.processes));
  const std::vector<Metric> wanted = or_all(all_named<Metric>("sweep", "metrics", wish.metrics));
  if (!wish.steps.empty()) {
    spec.steps = wish.steps;
    spec.evaluations.clear();
  }
  if (!wish.nfe.empty()) spec.evaluations = wish.nfe;
  spec.seeds = wish.seeds;
  spec.particles = wish.particles;
  Sweep sweep(spec);
  interruptible([&](const std::stop_token& stop) {
    CpuEngine engine;
    while (!sweep.done()) sweep.step(engine, stop);
  });
  check_found(sweep);
  for (const SweepGap& gap : sweep.gaps()) warn(gap_text(spec, gap));
  return to_numpy(sweep_table(spec, sweep.points(), wanted));
}

Arrays search(const SceneSource& source, int lane, int steps, const std::string& metric,
              int tries) {
  const SceneInput given = read_source(source);
  const std::size_t index = lane_index(given, lane);
  ListSearch search{.lane = lane_of(given, given.scene, index),
                    .steps = steps,
                    .metric = named<Metric>("search", "metric", metric),
                    .evaluations = tries};
  given.with_lane(index, [&] { check(search); });
  LevelList found;
  const auto compared = interruptible([&](const std::stop_token& stop) {
    CpuEngine engine(CpuOptions{.threads = 1});
    found = find_list(search, engine, {}, stop);
    return compare_lists(search, found, engine, 8, stop);
  });
  const auto [name, values] = named_levels(found, *search.lane.process);
  CsvColumn list{"list", {}}, median{"median", {}}, low{"low", {}}, high{"high", {}};
  for (const ComparedList& one : compared) {
    list.words.push_back(one.list.name);
    median.values.push_back(one.band.median);
    low.values.push_back(one.band.low);
    high.values.push_back(one.band.high);
  }
  return to_numpy({CsvColumn{name, values}, list, median, low, high});
}

}  // namespace alphabar

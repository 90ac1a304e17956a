#include "app/cli/flow_run.h"

#include <fmt/format.h>

#include <chrono>

#include "app/cli/arguments/stop_on_signal.h"
#include "core/base/check.h"
#include "core/base/input_name.h"
#include "core/derive/derived.h"
#include "core/io/flow_arrays.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// Where the particles start, and the times that a replay wants them at besides.
struct FlowStart {
  std::int64_t particles;
  Replay start;
  std::vector<double> times;
};

FlowStart read_start(const SceneArgument& given, const NpzFile* replay) {
  FlowStart from{given.scene.particles, {}, {}};
  if (!replay) return from;
  from.particles = replay->require_shape("x_init", {-1, 2})[0];
  const std::int64_t times = replay->has("t_path") ? replay->require_shape("t_path", {-1})[0] : 1;
  check_memory(given.name, "particles", std::to_string(from.particles),
               16 * static_cast<double>(times) * static_cast<double>(from.particles),
               "take fewer particles or times");
  const Npz arrays = replay->read({"x_init", "t_path"});
  from.start.x_init = arrays.at("x_init").finite_doubles();
  if (arrays.has("t_path")) from.times = arrays.at("t_path").finite_doubles();
  return from;
}

}  // namespace

void run_flow(const SceneArgument& given, const NpzFile* replay, const std::string& file,
              const FlowRunOptions& options) {
  const Scene& scene = given.scene;
  const FlowStart from = read_start(given, replay);
  const StopOnSignal signals;
  const Derived derived = derive(without_guidance(scene));
  NpzWriter out(file);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    const Lane of = given.with_lane(lane, [&] { return derive_lane(derived, lane); });
    for (std::size_t i = 0; i < from.times.size(); ++i)
      check_range(replay->file(), "t_path[" + std::to_string(i) + "]", from.times[i], 0,
                  of.process->t_max());
    FlowRequest request = flow_request(given.name, of, from.particles, options.all_rows);
    request.run.replay = replay ? &from.start : nullptr;
    request.times = from.times;
    request.how.threads = options.threads;
    request.how.stop = signals.token();

    const auto began = std::chrono::steady_clock::now();
    const std::string source = replay ? replay->file() + ": x_init" : given.lane_name(lane);
    const NamedArrays arrays = with_input_name(source, [&] { return flow_arrays(of, request); });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;

    const std::string prefix =
        scene.lanes.size() > 1 ? "lane" + std::to_string(lane + 1) + "_" : "";
    for (const auto& [name, array] : arrays) out.add(prefix + name, array);
    fmt::print("Exact probability flow: {} particles through {} levels, {:.3f} s\n", from.particles,
               request.levels.size(), seconds.count());
  }
  out.finish();
}

}  // namespace alphabar

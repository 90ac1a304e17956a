#include "app/cli/flow_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "core/base/check.h"
#include "core/derive/derived.h"
#include "core/engine/ode/flow.h"
#include "core/engine/start.h"
#include "core/model/mixture.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// x_T of a lane, [N][2].
std::vector<double> start_points(const RunRequest& request) {
  std::vector<double> x;
  const StartPoints start(request);
  for (std::size_t p = 0; p < request.particles; ++p) {
    const Vec2 point = start(p);
    x.insert(x.end(), {point[0], point[1]});
  }
  return x;
}

std::vector<Level> reported_levels(const Plan& plan, const FlowRunOptions& options) {
  if (!options.all_rows) return {plan.start, plan.rows.back().to};
  std::vector<Level> levels{plan.start};
  for (const Row& row : plan.rows)
    if (row.report == Report::state) levels.push_back(row.to);
  return levels;
}

void check_room(const std::string& where, std::size_t levels, std::int64_t particles) {
  check_memory(where, "particles", std::to_string(particles),
               16 * static_cast<double>(levels) * static_cast<double>(particles),
               "add --rows last, or take fewer particles or steps");
}

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
  check_room(given.name,
             replay->has("t_path")
                 ? static_cast<std::size_t>(replay->require_shape("t_path", {-1})[0])
                 : 1,
             from.particles);
  const Npz arrays = replay->read({"x_init", "t_path"});
  from.start.x_init = arrays.at("x_init").finite_doubles();
  if (arrays.has("t_path")) from.times = arrays.at("t_path").finite_doubles();
  return from;
}

/// Values of n points: [rows][n][2], or [n][2] where `rows` is 0.
void add_points(NpzWriter& out, const std::string& name, std::span<const double> values,
                std::size_t rows) {
  const auto numbers = static_cast<std::int64_t>(values.size());
  const std::int64_t n = numbers / 2 / static_cast<std::int64_t>(std::max<std::size_t>(rows, 1));
  out.begin(name, "<f8",
            rows > 0 ? std::vector{static_cast<std::int64_t>(rows), n, std::int64_t{2}}
                     : std::vector{n, std::int64_t{2}});
  out.append(values);
  out.end();
}

}  // namespace

void run_flow(const SceneArgument& given, const NpzFile* replay, const std::string& file,
              const FlowRunOptions& options) {
  const Scene& scene = given.scene;
  const FlowStart from = read_start(given, replay);
  const std::vector<double>& times = from.times;
  const StopOnSignal signals;
  FlowOptions flow;
  flow.threads = options.threads;
  flow.stop = signals.token();
  const Derived derived = derive(without_guidance(scene));
  NpzWriter out(file);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    const Lane of = given.with_lane(lane, [&] { return derive_lane(derived, lane); });
    const Plan& plan = *of.plan;
    for (std::size_t i = 0; i < times.size(); ++i)
      check_range(replay->file(), "t_path[" + std::to_string(i) + "]", times[i], 0,
                  of.process->t_max());
    RunRequest request = run_request(of);
    request.replay = replay ? &from.start : nullptr;
    request.particles = static_cast<std::size_t>(from.particles);
    const std::vector<Level> levels = reported_levels(plan, options);
    check_room(given.name, levels.size(), from.particles);

    const auto began = std::chrono::steady_clock::now();
    const std::vector<double> x = start_points(request);
    const std::string source = replay ? replay->file() + ": x_init" : given.lane_name(lane);
    const auto follow = [&](const std::vector<Level>& through) {
      return with_input_name(source, [&] { return flow_states(*of.model, through, x, flow); });
    };
    const std::vector<double> states = follow(levels);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;

    const std::string prefix =
        scene.lanes.size() > 1 ? "lane" + std::to_string(lane + 1) + "_" : "";
    add_points(out, prefix + "x", states, levels.size());
    add_points(out, prefix + "x_final", std::span(states).last(x.size()), 0);
    if (!times.empty()) {
      std::vector<Level> path{plan.start};
      for (const double t : times) path.push_back(of.process->at(t));
      const std::vector<double> way = follow(path);
      add_points(out, prefix + "x_path", std::span(way).subspan(x.size()), path.size() - 1);
    }
    fmt::print("Exact probability flow: {} particles through {} levels, {:.3f} s\n",
               request.particles, levels.size(), seconds.count());
  }
  out.finish();
}

}  // namespace alphabar

#include "app/cli/flow_run.h"

#include <fmt/format.h>

#include <chrono>

#include "app/cli/stop_on_signal.h"
#include "core/base/error.h"
#include "core/engine/ode/flow.h"
#include "core/engine/start.h"
#include "core/plan/samplers.h"

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

std::vector<Level> reported_levels(const Plan& plan, bool all_rows) {
  if (!all_rows) return {plan.start, plan.rows.back().to};
  std::vector<Level> levels{plan.start};
  for (const Row& row : plan.rows)
    if (row.report == Report::state) levels.push_back(row.to);
  return levels;
}

void check_memory(std::size_t levels, std::size_t particles) {
  constexpr double most = 8e9;
  if (16.0 * static_cast<double>(levels) * static_cast<double>(particles) > most)
    throw BadRequest("run", "particles", std::to_string(particles), "what fits into 8 GB",
                     "add --rows last, or take fewer particles or steps");
}

}  // namespace

void run_flow(const Scene& scene, const Npz* replay, const std::string& file,
              const FlowRunOptions& options) {
  const StopOnSignal signals;
  FlowOptions flow;
  flow.threads = options.threads;
  flow.stop = signals.token();
  const Process process(scene.process);
  const Mixture model(scene.data);
  Replay given;
  if (replay) {
    replay->at("x_init").require_shape({-1, 2});
    given.x_init = replay->at("x_init").as_doubles();
  }
  NpzWriter out(file);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    const Plan plan = build_plan(process, scene.lanes[lane].sampler);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.seed = scene.seed;
    request.lane = scene.paired ? 0 : static_cast<std::uint32_t>(lane);
    request.replay = replay ? &given : nullptr;
    request.particles = replay ? given.x_init.size() / 2
                               : static_cast<std::size_t>(scene.particles);
    const std::vector<Level> levels = reported_levels(plan, options.all_rows);
    check_memory(levels.size(), request.particles);

    const auto began = std::chrono::steady_clock::now();
    const std::vector<double> x = start_points(request);
    const std::vector<double> states = flow_states(model, levels, x, flow);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;

    const std::string prefix =
        scene.lanes.size() > 1 ? "lane" + std::to_string(lane + 1) + "_" : "";
    const auto n = static_cast<std::int64_t>(request.particles);
    const auto add = [&](const char* name, std::span<const double> values, std::size_t rows) {
      out.begin(prefix + name, "<f8",
                rows > 0 ? std::vector{static_cast<std::int64_t>(rows), n, std::int64_t{2}}
                         : std::vector{n, std::int64_t{2}});
      out.append(values);
      out.end();
    };
    add("x", states, levels.size());
    add("x_final", std::span(states).last(x.size()), 0);
    if (replay && replay->has("t_path")) {
      std::vector<Level> path{plan.start};
      for (const double t : replay->at("t_path").as_doubles()) path.push_back(process.at(t));
      const std::vector<double> way = flow_states(model, path, x, flow);
      add("x_path", std::span(way).subspan(x.size()), path.size() - 1);
    }
    fmt::print("Exact probability flow: {} particles through {} levels, {:.3f} s\n",
               request.particles, levels.size(), seconds.count());
  }
  out.finish();
}

}  // namespace alphabar

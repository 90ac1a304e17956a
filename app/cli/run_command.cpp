#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "app/cli/commands.h"
#include "app/cli/flow_run.h"
#include "app/cli/scene_argument.h"
#include "app/platform/gl_context.h"
#include "core/base/error.h"
#include "core/engine/choose.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/engine/gl/describe.h"
#include "core/engine/gl/gl_engine.h"
#include "core/files/case_json.h"
#include "core/files/json_strict.h"
#include "core/files/run_arrays.h"
#include "core/files/scene_json.h"
#include "core/model/guide.h"
#include "core/plan/samplers.h"

namespace alphabar {
namespace {

struct Options {
  std::string scene, replay, out, engine = "auto", precision, rows = "all";
  int threads = 0;
  bool flow = false;
};

/// Arrays of all that a run keeps, in bytes: states, and seven arrays of two numbers an evaluation.
double bytes_needed(const Plan& plan, double particles, bool all_rows, double real) {
  const double kept = all_rows ? static_cast<double>(plan.rows.size()) + 1 : 1;
  const double outputs = all_rows ? 7.0 * plan.evaluations() : 0;
  return (2 * kept + outputs) * particles * 2 * real;
}

void check_memory(const Plan& plan, int particles, const Options& options, double real) {
  constexpr double most = 8e9;
  const double bytes = bytes_needed(plan, particles, options.rows == "all", real);
  if (bytes > most)
    throw BadRequest("run", "particles", std::to_string(particles),
                     fmt::format("what fits into {:.0f} GB; this run needs {:.0f}", most / 1e9,
                                 bytes / 1e9),
                     "add --rows last, or take fewer particles or steps");
}

/// The engine of a run, with the context that it needs: made first, gone last.
struct OpenedEngine {
  std::unique_ptr<GlContext> context;
  std::unique_ptr<Engine> engine;
  CpuEngine* cpu = nullptr;  ///< the same engine, where it is the CPU's
};

OpenedEngine on_cpu(const Options& options) {
  auto cpu = std::make_unique<CpuEngine>(CpuOptions{.threads = options.threads});
  CpuEngine* const raw = cpu.get();
  return {nullptr, std::move(cpu), raw};
}

/// gl: on any OpenGL 4.3, in software too. auto: double runs on the CPU, float runs on a real GPU
/// where there is one.
OpenedEngine open_engine(const Options& options, bool twice) {
  if (options.engine == "cpu" || (options.engine == "auto" && twice)) return on_cpu(options);
  OpenedEngine opened;
  try {
    opened.context = make_headless_context();
    const bool chosen = options.engine == "gl" ||
                        choose_engine(EngineWish::automatic, describe_gl()).device ==
                            EngineChoice::Device::gl;
    if (chosen) opened.engine = std::make_unique<GlEngine>();
  } catch (const Failed&) {
    if (options.engine == "gl") throw;
  }
  return opened.engine ? std::move(opened) : on_cpu(options);
}

template <class Real>
NamedArrays outcome(const Process& process, const Scene& scene, const RunRequest& request,
                    const Trajectory<Real>& trajectory, const Npz* replay) {
  if (request.record.evaluations)
    return run_arrays(process, scene.guidance, request, trajectory, replay);
  const auto count = static_cast<std::int64_t>(trajectory.particles);
  return {{"x", Array{{1, count, 2}, std::vector(trajectory.x.begin(), trajectory.x.end()), "x"}}};
}

void run_scene(const Options& options) {
  const Scene scene = scene_argument(options.scene);
  std::optional<Npz> arrays;
  if (!options.replay.empty()) arrays = Npz::read(options.replay);
  if (arrays && scene.lanes.size() > 1)
    throw BadRequest(options.scene, "lanes", std::to_string(scene.lanes.size()), "1 with --replay",
                     "the stored draws belong to one run");
  if (options.engine == "gl" && options.precision == "double")
    throw BadRequest("run", "--precision", "double", "float with --engine gl",
                     "shaders compute in single precision");
  if (options.flow || is_flow_case(read_json(options.scene))) {
    if (options.engine == "gl" || options.precision == "float")
      throw BadRequest("run", "--flow", "single precision", "double on the CPU");
    run_flow(scene, arrays ? &*arrays : nullptr, options.out,
             {.all_rows = options.rows == "all", .threads = options.threads});
    return;
  }
  const bool twice = options.precision == "double" ||
                     (options.precision.empty() && options.engine != "gl");
  const Process process(scene.process);
  const Mixture model(scene.data);
  const OpenedEngine opened = open_engine(options, twice);

  NpzWriter out(options.out);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    if (scene.lanes[lane].muted) continue;
    const Plan plan = build_plan(process, scene.lanes[lane].sampler, scene.guidance);
    std::optional<Replay> replay;
    if (arrays) replay = read_replay(*arrays, plan);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = replay ? replay->x_init.size() / 2 : static_cast<std::size_t>(scene.particles);
    request.seed = scene.seed;
    request.lane = scene.paired ? 0 : static_cast<std::uint32_t>(lane);
    const Guide guide = guide_of(scene.guidance);
    request.loss = guide.loss;
    request.labels = {scene.guidance.label};
    if (arrays && arrays->has("labels")) request.labels = read_labels(*arrays, request.particles);
    request.replay = replay ? &*replay : nullptr;
    request.record.states = options.rows == "all" ? Record::States::all : Record::States::last;
    request.record.evaluations = options.rows == "all";
    check_memory(plan, static_cast<int>(request.particles), options, twice ? 8 : 4);

    const auto began = std::chrono::steady_clock::now();
    const Npz* stored = arrays ? &*arrays : nullptr;
    const NamedArrays named =
        twice ? outcome(process, scene, request, opened.cpu->run_double(request), stored)
              : outcome(process, scene, request, opened.engine->run(request), stored);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    const std::string prefix =
        scene.lanes.size() > 1 ? "lane" + std::to_string(lane + 1) + "_" : "";
    for (const auto& [name, array] : named) out.add(prefix + name, array);
    fmt::print("{}: {} particles, {} rows, {} evaluations, {:.3f} s on {}\n",
               sampler_info(scene.lanes[lane].sampler.kind).title, request.particles,
               plan.rows.size(), plan.evaluations(), seconds.count(), opened.engine->name());
  }
  out.finish();
}

}  // namespace

void add_run_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("run", "Run the lanes of a scene on the 2D model");
  command->add_option("FILE", options->scene, "a scene, a reference case.json, or a table of points (.csv)")->required();
  command->add_option("-o,--output", options->out, "where the arrays go (.npz)")->required();
  command->add_option("--replay", options->replay,
                      "arrays with x_init [N,2] and noise [K,N,2] instead of the generator");
  command->add_option("--engine", options->engine, "auto, cpu or gl")
      ->check(CLI::IsMember({"auto", "cpu", "gl"}));
  command->add_option("--precision", options->precision,
                      "double (default; CPU only) or float (default on gl)")
      ->check(CLI::IsMember({"float", "double"}));
  command->add_option("--rows", options->rows, "all (default) or last: what is kept of each run")
      ->check(CLI::IsMember({"all", "last"}));
  command->add_option("--threads", options->threads, "of the CPU engine; 0: all cores");
  command->add_flag("--flow", options->flow,
                    "the exact probability flow from each lane's start through its levels, by an "
                    "adaptive solver, instead of its sampler");
  command->callback([options] { run_scene(*options); });
}

}  // namespace alphabar

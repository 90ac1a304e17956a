#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "app/cli/flow_run.h"
#include "core/base/error.h"
#include "core/derive/derived.h"
#include "core/engine/choose.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/engine/gl/describe.h"
#include "core/engine/gl/gl_engine.h"
#include "core/gl/context/gl_context.h"
#include "core/io/run_arrays.h"
#include "core/plan/notes/advice.h"
#include "core/plan/samplers/samplers.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string replay, out, engine = "auto", precision, rows = "all";
  int threads = 0;
  bool flow = false;

  bool all_rows() const { return rows == "all"; }
  bool in_double() const { return precision == "double" || (precision.empty() && engine != "gl"); }
};

/// Arrays of all that a run keeps, in bytes: states, and seven arrays of two numbers an evaluation.
double bytes_needed(const Plan& plan, double particles, const Options& options) {
  const double kept = options.all_rows() ? static_cast<double>(plan.rows.size()) + 1 : 1;
  const double outputs = options.all_rows() ? 7.0 * plan.evaluations() : 0;
  return (2 * kept + outputs) * particles * 2 * (options.in_double() ? 8 : 4);
}

void check_room(const std::string& where, const Plan& plan, std::int64_t particles,
                const Options& options) {
  check_memory(where, "particles", std::to_string(particles),
               bytes_needed(plan, static_cast<double>(particles), options),
               "add --rows last, or take fewer particles or steps");
}

/// The engine of a run, with the context that it needs: made first, gone last.
struct OpenedEngine {
  std::unique_ptr<GlContext> context;
  std::unique_ptr<Engine> engine;
  CpuEngine* cpu = nullptr;  ///< the same engine, where it is the CPU's
  std::string reason;        ///< why it was chosen
};

OpenedEngine on_cpu(const Options& options, const std::string& reason) {
  auto cpu = std::make_unique<CpuEngine>(CpuOptions{.threads = options.threads});
  CpuEngine* const raw = cpu.get();
  return {nullptr, std::move(cpu), raw, reason};
}

/// gl: on any OpenGL 4.3, in software too. auto: double runs on the CPU, float runs on a real GPU
/// where there is one.
OpenedEngine open_engine(const Options& options) {
  if (options.engine == "cpu") return on_cpu(options, "asked for");
  if (options.engine == "auto" && options.in_double())
    return on_cpu(options, "double precision is its alone");
  try {
    OpenedEngine opened;
    opened.context = make_headless_context();
    const EngineChoice choice = choose_engine(
        options.engine == "gl" ? EngineWish::gl : EngineWish::automatic, describe_gl());
    opened.reason = choice.reason;
    if (options.engine != "gl" && choice.device != EngineChoice::Device::gl)
      return on_cpu(options, choice.reason);
    opened.engine = std::make_unique<GlEngine>();
    return opened;
  } catch (const Failed& problem) {
    if (options.engine == "gl") throw;
    const std::string words = problem.what();
    return on_cpu(options, words.substr(0, words.find('\n')));
  }
}

/// Runs a lane of the scene and adds what came out.
class LaneRuns {
 public:
  LaneRuns(const Options& options, const SceneArgument& given, const NpzFile* replay)
      : options_(options),
        given_(given),
        replay_file_(replay),
        derived_(derive(given.scene)),
        opened_(open_engine(options)),
        out_(options.out) {}

  void run(std::size_t lane) {
    const Scene& scene = given_.scene;
    const Lane of = given_.with_lane(lane, [&] { return derive_lane(derived_, lane); });
    const Plan& plan = *of.plan;
    const std::int64_t particles =
        replay_file_ ? replay_file_->require_shape("x_init", {-1, 2})[0] : scene.particles;
    check_room(given_.name, plan, particles, options_);
    std::optional<Npz> arrays;
    std::optional<Replay> replay;
    if (replay_file_) {
      arrays = read_replay_arrays(*replay_file_, plan);
      replay = read_replay(*arrays, plan);
    }
    RunRequest request = run_request(of);
    request.particles = static_cast<std::size_t>(particles);
    if (arrays && arrays->has("labels")) request.labels = read_labels(*arrays, request.particles);
    request.replay = replay ? &*replay : nullptr;
    request.record.states = options_.all_rows() ? Record::States::all : Record::States::last;
    request.record.evaluations = options_.all_rows();
    request.stop = signals_.token();

    const auto began = std::chrono::steady_clock::now();
    const Npz* stored = arrays ? &*arrays : nullptr;
    const NamedArrays named = given_.with_lane(lane, [&] {
      return options_.in_double() ? outcome(of, request, opened_.cpu->run_double(request), stored)
                                  : outcome(of, request, opened_.engine->run(request), stored);
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    const std::string prefix =
        scene.lanes.size() > 1 ? "lane" + std::to_string(lane + 1) + "_" : "";
    for (const auto& [name, array] : named) {
      go_on();
      out_.add(prefix + name, array);
    }
    fmt::print("{}: {} particles, {} rows, {} evaluations, {:.3f} s on {} ({})\n", of.title,
               request.particles, plan.rows.size(), plan.evaluations(), seconds.count(),
               opened_.engine->name(), opened_.reason);
  }

  void finish() {
    go_on();
    out_.finish();
  }

 private:
  template <class Real>
  NamedArrays outcome(const Lane& lane, const RunRequest& request,
                      const Trajectory<Real>& trajectory, const Npz* replay) const {
    const auto from_where = [&](std::size_t row) {
      return ", from " + step_name(*request.plan, trajectory.x_rows[row]) + " on; " +
             advice(lane.spec.sampler, lane.guidance, *request.plan);
    };
    check_finite(given_.lane_name(lane.index),
                 States<Real>{"particles", trajectory.x, trajectory.particles, 2}, from_where);
    if (request.record.evaluations)
      return run_arrays(*lane.process, lane.guidance, request, trajectory, replay);
    const auto count = static_cast<std::int64_t>(trajectory.particles);
    return {
        {"x", Array{{1, count, 2}, std::vector(trajectory.x.begin(), trajectory.x.end()), "x"}}};
  }

  void go_on() const {
    if (signals_.token().stop_requested()) throw Cancelled();
  }

  const Options& options_;
  const SceneArgument& given_;
  const NpzFile* replay_file_;
  const Derived derived_;
  const StopOnSignal signals_;  // before the engine's threads
  const OpenedEngine opened_;
  NpzWriter out_;
};

void run_scene(const Options& options) {
  const SceneArgument given = read_argument(options.scene);
  const Scene& scene = given.scene;
  if (options.engine == "gl" && options.precision == "double")
    throw BadRequest("run", "--precision", "double", "float with --engine gl",
                     "shaders compute in single precision");
  const bool flow = options.flow || given.flow_case;
  if (flow && (options.engine == "gl" || options.precision == "float"))
    throw BadRequest("run", "--flow", "single precision", "double on the CPU");
  if (!options.replay.empty() && scene.lanes.size() > 1)
    throw BadRequest(given.name, "lanes", std::to_string(scene.lanes.size()), "1 with --replay",
                     "the stored draws belong to one run");
  check_output(options.out, {Product::arrays});
  std::optional<NpzFile> replay;
  if (!options.replay.empty()) replay.emplace(options.replay);
  if (flow) {
    run_flow(given, replay ? &*replay : nullptr, options.out,
             {.all_rows = options.all_rows(), .threads = options.threads});
    return;
  }
  LaneRuns runs(options, given, replay ? &*replay : nullptr);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane)
    if (!scene.lanes[lane].muted) runs.run(lane);
  runs.finish();
  tell_remarks(given);
}

}  // namespace

void add_run_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("run", "Run the lanes of a scene on the 2D model");
  add_scene_argument(*command, options->scene, SceneNeed::required);
  add_output(*command, options->out, "where the arrays go", Product::arrays);
  command->add_option("--replay", options->replay,
                      "arrays with x_init [N,2] and noise [K,N,2] instead of the generator");
  command->add_option("--engine", options->engine, "auto, cpu or gl")
      ->check(CLI::IsMember({"auto", "cpu", "gl"}));
  command
      ->add_option("--precision", options->precision,
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

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/input_name.h"
#include "core/base/path_text.h"
#include "core/derive/derived.h"
#include "core/engine/choose.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/engine/gl/describe.h"
#include "core/engine/gl/gl_engine.h"
#include "core/gl/context/gl_context.h"
#include "core/io/flow_arrays.h"
#include "core/io/lane_arrays.h"
#include "core/learn/folder/net_folder.h"
#include "core/plan/samplers/samplers.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string replay, out, model, engine = "auto", precision, rows = "all";
  int threads = 0;
  bool flow = false;
  Carries carries = Carries::scene;

  Kept kept() const { return {rows == "all", in_double()}; }
  bool in_double() const { return precision == "double" || (precision.empty() && engine != "gl"); }
};

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
    return on_cpu(options, "only it has double precision");
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
    RunRequest request = arrays_request(given_.name, of, particles, options_.kept());
    std::optional<Npz> arrays;
    std::optional<Replay> replay;
    if (replay_file_) {
      arrays = read_replay_arrays(*replay_file_, plan);
      replay = read_replay(*arrays, plan);
    }
    if (arrays && arrays->has("labels")) request.labels = read_labels(*arrays, request.particles);
    request.replay = replay ? &*replay : nullptr;
    request.stop = signals_.token();

    const auto began = std::chrono::steady_clock::now();
    const Npz* stored = arrays ? &*arrays : nullptr;
    const NamedArrays named = given_.with_lane(lane, [&] {
      const std::string where = given_.lane_name(lane);
      return options_.in_double()
                 ? lane_arrays(where, of, request, opened_.cpu->run_double(request), stored)
                 : lane_arrays(where, of, request, opened_.engine->run(request), stored);
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
    out_.add_recipe(recipe_for(options_.out, given_.scene, options_.carries));
    out_.finish();
  }

 private:
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

/// The exact probability flow in place of each lane's sampler (core/io/flow_arrays.h; x_path is at
/// the times t_path of a replay that has them), with the prefix lane1_, lane2_, ... where there are
/// several. Of the draws of `replay`, which may be null, only x_init is used.
void run_flow(const SceneArgument& given, const NpzFile* replay, const Options& options) {
  const Scene& scene = given.scene;
  const FlowStart from = read_start(given, replay);
  const StopOnSignal signals;
  const Derived derived = derive(without_guidance(scene));
  NpzWriter out(options.out);
  for (std::size_t lane = 0; lane < scene.lanes.size(); ++lane) {
    const Lane of = given.with_lane(lane, [&] { return derive_lane(derived, lane); });
    for (std::size_t i = 0; i < from.times.size(); ++i)
      check_range(replay->file(), "t_path[" + std::to_string(i) + "]", from.times[i], 0,
                  of.process->t_max());
    FlowRequest request = flow_request(given.name, of, from.particles, options.kept().all_rows);
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
  out.add_recipe(recipe_for(options.out, scene, options.carries));
  out.finish();
}

/// The scene that is to be run: with a net as the model of every lane where one is named, which
/// brings its own scene where none is given.
SceneArgument scene_of(const Options& options) {
  if (options.model.empty()) {
    if (options.scene.argument.empty())
      throw BadRequest("run", "SCENE", "none", "a scene, or --model with the folder of a net");
    return read_argument(options.scene);
  }
  const std::filesystem::path folder = find_net(options.model);
  SceneArgument given;
  if (options.scene.argument.empty()) {
    std::optional<Scene> own = read_net_folder(folder, NetContent::all).scene;
    if (!own)
      throw BadRequest(folder.string(), NetFolder::scene_name, "missing", "the scene of the net",
                       "name a scene before --model");
    given.scene = *std::move(own);
    given.name = (folder / NetFolder::scene_name).string();
  } else {
    given = read_argument(options.scene);
  }
  given.scene.model = {.kind = ModelKind::learned, .net = text_of(folder)};
  for (LaneSpec& lane : given.scene.lanes) lane.model.reset();
  return given;
}

void run_scene(const Options& options) {
  const SceneArgument given = scene_of(options);
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
    run_flow(given, replay ? &*replay : nullptr, options);
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
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  add_output(*command, options->out, "where the arrays go", Product::arrays);
  add_no_scene(*command, options->carries);
  command->add_option("--model", options->model,
                      "folder of a net (alphabar train) that every lane asks; without a scene, the "
                      "net's own is run");
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

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/bench/export_bench.h"
#include "app/bench/frame_bench.h"
#include "app/bench/point_bench.h"
#include "app/cli/commands.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/bench/bare_kernel.h"
#include "core/engine/bench/cpu_bench.h"
#include "core/engine/gl/gl_engine.h"
#include "core/engine/unet/bench/net_bench.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/gl/context/gl_context.h"
#include "core/learn/bench/net_bench.h"
#include "core/system/vector_target.h"

namespace alphabar {
namespace {

constexpr std::size_t many = 10'000'000;  // particles, for the figure of memory

struct Options {
  int particles = 1'000'000, rows = 50, repetitions = 5, threads = 0;
  bool json = false, processor_time = false;
  bool frames = false, nets = false, pictures = false, exports = false;  // in place of the engines
  double seconds = 10;
};

/// A speed beside that of a loop which can do nothing else, on the same device in the same run.
struct Figure {
  std::string name;
  double rate, limit_rate;  ///< of particle-steps, or of points drawn, a second
  const char* unit = "particle_steps_per_second";
  std::string target = {};  ///< vector instructions of the CPU engine
};

void add_gl(const Options& options, std::vector<Figure>& figures) {
  try {
    const std::unique_ptr<GlContext> context = make_headless_context();
    GlEngine engine;
    const GlSpeed speed = measure_gl_speed(engine, static_cast<std::size_t>(options.particles),
                                           options.rows, options.repetitions);
    figures.push_back({"ddim, " + engine.name(), speed.engine, speed.bare});
    const PointSpeed points =
        measure_point_speed(static_cast<std::size_t>(options.particles), options.repetitions);
    figures.push_back({"points drawn, limit: bare GL points, " + context->info().renderer,
                       points.renderer, points.bare, "points_per_second"});
  } catch (const Failed& problem) {
    fmt::print(stderr, "alphabar: no figure for OpenGL: {}\n", problem.what());
  }
}

void print_frames(const Options& options) {
  const FrameBench b = bench_frames();
  const double idle = b.frames.front().p99;
  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FrameFigure& f : b.frames)
      list.push_back({{"name", f.name},
                      {"median_ms", f.median},
                      {"p99_ms", f.p99},
                      {"p99_ratio", f.p99 / idle}});
    nlohmann::ordered_json data = nlohmann::ordered_json::array();
    for (const DataFigure& f : b.data)
      data.push_back({{"name", f.name}, {"first_ms", f.first}, {"whole_ms", f.whole}});
    fmt::print("{}\n", nlohmann::ordered_json{{"first_frame_s", b.first_frame},
                                              {"frames", list},
                                              {"first_result_median_ms", b.first_result_median},
                                              {"first_result_worst_ms", b.first_result_worst},
                                              {"data", data}}
                           .dump(2));
    return;
  }
  fmt::print("from the start of the program to its first frame: {:.2f} s\n", b.first_frame);
  fmt::print("default scene playing at 1280x800; milliseconds a frame\n\n");
  fmt::print("{:>8}  {:>8}  {:>10}\n", "median", "p99", "p99 ratio");
  for (const FrameFigure& f : b.frames)
    fmt::print("{:>8.1f}  {:>8.1f}  {:>10.2f}  {}\n", f.median, f.p99, f.p99 / idle, f.name);
  fmt::print("\nfrom an edit to its first result on screen: {:.0f} ms, at worst {:.0f} ms\n",
             b.first_result_median, b.first_result_worst);
  fmt::print("\nother data, milliseconds until 2,000 particles and all 20,000 are on screen\n\n");
  for (const DataFigure& f : b.data)
    fmt::print("{:>8.0f}  {:>8.0f}  {}\n", f.first, f.whole, f.name);
}

void print_nets(const Options& options) {
  check_range("bench", "--seconds", options.seconds, 0.1, 3600);
  check_range("bench", "--repetitions", options.repetitions, 1, 1000);
  check_range("bench", "--threads", options.threads, 0, 1024);
  const NetBenchOptions nets{
      .repetitions = options.repetitions, .threads = options.threads, .seconds = options.seconds};
  const std::vector<NetFigure> figures = bench_net(nets);
  const TrainingFigure t = bench_training(nets);
  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const NetFigure& f : figures)
      list.push_back({{"name", f.name},
                      {"points_per_second", f.rate},
                      {"limit", f.limit_rate},
                      {"ratio", f.rate / f.limit_rate},
                      {"target", vector_target()}});
    list.push_back({{"name", "two moons"},
                    {"seconds", options.seconds},
                    {"steps", t.steps},
                    {"training_seconds", t.seconds},
                    {"sliced_wasserstein", t.samples},
                    {"of_exact", t.exact},
                    {"of_draws", t.draws},
                    {"ratio", t.samples / t.draws}});
    fmt::print("{}\n", list.dump(2));
    return;
  }
  fmt::print("{} points at one level, {}; points a second, beside the matrix products alone\n\n",
             nets.points, vector_target());
  fmt::print("{:>10}  {:>10}  {:>6}\n", "net", "limit", "ratio");
  for (const NetFigure& f : figures)
    fmt::print("{:>10.3g}  {:>10.3g}  {:>6.2f}  {}\n", f.rate, f.limit_rate, f.rate / f.limit_rate,
               f.name);
  fmt::print(
      "\ntwo moons, {:g} s of training, {} steps: sliced Wasserstein distance of 20,000 samples "
      "(DDIM, 50 steps)\nto draws of the data {:.3g}; of other draws {:.3g}; ratio {:.2f}, of the "
      "exact "
      "score's samples {:.2f}\n",
      options.seconds, t.steps, t.samples, t.draws, t.samples / t.draws, t.exact / t.draws);
}

void print_export(const Options& options) {
  constexpr int frames = 300;
  constexpr double mega = 1e6;
  const ExportBench b = bench_export(frames);
  const double mp4 = static_cast<double>(b.mp4) / mega, gif = static_cast<double>(b.gif) / mega,
               svg = static_cast<double>(b.svg) / mega;
  if (options.json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"frames", b.frames},
                                              {"film_s", b.film},
                                              {"drawing_s", b.drawing},
                                              {"encoding_s", b.encoding},
                                              {"ratio", b.ratio()},
                                              {"mp4_megabytes", mp4},
                                              {"gif_megabytes", gif},
                                              {"svg_megabytes", svg},
                                              {"svg_s", b.svg_seconds}}
                           .dump(2));
    return;
  }
  fmt::print("default scene, {} frames of 1280 x 720 as MP4\n\n", b.frames);
  fmt::print("{:>8.1f} s  drawn and encoded side by side, {:.1f} MB\n", b.film, mp4);
  fmt::print("{:>8.1f} s  drawn alone\n{:>8.1f} s  encoded alone\n", b.drawing, b.encoding);
  fmt::print("{:>8.2f}    ratio of the first to the sum of the others\n\n", b.ratio());
  fmt::print("{:>8.2f} MB GIF of 100 frames of 480 x 480\n", gif);
  fmt::print("{:>8.2f} MB SVG of 20,000 particles as circles, {:.2f} s\n", svg, b.svg_seconds);
}

/// Picture nets beside LibTorch's plain operations: milliseconds of a pass.
void print_pictures(const Options& options) {
  check_range("bench", "--repetitions", options.repetitions, 1, 1000);
  const UNetConfig shipped = read_unet_config(model_folder(find_model("fashion-mnist")).config);
  struct Case {
    const char* name;
    UNetConfig config;
    int pictures;
  };
  const std::array cases{Case{"the shipped net", shipped, 1}, Case{"the shipped net", shipped, 16},
                         Case{"ddpm-cifar10-32", cifar_config(), 4},
                         Case{"ddpm-cifar10-32", cifar_config(), 16}};
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  if (!options.json)
    fmt::print("{:>9}  {:>9}  {:>6}  {:>8}\n", "ms", "plain ms", "ratio", "held MB");
  for (const auto& [name, config, pictures] : cases) {
    const NetSpeed speed = measure_net_speed(config, pictures, options.repetitions);
    if (!options.json)
      fmt::print("{:>9.1f}  {:>9.1f}  {:>6.2f}  {:>8.0f}  {}, {} at once\n", 1e3 * speed.seconds,
                 1e3 * speed.plain_seconds, speed.seconds / speed.plain_seconds, speed.megabytes,
                 name, pictures);
    list.push_back({{"name", name},
                    {"pictures", pictures},
                    {"ms", 1e3 * speed.seconds},
                    {"plain_ms", 1e3 * speed.plain_seconds},
                    {"ratio", speed.seconds / speed.plain_seconds},
                    {"megabytes", speed.megabytes}});
  }
  if (options.json) fmt::print("{}\n", list.dump(2));
}

void bench(const Options& options) {
  if (options.frames) return print_frames(options);
  if (options.nets) return print_nets(options);
  if (options.pictures) return print_pictures(options);
  if (options.exports) return print_export(options);
  check_range("bench", "--particles", options.particles, 1, 100'000'000);
  check_range("bench", "--rows", options.rows, 1, 64);
  check_range("bench", "--repetitions", options.repetitions, 1, 1000);
  check_range("bench", "--threads", options.threads, 0, 1024);
  const double megabytes = bench_memory(many, options.rows, options.threads);
  std::vector<Figure> figures;
  for (const BenchFigure& f : bench_cpu({.particles = static_cast<std::size_t>(options.particles),
                              .rows = options.rows,
                              .repetitions = options.repetitions,
                              .threads = options.threads,
                              .processor_time = options.processor_time}))
    figures.push_back({.name = f.name + ", CPU",
                       .rate = f.rate,
                       .limit_rate = f.limit_rate,
                       .target = vector_target()});
  add_gl(options, figures);

  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Figure& f : figures) {
      list.push_back({{"name", f.name},
                      {f.unit, f.rate},
                      {"limit", f.limit_rate},
                      {"ratio", f.rate / f.limit_rate}});
      if (!f.target.empty()) list.back()["target"] = f.target;
    }
    list.push_back({{"name", "memory"}, {"particles", many}, {"megabytes", megabytes}});
    fmt::print("{}\n", list.dump(2));
    return;
  }
  fmt::print("{} particles, {} rows, mixture of 8; particle-steps, or points drawn, a second\n\n",
             options.particles, options.rows);
  fmt::print("{:>10}  {:>10}  {:>6}\n", "engine", "limit", "ratio");
  for (const Figure& f : figures)
    fmt::print("{:>10.3g}  {:>10.3g}  {:>6.2f}  {}{}{}\n", f.rate, f.limit_rate,
               f.rate / f.limit_rate, f.name, f.target.empty() ? "" : ", ", f.target);
  fmt::print("\n{:.0f} MB held at most by a run of {} particles that stores no rows\n", megabytes,
             many);
}

}  // namespace

void add_bench_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("bench", "Measure each engine beside a loop that does only one thing");
  command->add_option("--particles", options->particles, "1,000,000 by default");
  command->add_option("--rows", options->rows, "steps of a run, 1 to 64; 50 by default");
  command->add_option("--repetitions", options->repetitions, "the best one counts; 5 by default");
  command->add_option("--threads", options->threads, "of the CPU engine; 0: all cores");
  command->add_flag("--frames", options->frames,
                    "the window's frames instead, alone and beside the heaviest work");
  command->add_flag("--nets", options->nets,
                    "learned nets instead: evaluation, and what a training comes to");
  command->add_option("--seconds", options->seconds, "of that training; 10 by default");
  command->add_flag("--export", options->exports,
                    "files instead: a film beside its drawing and its encoding alone, and sizes");
  command->add_flag("--pictures", options->pictures,
                    "a pass of picture nets instead, beside LibTorch's plain operations");
  command->add_flag("--json", options->json, "as JSON, for programs");
  command->add_flag("--processor-time", options->processor_time,
                    "CPU: count processor time, on a machine that is busy otherwise");
  command->callback([options] { bench(*options); });
}

}  // namespace alphabar

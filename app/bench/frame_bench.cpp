#include "app/bench/frame_bench.h"

#include <epoxy/gl.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>

#include "app/engines/backends.h"
#include "app/engines/lane_engine.h"
#include "app/window/frame_log.h"
#include "app/window/headless/headless.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/metrics/band.h"
#include "core/model/draws/data_draws.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto timeout = std::chrono::minutes(2);
constexpr double tick = 1.0 / 60;  // seconds of playing in a frame

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// The window whose frames are counted.
class Stage {
 public:
  Stage(const FrameBenchOptions& options, const Scene& scene)
      : options_(options), window_(options.width, options.height) {
    Backends backends = default_backends();
    backends.make_engine = lane_engine(&window_.context());
    backends.low_priority = true;  // as in the real window
    app_ = std::make_unique<AppState>(scene, std::move(backends));
    frame();
    first_frame_ = seconds_since_start();
    if (!app_->session.wait(timeout)) throw Failed("the scene did not run in time");
    for (int i = 0; i < 10; ++i) frame();
  }

  double frame() {
    const auto start = Clock::now();
    window_.draw(*app_, tick);
    glFinish();
    return milliseconds_since(start);
  }

  /// `beside` is called before each frame, to keep something going.
  /// All figures are of the same frames: playing from the start.
  FrameFigure measure(const std::string& name, const std::function<void()>& beside) {
    Scene scene = app_->session.scene();
    scene.playback.position = 0;
    app_->session.apply(scene);
    std::vector<double> times;
    for (int i = 0; i < options_.frames; ++i) {
      beside();
      times.push_back(frame());
    }
    return {name, quantile(times, 0.5), quantile(times, 0.99)};
  }

  double first_frame() const { return first_frame_; }
  AppState& app() { return *app_; }
  GlContext& context() { return window_.context(); }

 private:
  FrameBenchOptions options_;
  HeadlessWindow window_;
  std::unique_ptr<AppState> app_;
  double first_frame_ = 0;
};

/// Asks a session for another seed whenever it has done the last one.
void keep_running(Session& session) {
  if (session.busy()) return;
  Scene scene = session.scene();
  ++scene.seed;
  session.apply(scene);
}

FrameFigure beside_sampling(Stage& stage) {
  Scene scene = default_scene();
  scene.particles = 1'000'000;
  scene.view.hide("pictures");
  Backends backends = default_backends();
  backends.make_engine = lane_engine(&stage.context());
  backends.low_priority = true;
  Session heavy(scene, std::move(backends));
  return stage.measure("beside a run of 1,000,000 particles", [&] { keep_running(heavy); });
}

FrameFigure beside_pictures(Stage& stage) {
  Scene scene = default_scene();
  scene.particles = 1;
  scene.pictures.count = 16;
  Backends backends = default_backends();
  backends.make_engine = lane_engine(nullptr);
  backends.low_priority = true;
  Session heavy(scene, std::move(backends));
  return stage.measure("beside a UNet drawing 16 pictures", [&] { keep_running(heavy); });
}

FrameFigure beside_export(Stage& stage) {
  std::error_code ignored;  // where it cannot be written the export says so
  const auto file = std::filesystem::temp_directory_path(ignored) / "alphabar-bench.mp4";
  ExportProcess job;
  const FrameFigure figure = stage.measure("beside an export", [&] {
    const ExportProcess::State state = job.poll();
    if (state == ExportProcess::State::failed) throw Failed("the export failed: " + job.message());
    if (state != ExportProcess::State::running) job.start(default_scene(), {}, file);
  });
  job.cancel();
  while (job.poll() == ExportProcess::State::running)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::filesystem::remove(file, ignored);  // where no export was whole there is none
  return figure;
}

FrameFigure beside_training(Stage& stage) {
  Scene scene = default_scene();
  scene.training.steps = 1'000'000;  // more than it comes to
  LearnWork work;
  work.follow(scene);
  if (!work.refusal().empty()) throw Failed("the training was refused: " + work.refusal());
  work.start();
  const FrameFigure figure = stage.measure("beside a training", [] {});
  if (!work.running()) throw Failed("the training ended");
  return figure;
}

/// A schedule of 100,000 betas, of which the lanes run a hundred steps: what copies and comparisons
/// of the scene cost a frame.
FrameFigure of_a_long_schedule(const FrameBenchOptions& options) {
  Scene scene = default_scene();
  scene.process.kind = ProcessKind::betas;
  scene.process.T = 100'000;
  scene.process.betas.resize(100'000);
  for (std::size_t i = 0; i < scene.process.betas.size(); ++i)
    scene.process.betas[i] = 1e-6 + 2e-9 * static_cast<double>(i);
  Stage stage(options, scene);
  return stage.measure("a schedule of 100,000 betas", [] {});
}

std::vector<double> first_results(Stage& stage, int edits) {
  std::vector<double> times;
  for (int i = 0; i < edits; ++i) {
    const auto before = stage.app().session.runs()->results[0].trajectory;
    Scene scene = stage.app().session.scene();
    ++scene.seed;
    const auto start = Clock::now();
    stage.app().session.apply(scene);
    while (stage.app().session.runs()->results[0].trajectory == before) {
      stage.frame();
      if (Clock::now() - start > timeout) throw Failed("an edit showed nothing in time");
    }
    stage.frame();
    times.push_back(milliseconds_since(start));
    if (!stage.app().session.wait(timeout)) throw Failed("an edit did not run in time");
  }
  return times;
}

/// As many points as data may be, of two moons.
DataSpec most_points() {
  DataSpec data = data_preset("two moons");
  const DataDraws draw(data);
  std::vector<Vec2> points;
  for (std::size_t i = 0; i < DataSpec::most_points; ++i) points.push_back(draw(1, i, 0, 0).x);
  data.name = "100,000 points";
  data.points = std::move(points);
  data.point_labels = {};
  return data;
}

/// The frames of a scene of so many points, while its lanes run and after.
FrameFigure of_many_points(Stage& stage) {
  Scene scene = default_scene();
  scene.data = most_points();
  stage.app().session.apply(scene);
  return stage.measure("100,000 points", [] {});
}

/// The same lanes on other data, from the edit to the frames that show them.
std::vector<DataFigure> data_figures(Stage& stage) {
  constexpr std::size_t seen = 2000;
  std::vector<DataFigure> figures;
  std::vector<DataSpec> all_data;
  for (const std::string& name : data_presets()) all_data.push_back(data_preset(name));
  all_data.push_back(most_points());
  for (const DataSpec& data : all_data) {
    Scene scene = default_scene();
    scene.data = data;
    const auto all = static_cast<std::size_t>(scene.particles);
    const auto start = Clock::now();
    stage.app().session.apply(scene);
    DataFigure figure{data.name, 0, 0};
    const auto has = [&](std::size_t particles) {
      const auto runs = stage.app().session.runs();
      return std::ranges::all_of(runs->results, [&](const LaneResult& result) {
        return result.current && result.trajectory && result.trajectory->particles >= particles;
      });
    };
    while (figure.whole == 0) {
      const bool first = has(seen), whole = has(all);  // shown by the frame that follows
      stage.frame();
      if (first && figure.first == 0) figure.first = milliseconds_since(start);
      if (whole) figure.whole = milliseconds_since(start);
      if (Clock::now() - start > timeout) throw Failed("data were not seen in time");
    }
    if (!stage.app().session.wait(timeout)) throw Failed("data did not run in time");
    figures.push_back(figure);
  }
  return figures;
}

}  // namespace

FrameBench bench_frames(const FrameBenchOptions& options) {
  check_range("bench", "--frames", options.frames, 20, 100'000);
  check_range("bench", "edits", options.edits, 1, 1000);
  FrameBench bench;
  {
    Stage stage(options, default_scene());
    bench.first_frame = stage.first_frame();
    bench.frames.push_back(stage.measure("nothing else", [] {}));
    bench.frames.push_back(beside_sampling(stage));
    bench.frames.push_back(beside_pictures(stage));
    bench.frames.push_back(beside_export(stage));
    bench.frames.push_back(beside_training(stage));
    const std::vector<double> edits = first_results(stage, options.edits);
    bench.first_result_median = quantile(edits, 0.5);
    bench.first_result_worst = quantile(edits, 1);
    bench.data = data_figures(stage);
    bench.frames.push_back(of_many_points(stage));
  }  // one window at a time
  bench.frames.push_back(of_a_long_schedule(options));
  return bench;
}

}  // namespace alphabar

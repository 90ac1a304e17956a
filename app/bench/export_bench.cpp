#include "app/bench/export_bench.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "app/engines/backends.h"
#include "app/engines/lane_engine.h"
#include "app/export/animation_painter.h"
#include "app/export/figure/figure.h"
#include "app/export/render.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/files/animation/frame_sink.h"
#include "core/files/temporary_folder.h"
#include "core/files/video/frame_spool.h"
#include "core/files/video/video.h"
#include "core/gl/context/gl_context.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_of(const auto& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::shared_ptr<const Runs> runs_of(const Scene& scene) {
  const std::unique_ptr<GlContext> card = make_headless_context();
  Backends backends = default_backends();
  backends.make_engine = lane_engine(card.get());
  backends.make_pictures = {};
  Session session(scene, std::move(backends));
  if (!session.wait(std::chrono::minutes(2))) throw Failed("the scene did not run in time");
  return session.runs();
}

/// The frames drawn alone, then encoded alone; they wait on the disk between.
void measure_parts(const Scene& scene, const Runs& runs, const AnimationSpec& spec,
                   const fs::path& folder, ExportBench& bench) {
  FrameSpool spool(folder, std::size_t{4} * static_cast<std::size_t>(spec.width) *
                               static_cast<std::size_t>(spec.height));
  {
    const std::unique_ptr<GlContext> context = make_headless_context();
    AnimationPainter painter(spec);
    for (const double position : frame_positions(scene, spec, {})) {
      Image image;
      bench.drawing += seconds_of([&] { image = painter.paint(scene, runs, position); });
      spool.add(image.pixels);
    }
  }
  VideoWriter writer(folder / "parts.mp4", spec.width, spec.height, spec.fps);
  for (std::size_t i = 0; i < spool.size(); ++i) {
    const std::span<const std::uint8_t> frame = spool.read(i);
    bench.encoding += seconds_of([&] { writer.add(frame); });
  }
  bench.encoding += seconds_of([&] { writer.finish(); });
}

}  // namespace

ExportBench bench_export(int frames) {
  ExportBench bench{};
  const TemporaryFolder folder;
  Scene scene = default_scene();
  scene.particles = 20'000;
  const std::shared_ptr<const Runs> runs = runs_of(scene);
  AnimationSpec film;
  film.rest = 0;
  film.seconds = frames / film.fps;
  bench.frames = frame_count(scene, film);
  const fs::path mp4 = folder.path() / "film.mp4", gif = folder.path() / "small.gif",
                 svg = folder.path() / "lane.svg";
  bench.film = seconds_of([&] { render(scene, *runs, film, mp4); });
  bench.mp4 = fs::file_size(mp4);
  measure_parts(scene, *runs, film, folder.path(), bench);

  AnimationSpec small;
  small.width = small.height = 480;
  small.rest = 0;
  small.fps = 25;
  small.seconds = 100 / small.fps;
  render(scene, *runs, small, gif);
  bench.gif = fs::file_size(gif);

  FigureSpec figure;
  figure.lane = 1;
  bench.svg_seconds = seconds_of([&] { draw_figure(scene, *runs, figure, svg); });
  bench.svg = fs::file_size(svg);
  return bench;
}

}  // namespace alphabar

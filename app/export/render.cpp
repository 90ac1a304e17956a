#include "app/export/render.h"

#include "app/export/animation_painter.h"
#include "core/base/error.h"
#include "core/files/animation/frame_sink.h"
#include "core/gl/context/gl_context.h"
#include "core/io/scene/scene_paths.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

void check_subject(const Runs& runs, const AnimationSpec& spec) {
  if (spec.subject == Subject::filmstrip &&
      (!runs.pictures || runs.pictures->front().rows_done < 1))
    throw BadRequest("render", "what", "filmstrip", "lanes, or a scene with pictures",
                     runs.error.empty() ? "name a model under \"pictures\"" : runs.error);
  if (spec.subject != Subject::filmstrip && spec.subject != Subject::window &&
      (runs.lanes.empty() || !runs.results.front().trajectory))
    throw Failed(runs.error.empty() ? "the lanes of the scene did not run" : runs.error);
}

/// What draws the frames.
class Painting {
 public:
  Painting(const Scene& scene, const Runs& runs, const AnimationSpec& spec,
           const RenderOptions& options)
      : runs_(runs), options_(options), scene_(animated_scene(scene, spec)) {
    if (options.paint) return;
    if (spec.subject == Subject::window)
      throw BadRequest("render", "what", "window", "lanes, curves, beside or filmstrip here");
    context_ = make_headless_context();
    painter_ = std::make_unique<AnimationPainter>(spec);
  }

  Image paint(double position) const {
    return painter_ ? painter_->paint(scene_, runs_, position, options_.class_name)
                    : options_.paint(position);
  }

 private:
  const Runs& runs_;
  const RenderOptions& options_;
  const Scene scene_;
  std::unique_ptr<GlContext> context_;
  std::unique_ptr<AnimationPainter> painter_;
};

}  // namespace

int render(const Scene& scene, const Runs& runs, const AnimationSpec& spec,
           const std::vector<std::filesystem::path>& files, const RenderOptions& options) {
  check(scene, spec);
  check_subject(runs, spec);
  const FrameShape shape{spec.width, spec.height, spec.fps, spec.paper == Paper::transparent};
  std::vector<std::unique_ptr<FrameSink>> sinks;
  for (const std::filesystem::path& file : files)
    sinks.push_back(open_sink(file, shape, spec.with_scene ? json_kept_in(file, scene) : ""));
  const Painting painting(scene, runs, spec, options);
  const std::vector<double> positions = frame_positions(scene, spec, leading_levels(runs));
  const int end = spec.end.value_or(static_cast<int>(positions.size())), total = end - spec.first;
  const auto go_on = [&] {
    if (options.stop.stop_requested()) throw Cancelled();
  };
  Image image;
  double shown = -1;
  for (int frame = spec.first; frame < end; ++frame) {
    go_on();
    const double position = positions[static_cast<std::size_t>(frame)];
    if (position != shown) image = painting.paint(position);
    shown = position;
    for (const auto& sink : sinks) sink->add(image.pixels);
    if (options.progress) options.progress(frame - spec.first + 1, total);
  }
  for (const auto& sink : sinks) sink->finish([&](double) { go_on(); });
  return total;
}

}  // namespace alphabar

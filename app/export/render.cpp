#include "app/export/render.h"

#include "app/export/animation_painter.h"
#include "core/base/error.h"
#include "core/files/animation/frame_sink.h"
#include "core/gl/context/gl_context.h"
#include "core/io/scene/scene_json.h"

namespace alphabar {
namespace {

void check_subject(const Runs& runs, const AnimationSpec& spec) {
  if (spec.subject == Subject::filmstrip && (!runs.pictures || runs.pictures->rows_done < 1))
    throw BadRequest("render", "what", "filmstrip", "lanes, or a scene with pictures",
                     runs.error.empty() ? "name a model under \"pictures\"" : runs.error);
  if (spec.subject == Subject::lanes && (runs.lanes.empty() || !runs.results.front().trajectory))
    throw Failed(runs.error.empty() ? "the lanes of the scene did not run" : runs.error);
}

}  // namespace

int render(const Scene& scene, const Runs& runs, const AnimationSpec& spec,
           const std::filesystem::path& file, const RenderOptions& options) {
  check(scene, spec);
  check_subject(runs, spec);
  const std::unique_ptr<FrameSink> sink =
      open_sink(file, {spec.width, spec.height, spec.fps}, to_json(scene));
  const std::unique_ptr<GlContext> context = make_headless_context();
  const int end = spec.end.value_or(frame_count(scene, spec)), total = end - spec.first;
  const auto go_on = [&] {
    if (options.stop.stop_requested()) throw Cancelled();
  };
  {
    AnimationPainter painter(spec);
    Image image;
    double shown = -1;
    for (int frame = spec.first; frame < end; ++frame) {
      go_on();
      const double position = frame_position(scene, spec, frame);
      if (position != shown) image = painter.paint(scene, runs, position, options.class_name);
      shown = position;
      sink->add(image.pixels);
      if (options.progress) options.progress(frame - spec.first + 1, total);
    }
  }
  sink->finish([&](double) { go_on(); });
  return total;
}

}  // namespace alphabar

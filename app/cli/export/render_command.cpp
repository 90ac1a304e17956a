#include <sys/prctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <tuple>

#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/sizes.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/export/export_commands.h"
#include "app/cli/export/figure_options.h"
#include "app/engines/backends.h"
#include "app/engines/lane_engine.h"
#include "app/export/render.h"
#include "app/panels/panels.h"
#include "app/session/session.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/animation/frame_sink.h"
#include "core/files/file_kind.h"
#include "core/system/priority.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::vector<std::string> outputs;
  std::string size, frames = ":", what = "lanes";
  FigureOptions figure;
  double fps = 30;
  std::optional<double> rest;
  bool background = false;
};

/// One line that is written over on a terminal; a line each for a program that reads them.
class Progress {
 public:
  explicit Progress(const Options& options)
      : lines_(options.background), terminal_(isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (written_) std::fputc('\n', stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void frame(int done, int total) {
    if (lines_) {
      std::printf("%d %d\n", done, total);
      std::fflush(stdout);
    } else if (terminal_) {
      std::fprintf(stderr, "\rframe %d of %d", done, total);
      written_ = true;
    }
  }

 private:
  bool lines_, terminal_, written_ = false;
};

void render_scene(const Options& options) {
  if (options.background) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    lower_priority();
  }
  const StopOnSignal stop;
  const SceneArgument given = read_argument(options.scene, stop.token());
  const Scene& scene = given.scene;
  check_lanes(given);
  if (is_figure(options.outputs, options.figure))
    return render_figures(given, figure_spec(options.figure, options.size, scene), options.outputs,
                          stop.token());
  AnimationSpec spec;
  spec.subject = options.what == "filmstrip" ? Subject::filmstrip : Subject::lanes;
  spec.fps = options.fps;
  const bool numbered = holds(options.outputs.front(), Product::frames);
  spec.rest = options.rest.value_or(numbered ? 0 : spec.rest);
  std::tie(spec.width, spec.height) = parse_size(options.size.empty() ? "1280x720" : options.size);
  read_frames(options.frames, spec);
  check(scene, spec);
  // A path that cannot be written is told before the work, not after it.
  open_sink(options.outputs.front(), {spec.width, spec.height, spec.fps}, "").reset();

  const std::unique_ptr<GlContext> card = make_headless_context();
  Backends backends = default_backends();
  backends.make_engine = lane_engine(card.get());
  if (spec.subject == Subject::lanes) backends.make_pictures = {};
  Session session(scene, std::move(backends));
  while (!session.wait(std::chrono::milliseconds(50)))
    if (stop.token().stop_requested()) throw Cancelled();
  const std::shared_ptr<const Runs> runs = session.runs();
  Progress progress(options);
  const char* name = scene.pictures.label >= 0 ? class_name(scene.pictures) : "";
  const int frames = render(scene, *runs, spec, options.outputs.front(),
                            {.progress = [&](int done, int total) { progress.frame(done, total); },
                             .stop = stop.token(),
                             .class_name = name});
  if (!options.background)
    std::printf("%s: %d frames of %d x %d\n", shown(sink_target(options.outputs.front())).c_str(),
                frames, spec.width, spec.height);
}

}  // namespace

void add_render_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "render", "Draw the animation of a scene into a file, no display needed");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  command
      ->add_option(
          "-o,--output", options->outputs,
          "OUT" + joined(endings_of(Product::animation), ", OUT") + ", or OUT" +
              joined(endings_of(Product::frames), ", OUT") +
              " for numbered pictures in a folder OUT; OUT" +
              joined(endings_of(Product::figure), ", OUT") +
              ", or OUT.png with --at or --view, for a figure; -o may be given several times")
      ->allow_extra_args(false)
      ->required();
  command->add_option("--what", options->what, "lanes (default) or filmstrip")
      ->check(CLI::IsMember({"lanes", "filmstrip"}));
  command->add_option("--size", options->size,
                      "of an animation WxH in pixels, 1280x720 by default; of a figure\ncolumn, "
                      "two-columns, slide, or WxH in millimetres");
  command->add_option("--fps", options->fps, "frames a second, 30 by default");
  command->add_option("--rest", options->rest,
                      "seconds that the last state stays, 1 by default, 0 for .png");
  command->add_option("--frames", options->frames, "A:B, frames A to B - 1; all by default");
  command->add_flag("--background", options->background,
                    "low priority, \"done total\" lines on standard output, ends with its parent");
  add_figure_options(*command, options->figure);
  command->callback([options] { render_scene(*options); });
}

}  // namespace alphabar

#include <sys/prctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/arguments/list_argument.h"
#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/export/animation_options.h"
#include "app/cli/export/export_commands.h"
#include "app/cli/export/figure_options.h"
#include "app/engines/backends.h"
#include "app/engines/lane_engine.h"
#include "app/export/render.h"
#include "app/panels/panels.h"
#include "app/session/session.h"
#include "app/window/headless/studio.h"
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
  std::string size;
  FigureOptions figure;
  AnimationOptions animation;
  std::string language;
  bool background = false, progress = false;
  Carries carries = Carries::scene;
};

/// One line that is written over on a terminal; a line each for a program that reads them.
class Progress {
 public:
  explicit Progress(const Options& options)
      : lines_(options.background ? stdout
               : options.progress ? stderr
                                  : nullptr),
        terminal_(isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (written_) std::fputc('\n', stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void frame(int done, int total) {
    if (lines_) {
      std::fprintf(lines_, "%d %d\n", done, total);
      std::fflush(lines_);
    } else if (terminal_) {
      std::fprintf(stderr, "\rframe %d of %d", done, total);
      written_ = true;
    }
  }

 private:
  std::FILE* lines_;  ///< null: none are asked for
  bool terminal_, written_ = false;
};

/// The whole window as a film: what draws it, and its runs.
struct WindowFilm {
  Studio studio;
  std::shared_ptr<const Runs> runs;

  WindowFilm(const Scene& scene, const AnimationSpec& spec, const std::stop_token& stop)
      : studio(window_scene(scene, spec), default_backends(),
               {.width = spec.width,
                .height = spec.height,
                .presenting = spec.presenting,
                .stop = stop}) {
    studio.wait();
    runs = studio.app().session.runs();
    studio.picture();
  }

  static Scene window_scene(const Scene& scene, const AnimationSpec& spec) {
    Scene shown = animated_scene(scene, spec);
    constexpr double em = 15;  // pixels, where the scale is 1
    if (spec.type) shown.view.font_scale = std::clamp(*spec.type / em, 0.5, 4.0);
    return shown;
  }
};

std::shared_ptr<const Runs> runs_of(const Scene& scene, bool pictures,
                                    const std::stop_token& stop) {
  const std::unique_ptr<GlContext> card = make_headless_context();
  Backends backends = default_backends();
  backends.make_engine = lane_engine(card.get());
  if (!pictures) backends.make_pictures = {};
  Session session(scene, std::move(backends));
  while (!session.wait(std::chrono::milliseconds(50)))
    if (stop.stop_requested()) throw Cancelled();
  return session.runs();
}

/// OUT-2.mp4 of OUT.mp4 and 2.
std::filesystem::path numbered(const std::filesystem::path& file, std::size_t number) {
  return file.parent_path() /
         (file.stem().string() + "-" + std::to_string(number) + file.extension().string());
}

/// An animation and the files that it goes to.
struct Film {
  AnimationSpec spec;
  std::vector<std::filesystem::path> files;
};

std::vector<Film> films_of(const Options& options, const Scene& scene) {
  AnimationSpec spec = animation_spec(options.animation, options.figure, options.size,
                                      holds(options.outputs.front(), Product::frames));
  spec.language = options.language;
  spec.with_scene = options.carries == Carries::scene;
  const std::vector<std::filesystem::path> files(options.outputs.begin(), options.outputs.end());
  std::vector<Film> films;
  if (!options.animation.clips) {
    films.push_back({spec, files});
  } else {
    for (const AnimationSpec& clip : clips(scene, spec)) {
      films.push_back({clip, {}});
      for (const auto& file : files) films.back().files.push_back(numbered(file, films.size()));
    }
  }
  // What cannot be is told before the work, not after it.
  for (const Film& film : films) {
    check(scene, film.spec);
    const FrameShape shape{film.spec.width, film.spec.height, film.spec.fps,
                           film.spec.paper == Paper::transparent};
    for (const auto& file : film.files) {
      open_sink(file, shape, "").reset();
      const std::string remark = sink_remark(file, shape);
      if (!remark.empty()) tell(shown(file), remark);
    }
  }
  return films;
}

void render_scene(const Options& options) {
  if (options.background) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    lower_priority();
  }
  const StopOnSignal stop;
  const SceneArgument given = read_argument(options.scene, stop.token());
  const Scene& scene = given.scene;
  check_lanes(given);
  if (!options.language.empty() && !is_language_tag(options.language))
    throw BadRequest("render", "lang", options.language, "a language tag: en, zh, zh-Hant ...");
  if (is_figure(options.outputs, options.figure)) {
    FigureSpec spec = figure_spec(options.figure, options.size, scene);
    spec.language = options.language;
    spec.with_scene = options.carries == Carries::scene;
    return render_figures(given, spec, options.outputs, stop.token());
  }
  const std::vector<Film> films = films_of(options, scene);
  const AnimationSpec& first = films.front().spec;
  std::optional<WindowFilm> window;
  if (first.subject == Subject::window) window.emplace(scene, first, stop.token());
  const auto runs = window ? window->runs
                           : runs_of(animated_scene(scene, first),
                                     first.subject == Subject::filmstrip, stop.token());
  Progress progress(options);
  const char* name = scene.pictures.label >= 0 ? class_name(scene.pictures) : "";
  for (const Film& film : films) {
    RenderOptions how{.progress = [&](int done, int total) { progress.frame(done, total); },
                      .stop = stop.token(),
                      .class_name = name};
    if (window) how.paint = [&](double position) { return window->studio.picture_at(position); };
    const int frames = render(scene, *runs, film.spec, film.files, how);
    if (options.background) continue;
    for (const auto& file : film.files)
      std::printf("%s: %d frames of %d x %d\n", shown(sink_target(file)).c_str(), frames,
                  film.spec.width, film.spec.height);
  }
}

}  // namespace

void add_render_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "render", "Draw an animation or a figure of a scene into a file, no display needed");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  command
      ->add_option("-o,--output", options->outputs,
                   "OUT" + joined(endings_of(Product::animation), ", OUT") + ", or OUT" +
                       joined(endings_of(Product::frames), ", OUT") +
                       " for numbered pictures in a folder OUT; OUT" +
                       joined(endings_of(Product::figure), ", OUT") +
                       ", or OUT.png with --at or --view, for a figure; -o may be given several "
                       "times")
      ->allow_extra_args(false)
      ->required();
  add_no_scene(*command, options->carries);
  command->add_option("--size", options->size,
                      "of an animation WxH in pixels (1280x720), slide, hd, square, column or "
                      "small; of a figure column (default), two-columns, slide, or WxH in "
                      "millimetres");
  command->add_option("--lang", options->language,
                      "texts in this language where the scene has them: en, zh ...");
  command->add_flag("--progress", options->progress,
                    "a line \"done total\" on standard error for each frame of an animation");
  command->add_flag("--background", options->background,
                    "low priority, \"done total\" lines on standard output, ends with its parent");
  add_animation_options(*command, options->animation);
  add_figure_options(*command, options->figure);
  command->callback([options] { render_scene(*options); });
}

}  // namespace alphabar

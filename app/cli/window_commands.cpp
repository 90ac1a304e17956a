#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/cli/arguments/add_word.h"
#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/sizes.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "app/engines/backends.h"
#include "app/gallery/shipped_lectures.h"
#include "app/window/headless/shot.h"
#include "app/window/headless/thumbnail.h"
#include "app/window/run_window.h"
#include "core/base/path_text.h"
#include "core/engine/unet/device.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/files/json/json_strict.h"
#include "core/io/lecture/lecture_file.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string out, size = "1280x800", language;
  bool thumbnail = false, present = false, lecture = false;
};

/// The lecture that a file is, or that ships by this name; null where it is something else.
std::optional<Lecture> lecture_in(const std::string& file, std::stop_token stop) {
  if (file.empty() || file == "-") return {};
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return shipped_lecture(file);
  if (opens_as(file) != OpensAs::text || *kind_of(file).name ||
      !std::filesystem::is_regular_file(file, ignored))
    return {};
  const std::string text = read_text(file, JsonLimits{}.bytes);
  // A scene, which may be long, is not read twice for the sake of this.
  if (text.find("\"alphabar-lecture\"") == std::string::npos) return {};
  const nlohmann::json document = parse_json(text, file, {}, std::move(stop));
  if (!is_lecture(document)) return {};
  Lecture lecture = lecture_in_file(document, file);
  if (lecture.slides.empty())
    throw BadRequest(file, "slides", "0", "1 to " + std::to_string(Lecture::most_slides));
  return lecture;
}

/// A picture of each moment.
void take_lecture(const Options& options, const ShotOptions& how) {
  if (options.out.empty()) throw BadRequest("--lecture", "-o", "", "a folder for the pictures");
  const StopOnSignal signals;
  const auto lecture = lecture_in(options.scene.argument, signals.token());
  if (!lecture)
    throw BadRequest(options.scene.argument, "", "",
                     "a lecture file, or a lecture that ships: " +
                         fmt::format("{}", fmt::join(shipped_lecture_names(), ", ")));
  ShotOptions stoppable = how;
  stoppable.stop = signals.token();
  for (const std::string& late : shot(*lecture, options.out, default_backends(), stoppable))
    fmt::print(stderr, "alphabar: {}\n", late);
}

void take_shot(const Options& options) {
  ShotOptions how;
  std::tie(how.width, how.height) = parse_size(options.size);
  how.presenting = options.present;
  how.language = options.language;
  if (options.lecture) return take_lecture(options, how);
  const SceneArgument given = read_argument(options.scene);
  check_output(options.out, {Product::picture});
  check_lanes(given);
  if (options.thumbnail) {
    thumbnail(given.scene, options.out, default_backends());
    return;
  }
  const std::string late = shot(given.scene, options.out, default_backends(), how);
  if (!late.empty()) fmt::print(stderr, "alphabar: {}\n", late);
}

}  // namespace

void add_shot_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("shot", "Take a picture of the window, without a display");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  add_output(*command, options->out, "where the picture goes", Product::picture);
  command->add_option("--size", options->size, "WxH in pixels, 1280x800 by default");
  command->add_flag("--thumbnail", options->thumbnail,
                    "320x200, the particle panes alone: what the gallery shows");
  command->add_flag("--present", options->present, "as the class sees it while presenting");
  command->add_flag("--lecture", options->lecture,
                    "FILE is a lecture: -o is a folder, and gets a picture of every moment");
  command->add_option("--lang", options->language,
                      "texts in this language where the scene has them: en, zh ...");
  command->callback([options] { take_shot(*options); });
}

void add_window(CLI::App& program) {
  struct Window {
    SceneRequest scene;
    std::string model, frame_log;
    std::optional<Device> device;
  };
  auto window = std::make_shared<Window>();
  add_scene_argument(program, window->scene, SceneNeed::optional);
  program.add_option("--model", window->model,
                     "the folder of a picture net, to open over the scene");
  add_word<Device>(program, "--device", window->device,
                   "what picture nets run on: auto (CUDA where there is one), cpu or cuda");
  program.add_option("--frame-log", window->frame_log,
                     "write a CSV of how long each frame took and what ran beside it");
  program.callback([window, &program] {
    if (!program.get_subcommands().empty()) return;
    const StopOnSignal signals;
    RunWindowOptions options;
    options.stop = signals.token();
    std::string file = window->scene.argument;
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {  // of a net: there are no other folders
      if (window->model.empty()) window->model = file;
      file.clear();
    }
    options.file = file;
    if (!window->model.empty()) options.model = find_model(text_of(window->model));
    options.frame_log = window->frame_log;
    options.device = window->device;
    options.folders = user_folders([](const char* name) { return std::getenv(name); });
    std::optional<Scene> scene;
    options.lecture = lecture_in(file, signals.token());
    if (!options.lecture && !file.empty()) {
      SceneArgument given = read_argument(window->scene, signals.token());
      scene = std::move(given.scene);
      options.understood = std::move(given.understood);
    }
    if (!std::filesystem::exists(file, ignored)) options.file.clear();  // a scene that ships
    run_window(std::move(scene), default_backends(), options);
  });
}

}  // namespace alphabar

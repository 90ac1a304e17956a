#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>

#include "app/cli/arguments/list_argument.h"
#include "app/cli/arguments/numbers.h"
#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/image_run.h"
#include "core/engine/unet/net_training.h"
#include "core/files/arrays/npz.h"
#include "core/files/image/png.h"
#include "core/io/scene/scene_json.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string replay, out, model;
  std::optional<int> count, label;
  std::optional<double> scale;
  std::optional<std::uint64_t> seed;
  bool classes = false;
};

using Shape = std::vector<std::int64_t>;

void write_arrays(const ImageRun& run, const std::string& path) {
  const auto shape = [&](std::size_t rows) {
    return Shape{static_cast<std::int64_t>(rows), run.count, run.channels, run.height, run.width};
  };
  NpzWriter out(path);
  out.add("x", run.x, shape(run.x_rows.size()));
  out.add("x0", run.x0, shape(run.eval_rows.size()));
  out.add("eps", run.eps, shape(run.eval_rows.size()));
  const Shape evaluations = {static_cast<std::int64_t>(run.timesteps.size())};
  if (std::ranges::all_of(run.timesteps, [](double t) { return t == std::floor(t); }))
    out.add("timesteps", std::vector<std::int64_t>(run.timesteps.begin(), run.timesteps.end()),
            evaluations);
  else
    out.add("timesteps", run.timesteps, evaluations);
  out.finish();
}

// A sheet of pictures, each enlarged, with a gap between them; values -1 to 1 become 0 to 255.
class Sheet {
 public:
  Sheet(const ImageRun& run, int columns, int rows)
      : run_(run), zoom_(std::max(1, 112 / run.width)) {
    image_.channels = run.channels == 3 ? 3 : 1;
    image_.width = columns * (run.width * zoom_ + gap) + gap;
    image_.height = rows * (run.height * zoom_ + gap) + gap;
    if (image_.width > 16384 || image_.height > 16384)
      throw BadRequest("images", "picture", std::to_string(image_.width) + " pixels wide",
                       "at most 16384", "write an .npz instead");
    image_.pixels.assign(static_cast<std::size_t>(image_.width) *
                             static_cast<std::size_t>(image_.height * image_.channels),
                         64);
  }

  // values: [channel][height][width].
  void put(int column, int row, const float* values) {
    const int left = gap + column * (run_.width * zoom_ + gap);
    const int top = gap + row * (run_.height * zoom_ + gap);
    for (int y = 0; y < run_.height * zoom_; ++y)
      for (int x = 0; x < run_.width * zoom_; ++x)
        for (int c = 0; c < image_.channels; ++c) {
          const float value = values[(c * run_.height + y / zoom_) * run_.width + x / zoom_];
          const double shade = std::round((std::clamp(value, -1.0f, 1.0f) + 1) * 127.5);
          image_.pixels[static_cast<std::size_t>(
              ((top + y) * image_.width + left + x) * image_.channels + c)] =
              static_cast<std::uint8_t>(shade);
        }
  }

  const Image& image() const { return image_; }

 private:
  static constexpr int gap = 2;
  const ImageRun& run_;
  int zoom_;
  Image image_;
};

// Several pictures: how each ended, in a square. One: x_t above its x0_hat, from noise to picture.
Image sheet_of(const ImageRun& run) {
  const std::size_t one = run.picture_size(), all = one * static_cast<std::size_t>(run.count);
  if (run.count > 1) {
    const int columns = static_cast<int>(std::ceil(std::sqrt(run.count)));
    Sheet sheet(run, columns, (run.count + columns - 1) / columns);
    const float* last = run.x.data() + (run.x_rows.size() - 1) * all;
    for (int i = 0; i < run.count; ++i)
      sheet.put(i % columns, i / columns, last + static_cast<std::size_t>(i) * one);
    return sheet.image();
  }
  const std::size_t states = run.x_rows.size(), answers = run.eval_rows.size();
  const std::size_t columns = std::min<std::size_t>(11, states);
  Sheet sheet(run, static_cast<int>(columns), 2);
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t row = columns > 1 ? i * (states - 1) / (columns - 1) : 0;
    sheet.put(static_cast<int>(i), 0, run.x.data() + row * all);
    if (answers > 0)
      sheet.put(static_cast<int>(i), 1, run.x0.data() + std::min(row, answers - 1) * all);
  }
  return sheet.image();
}

ImageReplay read_image_replay(const std::string& path, const UNetConfig& net, const Plan& plan,
                              ImageRunRequest& request) {
  const NpzFile file(path);
  const std::vector<std::int64_t> shape =
      file.require_shape("x_init", {-1, net.in_channels, -1, -1});
  constexpr std::int64_t longest = 4096;
  for (const std::int64_t length : shape)
    if (length < 1 || length > longest)
      throw BadRequest(path, "x_init", shape_text(shape),
                       "lengths from 1 to " + std::to_string(longest));
  request.count = static_cast<int>(shape[0]);
  request.height = static_cast<int>(shape[2]);
  request.width = static_cast<int>(shape[3]);
  std::vector<std::string> names{"x_init"};
  if (plan.draws() > 0) {
    const std::int64_t draws =
        file.require_shape("noise", {-1, shape[0], shape[1], shape[2], shape[3]})[0];
    const std::int64_t most = 2 * static_cast<std::int64_t>(plan.rows.size());
    if (draws < plan.draws() || draws > most)
      throw BadRequest(path, "noise", std::to_string(draws) + " draws",
                       fmt::format("{} to {} of this plan", plan.draws(), most));
    names.emplace_back("noise");
  }
  check_memory(request);
  const Npz arrays = file.read(names);
  ImageReplay replay{arrays.at("x_init").finite_doubles(), {}};
  if (plan.draws() > 0) {
    replay.noise = arrays.at("noise").finite_doubles();
    replay.noise.resize(static_cast<std::size_t>(plan.draws()) * replay.x_init.size());
  }
  return replay;
}

/// The scene with what the options say in its place.
void change(Scene& scene, const Options& options) {
  if (!options.model.empty()) {
    scene.pictures.model = text_of(options.model);
    scene.pictures.label = -1;  // the scene's class belongs to the scene's net
  }
  if (options.count) scene.pictures.count = *options.count;
  if (options.label) scene.pictures.label = *options.label;
  if (options.scale) scene.pictures.scale = *options.scale;
  if (options.seed) scene.seed = *options.seed;
  check(scene);
}

/// A class for each picture, or one for all; none where none is asked for.
std::vector<std::int64_t> labels_of(const Options& options, const PicturesSpec& spec,
                                    const UNetConfig& net, int count) {
  std::vector<std::int64_t> labels;
  if (!options.classes) {
    if (spec.label >= 0) labels = {spec.label};
    return labels;
  }
  const int classes = net.num_class_embeds - 1;  // the last is "no class"
  if (classes < 1) throw BadRequest(spec.model, "--classes", "", "a net that has classes");
  for (int i = 0; i < count; ++i) labels.push_back(i % classes);
  return labels;
}

void make_images(const Options& options) {
  SceneArgument given = read_argument(options.scene);
  change(given.scene, options);
  const Scene& scene = given.scene;
  check_output(options.out, {Product::arrays, Product::picture});
  const bool png = holds(options.out, Product::picture);

  const Process process(scene.process);
  const PicturesSpec& spec = scene.pictures;
  PicturesSpec guided = spec;
  if (options.classes) guided.label = 0;  // guided rows; each picture has a class of its own
  const Plan plan = given.with_name([&] { return plan_of_pictures(process, guided); });
  std::error_code ignored;  // without a current folder there is none beside the scene
  const std::filesystem::path beside =
      options.scene.argument.empty() ? "." : options.scene.argument;
  const auto folder = std::filesystem::absolute(beside, ignored).parent_path();
  const std::filesystem::path model = find_model(spec.model, folder);
  const auto net = load_unet(model);
  ImageRunRequest request;
  request.plan = &plan;
  request.net = net.get();
  const NetTraining training = net_training(model);
  request.trained = training.process;
  request.count = spec.count;
  request.seed = scene.seed;
  std::optional<ImageReplay> replay;
  if (!options.replay.empty()) {
    replay = read_image_replay(options.replay, net->config(), plan, request);
    request.replay = &*replay;
  }
  request.labels = labels_of(options, spec, net->config(), request.count);
  const StopOnSignal signals;
  request.stop = signals.token();
  const auto began = std::chrono::steady_clock::now();
  const ImageRun run = given.with_name([&] { return run_images(request); });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  check_finite(given.name, States<float>{"pictures", run.x, static_cast<std::size_t>(run.count),
                                         run.picture_size()});
  for (const std::string& notice : training_notices(training, process, plan))
    tell(spec.model, notice);
  if (png)
    write_png(options.out, sheet_of(run), to_json(scene));
  else
    write_arrays(run, options.out);
  fmt::print("{} pictures, {} evaluations, {:.2f} s\n", run.count, run.eval_rows.size(),
             seconds.count());
}

}  // namespace

void add_images_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("images", "Sample pictures with a UNet");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  command
      ->add_option("-o,--output", options->out,
                   "x, x0, eps of every step " + in_brackets(Product::arrays) +
                       ", or a sheet of pictures " + in_brackets(Product::picture))
      ->required();
  command->add_option(
      "--replay", options->replay,
      "arrays with x_init [n,c,h,w] and noise [K,n,c,h,w] instead of the generator");
  command->add_option("--model", options->model, "a diffusers folder, or a name in assets/models");
  command->add_option("--count", options->count, "pictures, 1 to 64");
  command->add_option("--seed", options->seed, "of the generator")->check(seed_check());
  CLI::Option* label = command->add_option("--label", options->label, "class asked for; -1: none");
  command
      ->add_flag("--classes", options->classes, "each picture another class, one after the other")
      ->excludes(label);
  command->add_option("--scale", options->scale,
                      "of guidance towards the class; 1: plain conditional");
  command->callback([options] { make_images(*options); });
}

}  // namespace alphabar

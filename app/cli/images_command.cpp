#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "app/cli/arguments/list_argument.h"
#include "app/cli/arguments/numbers.h"
#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "app/cli/images/image_output.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/image_run.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/published_run.h"
#include "core/files/arrays/npz.h"
#include "core/files/image/png.h"
#include "core/io/scene/scene_json.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string replay, out, model, assume;
  std::optional<int> count, label, steps;
  std::optional<double> scale, eta;
  std::optional<std::uint64_t> seed;
  std::vector<std::int64_t> labels;
  bool classes = false;

  /// Whether the folder's own scheduler is to run: nothing else says what is.
  bool published() const { return scene.argument.empty() && !model.empty() && assume.empty(); }
};

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
  PicturesSpec& pictures = scene.pictures;
  if (!options.model.empty()) {
    if (options.scene.argument.empty()) pictures = PicturesSpec{};
    pictures.model = text_of(options.model);
    pictures.label = -1;  // the scene's class belongs to the scene's net, as what it is taken for
    pictures.assume.clear();
  }
  if (!options.assume.empty()) {
    pictures.assume = options.assume;
    if (options.scene.argument.empty()) scene.process = assumed_scheduler(options.assume).process;
  }
  if (options.count) pictures.count = *options.count;
  if (options.label) pictures.label = *options.label;
  if (options.scale) pictures.scale = *options.scale;
  if (options.steps) pictures.sampler.grid.steps = *options.steps;
  if (options.eta) pictures.sampler.eta = *options.eta;
  if (options.seed) scene.seed = *options.seed;
  check(scene);
}

/// A class for each picture, or one for all; none where none is asked for.
std::vector<std::int64_t> labels_of(const Options& options, const PicturesSpec& spec,
                                    const UNetConfig& net, int count) {
  if (!options.labels.empty()) return options.labels;
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

/// What runs, and what of it is written.
struct ImageJob {
  Plan plan;
  NetUse use;
  ImageArrays arrays;
  std::vector<std::string> notices;
};

/// The scene's sampler on its process.
ImageJob scene_job(const SceneArgument& given, const ModelFolder& model, bool guided) {
  const PicturesSpec& spec = given.scene.pictures;
  const Process process(given.scene.process);
  PicturesSpec asked = spec;
  if (guided && asked.label < 0) asked.label = 0;  // guided rows; each picture has its own class
  ImageJob job;
  job.plan = given.with_name([&] { return plan_of_pictures(process, asked); });
  job.use.training = net_training(model, spec.assume);
  require_known(job.use.training, model.folder);
  job.notices = training_notices(job.use.training, process, job.plan);
  job.use.eps = fit_to_net(job.plan, spec.sampler.kind, job.use.training.question);
  return job;
}

/// The folder's own scheduler.
ImageJob published_job(const Options& options, const ModelFolder& model, double scale,
                       bool guided) {
  PublishedRun run = published_run(model, options.steps.value_or(50), options.eta);
  if (guided)
    for (Row& row : run.plan.rows)
      if (row.evaluate) row.w = scale;
  ImageJob job{std::move(run.plan), std::move(run.use), {}, {}};
  job.arrays.timesteps = std::move(run.timesteps);
  // Its list has a state after each predictor, and what its pipeline returns is the mean.
  job.arrays.corrected_apart = job.use.training.question.prediction == PredictionType::score;
  job.notices = job.use.training.notices;
  return job;
}

/// Where the scene is, the net's folder may be too.
std::filesystem::path model_of(const Options& options, const PicturesSpec& spec) {
  std::error_code ignored;  // without a current folder there is none beside the scene
  const std::filesystem::path beside =
      options.scene.argument.empty() ? "." : options.scene.argument;
  return find_model(spec.model, std::filesystem::absolute(beside, ignored).parent_path());
}

void make_images(const Options& options) {
  SceneArgument given = read_argument(options.scene);
  change(given.scene, options);
  const Scene& scene = given.scene;
  const PicturesSpec& spec = scene.pictures;
  check_output(options.out, {Product::arrays, Product::picture});
  const ModelFolder model = model_folder(model_of(options, spec));
  const bool guided = options.classes || !options.labels.empty() || spec.label >= 0;
  const ImageJob job = options.published() ? published_job(options, model, spec.scale, guided)
                                           : scene_job(given, model, guided);
  std::vector<std::string> left_out;
  read_unet_config(model.config, &left_out);
  const auto net = load_unet(model.folder);
  ImageRunRequest request;
  request.plan = &job.plan;
  request.net = net.get();
  request.use = job.use;
  request.count = spec.count;
  if (!options.labels.empty() && !options.count && options.labels.size() > 1)
    request.count = static_cast<int>(options.labels.size());
  request.seed = scene.seed;
  request.keep_outputs = holds(options.out, Product::arrays);
  std::optional<ImageReplay> replay;
  if (!options.replay.empty()) {
    replay = read_image_replay(options.replay, net->config(), job.plan, request);
    request.replay = &*replay;
  }
  request.labels = labels_of(options, spec, net->config(), request.count);
  std::vector<std::string> notices = job.notices;
  if (options.published() && net->config().num_class_embeds > 0 && request.labels.empty())
    notices.push_back("No class was given: asked for " +
                      std::to_string(net->config().num_class_embeds - 1) +
                      ", the last, which stands for none where it was trained so.");
  const StopOnSignal signals;
  request.stop = signals.token();
  const auto began = std::chrono::steady_clock::now();
  const ImageRun run = given.with_name([&] { return run_images(request); });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  check_finite(given.name, States<float>{"pictures", run.x, static_cast<std::size_t>(run.count),
                                         run.picture_size()});
  for (const std::string& line : left_out) tell(DiffusersFolder::config_name, line);
  for (const std::string& notice : notices) tell(spec.model, notice);
  ImageArrays arrays = job.arrays;
  if (!options.published()) arrays.timesteps = run.timesteps;
  if (request.keep_outputs)
    write_arrays(run, job.plan, arrays, options.out);
  else
    write_png(options.out, sheet_of(run), to_json(scene));
  fmt::print("{} pictures, {} evaluations, {:.2f} s\n", run.count, run.eval_rows.size(),
             seconds.count());
}

}  // namespace

void add_images_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "images", "Sample pictures with a UNet: a scene's sampler, or its folder's own scheduler");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  command
      ->add_option("-o,--output", options->out,
                   "x, x0, eps, model_output of every step " + in_brackets(Product::arrays) +
                       ", or a sheet of pictures " + in_brackets(Product::picture))
      ->required();
  command->add_option(
      "--replay", options->replay,
      "arrays with x_init [n,c,h,w] and noise [K,n,c,h,w] instead of the generator");
  command->add_option("--model", options->model,
                      "a diffusers folder, or a name in assets/models; without a scene its own "
                      "scheduler runs");
  command->add_option("--assume", options->assume,
                      "what the net was trained on, whatever its folder says: linear-1000-eps");
  command->add_option("--steps", options->steps, "of the sampler; 50 where nothing says")
      ->check(CLI::Range(1, 100000));
  command->add_option("--eta", options->eta, "of DDIM")->check(CLI::Range(0.0, 1.0));
  command->add_option("--count", options->count, "pictures, 1 to 64");
  command->add_option("--seed", options->seed, "of the generator")->check(seed_check());
  CLI::Option* label = command->add_option("--label", options->label, "class asked for; -1: none");
  CLI::Option* labels =
      command->add_option("--labels", options->labels, "a class for each picture: 3,6")
          ->delimiter(',')
          ->excludes(label);
  command
      ->add_flag("--classes", options->classes, "each picture another class, one after the other")
      ->excludes(label)
      ->excludes(labels);
  command->add_option("--scale", options->scale,
                      "of guidance towards the class; 1: plain conditional");
  command->callback([options] { make_images(*options); });
}

}  // namespace alphabar

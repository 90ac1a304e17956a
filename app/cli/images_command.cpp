#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "app/cli/arguments/list_argument.h"
#include "app/cli/arguments/numbers.h"
#include "app/cli/arguments/output.h"
#include "app/cli/arguments/scene_argument.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "app/cli/images/device_option.h"
#include "app/cli/images/image_output.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/image_run.h"
#include "core/engine/unet/lanes/picture_lane_run.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/published_run.h"
#include "core/files/arrays/npz.h"
#include "core/files/image/png.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {
namespace {

struct Options {
  SceneRequest scene;
  std::string replay, out, model, assume;
  std::optional<int> count, label, steps;
  std::optional<double> scale, eta;
  std::optional<std::uint64_t> seed;
  std::vector<int> labels;
  bool classes = false;
  Carries carries = Carries::scene;
  Device device = Device::automatic;

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
    pictures.labels.clear();
    pictures.assume.clear();
  }
  if (!options.assume.empty()) {
    pictures.assume = options.assume;
    if (options.scene.argument.empty()) scene.process = assumed_scheduler(options.assume).process;
  }
  if (options.count) pictures.count = *options.count;
  if (options.label) {
    pictures.label = *options.label;
    pictures.labels.clear();
  }
  for (std::size_t i = 0; i < lanes_of(pictures); ++i) {
    PictureLane& lane = lane_of(pictures, i);
    if (options.scale) lane.scale = *options.scale;
    if (options.steps) lane.sampler.grid.steps = *options.steps;
    if (options.eta) lane.sampler.eta = *options.eta;
  }
  if (options.seed) scene.seed = *options.seed;
  check(scene);
}

/// What the options say of the classes, as the scene says it.
void set_classes(PicturesSpec& pictures, const Options& options, const UNetConfig& net) {
  if (!options.labels.empty()) {
    pictures.labels = options.labels;
    if (!options.count && options.labels.size() > 1)
      pictures.count = static_cast<int>(options.labels.size());
  }
  if (!options.classes) return;
  const int classes = net.num_class_embeds - 1;  // the last is "no class"
  if (classes < 1) throw BadRequest(pictures.model, "--classes", "", "a net that has classes");
  pictures.labels.clear();
  for (int i = 0; i < std::min(classes, PicturesSpec::most_pictures); ++i)
    pictures.labels.push_back(i);
}

/// What runs, and what of it is written.
struct ImageJob {
  PictureLaneRun lane;
  ImageArrays arrays;
  bool published = false;
};

/// The scene's lanes on its process.
std::vector<ImageJob> scene_jobs(const SceneArgument& given, const PictureNet& net) {
  require_known(net.training, net.folder.folder);
  std::vector<ImageJob> jobs;
  for (std::size_t i = 0; i < lanes_of(given.scene.pictures); ++i)
    if (!lane_of(given.scene.pictures, i).muted)
      jobs.push_back({given.with_name([&] { return picture_lane_run(given.scene, i, net); }), {}});
  return jobs;
}

/// The folder's own scheduler.
ImageJob published_job(const Options& options, const PicturesSpec& spec, const ModelFolder& model) {
  PublishedRun run = published_run(model, options.steps.value_or(50), options.eta);
  std::vector<std::int64_t> labels;
  for (int i = 0; i < spec.count; ++i) labels.push_back(class_of(spec, i));
  const bool guided = std::ranges::any_of(labels, [](std::int64_t label) { return label >= 0; });
  if (guided)
    for (Row& row : run.plan.rows)
      if (row.evaluate) row.w = spec.scale;
  ImageJob job;
  job.published = true;
  job.lane.plan = std::move(run.plan);
  job.lane.use = std::move(run.use);
  job.lane.notices = job.lane.use.training.notices;
  if (guided) job.lane.labels = std::move(labels);
  job.arrays.timesteps = std::move(run.timesteps);
  // Its list has a state after each predictor, and what its pipeline returns is the mean.
  job.arrays.corrected_apart = job.lane.use.training.question.prediction == PredictionType::score;
  return job;
}

ImageLane run_job(const ImageJob& job, const Options& options, const Scene& scene,
                  const PictureNet& net, std::stop_token stop) {
  ImageRunRequest request = job.lane.request(net, scene);
  request.keep_outputs = holds(options.out, Product::arrays);
  request.stop = std::move(stop);
  std::optional<ImageReplay> replay;
  if (!options.replay.empty()) {
    replay = read_image_replay(options.replay, net.net.config(), job.lane.plan, request);
    request.replay = &*replay;
    const auto count = static_cast<std::size_t>(request.count);
    if (request.labels.size() > 1) request.labels.resize(count, request.labels.back());
    std::vector<int>& classes = request.use.classes;
    if (classes.size() > 1) classes.resize(count, classes.back());
  }
  ImageLane lane{run_images(request), job.lane.plan, job.arrays};
  if (!job.published) lane.arrays.timesteps = lane.run.timesteps;
  return lane;
}

void make_images(const Options& options) {
  SceneArgument given = read_argument(options.scene);
  change(given.scene, options);
  PicturesSpec& spec = given.scene.pictures;
  check_output(options.out, {Product::arrays, Product::picture});
  const ModelFolder model = model_folder(find_model(spec.model));
  const NetTraining training = net_training(model, spec.assume);
  std::vector<std::string> left_out;
  const UNetConfig config = read_unet_config(model.config, &left_out);
  set_classes(spec, options, config);
  std::vector<ImageJob> jobs;
  if (options.published()) jobs.push_back(published_job(options, spec, model));
  const auto net = load_unet(model.folder, {.device = options.device});
  const PictureNet pictures{*net, model, training};
  if (!options.published()) jobs = scene_jobs(given, pictures);
  std::vector<std::string> notices = jobs.front().lane.notices;
  if (options.published() && config.num_class_embeds > 0 && jobs.front().lane.labels.empty())
    notices.push_back("No class was given: asked for " +
                      std::to_string(config.num_class_embeds - 1) +
                      ", the last, which stands for none where it was trained so.");
  const StopOnSignal signals;
  const auto began = std::chrono::steady_clock::now();
  std::vector<ImageLane> lanes;
  for (const ImageJob& job : jobs)
    lanes.push_back(given.with_name(
        [&] { return run_job(job, options, given.scene, pictures, signals.token()); }));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  std::size_t evaluations = 0;
  for (const ImageLane& lane : lanes) {
    const ImageRun& run = lane.run;
    check_finite(given.name, States<float>{"pictures", run.x, static_cast<std::size_t>(run.count),
                                           run.picture_size()});
    evaluations += run.eval_rows.size();
  }
  for (const std::string& line : left_out) tell(DiffusersFolder::config_name, line);
  for (const std::string& notice : notices) tell(spec.model, notice);
  if (holds(options.out, Product::arrays))
    write_arrays(lanes, options.out, recipe_for(options.out, given.scene, options.carries));
  else
    write_png(options.out, sheet_of(lanes), recipe_for(options.out, given.scene, options.carries));
  const std::string of_lanes = lanes.size() > 1 ? fmt::format(" in {} lanes", lanes.size()) : "";
  fmt::print("{} pictures{}, {} evaluations, {:.2f} s\n", lanes.front().run.count, of_lanes,
             evaluations, seconds.count());
}

}  // namespace

void add_images_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "images", "Sample pictures with a UNet: a scene's lanes, or its folder's own scheduler");
  add_scene_argument(*command, options->scene, SceneNeed::optional);
  command
      ->add_option("-o,--output", options->out,
                   "x, x0, eps, model_output of every step " + in_brackets(Product::arrays) +
                       ", or a sheet of pictures " + in_brackets(Product::picture))
      ->required();
  add_no_scene(*command, options->carries);
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
  add_device_option(*command, options->device);
  command->callback([options] { make_images(*options); });
}

}  // namespace alphabar

#include "app/cli/images/classifier_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/cli/arguments/numbers.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/images/device_option.h"
#include "core/base/error.h"
#include "core/engine/unet/classify/classifier_folder.h"
#include "core/engine/unet/classify/train_classifier.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/lanes/picture_lane_run.h"

namespace alphabar {
namespace {

const std::string usual_data = "/usr/share/datasets/fashion-mnist/";

struct DataFiles {
  std::string images, labels;

  void add_to(CLI::App& command) {
    command.add_option("--images", images, "pictures, idx3-ubyte (.gz)");
    command.add_option("--labels", labels, "their classes, idx1-ubyte (.gz)");
  }
  LabelledPictures read() const {
    std::error_code error;
    if (images.starts_with(usual_data) && !std::filesystem::exists(images, error))
      throw BadRequest(images, "", "", "a file of pictures",
                       "install dataset-fashion-mnist, or give --images and --labels");
    return read_labelled(images, labels);
  }
};

struct TrainOptions {
  TrainClassifierOptions train;
  DataFiles data{usual_data + "train-images-idx3-ubyte.gz",
                 usual_data + "train-labels-idx1-ubyte.gz"};
  DataFiles test{usual_data + "t10k-images-idx3-ubyte.gz",
                 usual_data + "t10k-labels-idx1-ubyte.gz"};
  std::string out;
};

void train(const TrainOptions& options) {
  const LabelledPictures data = options.data.read();
  const StopOnSignal stop;
  const auto tell = [&](int step, double loss) {
    if (step % 250 == 0 || step == options.train.steps) {
      fmt::print("step {} of {}  loss {:.4f}\n", step, options.train.steps, loss);
      std::fflush(stdout);
    }
  };
  try {
    const PictureClassifier classifier = train_classifier(data, options.train, tell, stop.token());
    write_classifier(options.out, classifier);
    fmt::print("{} weights; right on {:.1f} % of the test pictures\n", classifier.weights().size(),
               100 * accuracy(classifier, options.test.read()));
  } catch (const Cancelled&) {
    throw Failed("stopped; nothing was written");
  }
}

struct MeasureOptions {
  std::string model = "fashion-mnist", classifier;
  int count = 500, steps = 50;
  double scale = 2;
  std::uint64_t seed = 1;
  Device device = Device::automatic;
  DataFiles test{usual_data + "t10k-images-idx3-ubyte.gz",
                 usual_data + "t10k-labels-idx1-ubyte.gz"};
};

/// So many pictures by DDIM, their classes in turn.
class Samples {
 public:
  explicit Samples(const MeasureOptions& options) : options_(options) {
    scene_.pictures.model = options.model;
    scene_.pictures.scale = options.scale;
    scene_.pictures.sampler.grid.steps = options.steps;
  }

  /// Calls use(picture, class) for each of a batch that begins with number `first`.
  template <class Use>
  void make(int first, int count, int classes, const PictureNet& net, std::stop_token stop,
            const Use& use) {
    scene_.pictures.count = count;
    scene_.pictures.labels.clear();
    for (int i = 0; i < count; ++i) scene_.pictures.labels.push_back((first + i) % classes);
    scene_.seed = options_.seed + static_cast<std::uint64_t>(first);
    const PictureLaneRun lane = picture_lane_run(scene_, 0, net);
    ImageRunRequest request = lane.request(net, scene_);
    request.stop = std::move(stop);
    const ImageRun run = run_images(request);
    const std::size_t size = run.picture_size(), rows = run.x_rows.size();
    const float* last = run.x.data() + (rows - 1) * size * static_cast<std::size_t>(count);
    for (int i = 0; i < count; ++i)
      use(last + static_cast<std::size_t>(i) * size, (first + i) % classes);
  }

 private:
  const MeasureOptions& options_;
  Scene scene_ = default_scene();
};

void measure(const MeasureOptions& options) {
  const ModelFolder folder = model_folder(find_model(options.model));
  const NetTraining training = net_training(folder);
  const auto net = load_unet(folder.folder, {.device = options.device});
  const PictureClassifier classifier =
      read_classifier(options.classifier.empty() ? folder.folder / ClassifierFolder::clean
                                                 : std::filesystem::path(options.classifier));
  const int classes = net->config().num_class_embeds - 1;
  if (classes != classifier.shape().classes)
    throw BadRequest(options.model, "classes", std::to_string(classes),
                     std::to_string(classifier.shape().classes) + ", those of the classifier");
  fmt::print("the classifier is right on {:.1f} % of the test pictures\n",
             100 * accuracy(classifier, options.test.read()));
  const StopOnSignal stop;
  Samples samples(options);
  std::vector<int> right(static_cast<std::size_t>(classes)), all = right;
  constexpr int at_once = 50;
  const std::vector<double> clean{1e-3};
  for (int first = 0; first < options.count; first += at_once) {
    samples.make(first, std::min(at_once, options.count - first), classes, {*net, folder, training},
                 stop.token(), [&](const float* picture, int label) {
                   const Eigen::MatrixXf x =
                       Eigen::Map<const Eigen::VectorXf>(picture, classifier.shape().pixels());
                   Eigen::Index found = 0;
                   classifier.log_probabilities(x, clean).col(0).maxCoeff(&found);
                   ++all[static_cast<std::size_t>(label)];
                   right[static_cast<std::size_t>(label)] += found == label;
                 });
  }
  int sum = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    fmt::print("class {}: {} of {}\n", i, right[i], all[i]);
    sum += right[i];
  }
  fmt::print("{} of {} samples recognised as their class, {:.1f} %\n", sum, options.count,
             100.0 * sum / options.count);
}

}  // namespace

void add_train_classifier_command(CLI::App& program) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* c = program.add_subcommand("train-classifier",
                                       "Train a small classifier of pictures, clean or with noise");
  c->option_defaults()->always_capture_default();
  c->add_option("-o,--output", options->out, "folder to make")->required();
  c->add_flag("--noisy", options->train.noisy,
              "of pictures with noise, as guidance by a classifier needs it");
  options->data.add_to(*c);
  c->add_option("--steps", options->train.steps, "of the optimizer");
  c->add_option("--batch", options->train.batch, "pictures a step");
  c->add_option("--learning-rate", options->train.learning_rate, "at its top");
  c->add_option("--seed", options->train.seed, "of everything random")->check(seed_check());
  c->callback([options] { train(*options); });
}

void add_recognise_command(CLI::App& program) {
  auto options = std::make_shared<MeasureOptions>();
  CLI::App* c = program.add_subcommand(
      "recognise", "How many samples of a picture net a classifier takes for their class");
  c->option_defaults()->always_capture_default();
  c->add_option("--model", options->model, "a diffusers folder, or a name in assets/models");
  c->add_option("--classifier", options->classifier,
                "its folder; empty: \"classifier\" in the net's");
  options->test.add_to(*c);
  c->add_option("--count", options->count, "samples, their classes in turn")
      ->check(CLI::Range(1, 100000));
  c->add_option("--steps", options->steps, "of DDIM")->check(CLI::Range(1, 1000));
  c->add_option("--scale", options->scale, "of classifier-free guidance");
  c->add_option("--seed", options->seed, "of the generator")->check(seed_check());
  add_device_option(*c, options->device);
  c->callback([options] { measure(*options); });
}

}  // namespace alphabar

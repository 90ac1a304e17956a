#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <memory>

#include "app/cli/arguments/numbers.h"
#include "app/cli/arguments/stop_on_signal.h"
#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/engine/unet/train/picture_folder.h"
#include "core/engine/unet/train_unet.h"
#include "core/scene/process_spec.h"

namespace alphabar {
namespace {

constexpr const char* usual_data = "/usr/share/datasets/fashion-mnist/";

struct Options {
  TrainUNetOptions train;
  std::vector<int> channels = {24, 48, 96};
  std::vector<int> attention;
  int classes = 10;
  int size = 28;
  bool color = false;
  std::string schedule = "linear", prediction = "epsilon";
  int timesteps = 1000;
};

/// What of the data the net has to be made for.
void fit_to_data(Options& options) {
  TrainUNetOptions& train = options.train;
  UNetConfig& net = train.net;
  net.in_channels = net.out_channels = options.color ? 3 : 1;
  net.sample_height = net.sample_width = options.size;
  net.num_class_embeds = options.classes > 0 ? options.classes + 1 : 0;
  if (train.folder.empty()) return;
  const PictureFolder folder = read_picture_folder(train.folder);
  const auto classes = static_cast<int>(folder.classes.size());
  net.num_class_embeds = classes > 0 ? classes + 1 : 0;
  train.pipeline = true;
  fmt::print("{} pictures", folder.files.size());
  for (int i = 0; i < classes; ++i)
    fmt::print("{}{} {}", i == 0 ? "; classes " : ", ", i,
               folder.classes[static_cast<std::size_t>(i)]);
  fmt::print("\n");
}

/// Schedule and prediction, by their names.
void set_training(Options& options) {
  const auto known = [&](const auto& names, const char* option, const std::string& wanted) {
    std::string all;
    for (const auto& [kind, name] : names) {
      if (wanted == name) return kind;
      all.append(all.empty() ? "" : ", ").append(name);
    }
    throw BadRequest("train-unet", option, wanted, all);
  };
  std::vector<std::pair<ProcessKind, const char*>> schedules;
  for (const ProcessInfo& info : processes())
    if (info.discrete && is_of_numbers(info.kind)) schedules.emplace_back(info.kind, info.name);
  options.train.process.kind = known(schedules, "--schedule", options.schedule);
  options.train.process.T = options.timesteps;
  options.train.prediction = known(names_of<PredictionType>(), "--prediction", options.prediction);
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "?";
  const auto whole = static_cast<long>(seconds);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// On a terminal one line that is written over; else a line for every hundred steps.
void print_progress(const TrainUNetProgress& p) {
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const std::string line =
      fmt::format("step {}  {:.1f} %  loss {:.5f}  {:.0f} pictures/s  {} spent  {} left", p.step,
                  100 * p.fraction, p.loss, p.pictures_per_second, duration(p.seconds),
                  duration(p.seconds_left));
  if (terminal)
    fmt::print("\r\x1b[K{}{}", line, p.saved ? "  saved\n" : "");
  else if (p.saved || p.step % 100 == 0)
    fmt::print("{}{}\n", line, p.saved ? "  saved" : "");
  std::fflush(stdout);
}

/// The usual data come with a package.
bool is_missing_package(const BadRequest& problem) {
  std::error_code error;
  return problem.where().starts_with(usual_data) &&
         !std::filesystem::exists(problem.where(), error);
}

void train(Options& options) {
  UNetConfig& net = options.train.net;
  net.block_out_channels = options.channels;
  const std::size_t blocks = options.channels.size();
  net.down_block_types.assign(blocks, "DownBlock2D");
  net.up_block_types.assign(blocks, "UpBlock2D");
  for (const int block : options.attention) {
    if (block < 0 || block >= static_cast<int>(blocks))
      throw BadRequest("train-unet", "--attention", std::to_string(block),
                       "blocks 0 to " + std::to_string(blocks - 1));
    const auto i = static_cast<std::size_t>(block);
    net.down_block_types[i] = "AttnDownBlock2D";
    net.up_block_types[blocks - 1 - i] = "AttnUpBlock2D";
  }
  fit_to_data(options);
  set_training(options);
  const StopOnSignal stop;
  try {
    train_unet(options.train, print_progress, stop.token());
  } catch (const Cancelled&) {
    throw Failed(options.train.checkpoint.empty()
                     ? "stopped; without --checkpoint nothing can be continued"
                     : "stopped; the same command goes on from " +
                           options.train.checkpoint.string());
  } catch (const BadRequest& problem) {
    if (!is_missing_package(problem)) throw;
    throw BadRequest(problem.where(), "", "", problem.allowed(),
                     "install dataset-fashion-mnist, or give --images and --labels");
  }
}

}  // namespace

void add_train_unet_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  TrainUNetOptions& o = options->train;
  o.images = std::string(usual_data) + "train-images-idx3-ubyte.gz";
  o.labels = std::string(usual_data) + "train-labels-idx1-ubyte.gz";
  o.steps = 0;
  o.net.layers_per_block = 1;
  o.net.norm_num_groups = 8;
  CLI::App* c = program.add_subcommand(
      "train-unet", "Train a UNet on pictures with classes; continues where it was stopped");
  c->option_defaults()->always_capture_default();
  c->add_option("-o,--output", o.out, "diffusers folder to make")->required();
  c->add_option("--checkpoint", o.checkpoint,
                "file of the whole state, continued from if it exists");
  c->add_option("--images", o.images, "pictures, idx3-ubyte (.gz)");
  c->add_option("--labels", o.labels, "their classes, idx1-ubyte (.gz)");
  c->add_option(
      "--folder", o.folder,
      "in their place: pictures of any kind and size, in it or in a sub-folder for each class");
  c->add_flag("--color", options->color, "pictures of three channels");
  c->add_flag(
      "--pipeline", o.pipeline,
      "write a pipeline's folder: unet/, scheduler/, model_index.json (always of --folder)");
  c->add_option("--schedule", options->schedule, "a process with timesteps: linear, cosine ...");
  c->add_option("--timesteps", options->timesteps, "T")->check(CLI::Range(2, 100000));
  c->add_option("--prediction", options->prediction, "epsilon, sample or v_prediction");
  c->add_option("--classes", options->classes,
                "in the data; one more is added for \"no class\"; of a folder its sub-folders");
  c->add_option("--size", options->size, "height and width of the pictures");
  c->add_option("--steps", o.steps, "of the optimizer; 0: as many as --hours allows");
  c->add_option("--hours", o.hours, "in all, over every continuation; 0: no limit");
  c->add_option("--batch", o.batch, "pictures a step");
  c->add_option("--learning-rate", o.learning_rate, "at its top; falls as a cosine to 0");
  c->add_option("--warm-up", o.warm_up, "steps of rising learning rate");
  c->add_option("--weight-decay", o.weight_decay, "of AdamW");
  c->add_option("--clip-norm", o.clip_norm, "largest norm of the gradient");
  c->add_option("--ema", o.ema_decay, "decay of the averaged weights");
  c->add_option("--no-class", o.no_class, "part of the pictures shown without their class");
  c->add_flag("--flip", o.flip, "mirror half of the pictures");
  c->add_option("--channels", options->channels, "of the blocks, from full size down");
  c->add_option("--attention", options->attention, "blocks that have attention, counted from 0");
  c->add_option("--layers", o.net.layers_per_block, "of a block");
  c->add_option("--head-dim", o.net.attention_head_dim, "channels of an attention head");
  c->add_option("--groups", o.net.norm_num_groups, "of the norms");
  c->add_option("--seed", o.seed, "of everything random")->check(seed_check());
  c->add_option("--threads", o.threads, "0: all cores");
  c->add_option("--save-every", o.checkpoint_seconds, "seconds between checkpoints");
  c->callback([options] { train(*options); });
}

}  // namespace alphabar

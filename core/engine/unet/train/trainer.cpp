#include "core/engine/unet/train/trainer.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/base/check.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/kernels/adam.h"
#include "core/engine/unet/net/net.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/engine/unet/net/weights.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/train/batches.h"
#include "core/engine/unet/train/checkpoint.h"
#include "core/engine/unet/train/thread_team.h"
#include "core/files/atomic_file.h"

namespace alphabar::net {
namespace {

using Clock = std::chrono::steady_clock;

void check_process(const TrainUNetOptions& o) {
  check(o.process);
  if (!is_discrete(o.process.kind) || o.process.zero_terminal_snr)
    throw BadRequest("train-unet", "process", process_info(o.process.kind).name,
                     "one of timesteps whose last keeps some of the picture");
  if (o.prediction == PredictionType::score)
    throw BadRequest("train-unet", "prediction", "score", "epsilon, sample or v_prediction");
}

void check_options(const TrainUNetOptions& o) {
  const auto within = [](const char* field, double value, double least, double most) {
    check_range("train-unet", field, value, least, most);
  };
  check_unet_config(o.net, "train-unet");
  if ((o.net.in_channels != 1 && o.net.in_channels != 3) || o.net.out_channels != o.net.in_channels)
    throw BadRequest("train-unet", "in_channels, out_channels",
                     std::to_string(o.net.in_channels) + ", " + std::to_string(o.net.out_channels),
                     "1 and 1, or 3 and 3");
  within("steps", static_cast<double>(o.steps), 0, 1e9);
  within("hours", o.hours, 0, 1e5);
  if (o.steps == 0 && o.hours == 0)
    throw BadRequest("train-unet", "steps", "0", "1 or more, unless hours is given");
  within("batch", o.batch, 1, 65536);
  within("learning_rate", o.learning_rate, 1e-9, 1);
  within("warm_up", o.warm_up, 0, 1e9);
  within("weight_decay", o.weight_decay, 0, 1);
  within("clip_norm", o.clip_norm, 1e-6, 1e6);
  within("ema_decay", o.ema_decay, 0, 0.999999);
  within("no_class", o.no_class, 0, 1);
  check_process(o);
  within("threads", o.threads, 0, 1024);
  check_unet_memory(o.net, "train-unet", {o.batch, o.net.sample_height, o.net.sample_width}, 4);
  within("checkpoint_seconds", o.checkpoint_seconds, 0, 1e9);
  if (o.out.empty()) throw BadRequest("train-unet", "out", "nothing", "a folder to write");
}

std::span<float> span_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

class Training {
 public:
  Training(const TrainUNetOptions& options, int threads)
      : options_(options), batches_(options), team_(threads, [] {
          at::set_num_threads(1);
          at::Context::setFlushDenormal(true);
        }) {
    make_nets();
    load_checkpoint(options, state_);
    std::error_code error;
    std::filesystem::create_directories(options.out, error);
    if (error)
      throw BadRequest(options.out.string(), "", "", "a folder that can be made", error.message());
  }

  void run(const std::function<void(const TrainUNetProgress&)>& progress,
           const std::stop_token& stop) {
    const double seconds_before = state_.seconds;
    const auto start = Clock::now();
    auto saved = start;
    TrainUNetProgress now;
    now.parameters = state_.weights.numel();
    double speed = 0;
    while (fraction() < 1) {
      if (stop.stop_requested()) {
        save_checkpoint(options_, state_);
        throw Cancelled();
      }
      const auto before = Clock::now();
      const double loss = step();
      if (!std::isfinite(loss))
        throw Failed("the loss is no longer a number at step " + std::to_string(state_.step) +
                     "; try a smaller learning rate");
      const auto after = Clock::now();
      const double took = std::chrono::duration<double>(after - before).count();
      state_.seconds = seconds_before + std::chrono::duration<double>(after - start).count();
      now.loss = smooth(now.loss, loss);
      speed = smooth(speed, took);
      now.step = state_.step;
      now.fraction = std::min(1.0, fraction());
      now.pictures_per_second = options_.batch / speed;
      now.seconds = state_.seconds;
      now.seconds_left = seconds_left(speed);
      now.saved =
          std::chrono::duration<double>(after - saved).count() > options_.checkpoint_seconds ||
          now.fraction >= 1;
      if (now.saved) {
        save_checkpoint(options_, state_);
        save_folder();
        saved = Clock::now();
      }
      if (progress) progress(now);
    }
  }

 private:
  /// The mean of the last hundred or so; `average` is 0 before the first.
  static double smooth(double average, double value) {
    return average == 0 ? value : average + 0.01 * (value - average);
  }

  double fraction() const {
    double result = 0;
    if (options_.steps > 0)
      result = static_cast<double>(state_.step) / static_cast<double>(options_.steps);
    if (options_.hours > 0) result = std::max(result, state_.seconds / (3600 * options_.hours));
    return result;
  }

  double seconds_left(double seconds_per_step) const {
    double left = INFINITY;
    if (options_.steps > 0)
      left = static_cast<double>(options_.steps - state_.step) * seconds_per_step;
    if (options_.hours > 0) left = std::min(left, 3600 * options_.hours - state_.seconds);
    return std::max(0.0, left);
  }

  double learning_rate() const {
    const double rise = options_.warm_up > 0
                            ? std::min(1.0, static_cast<double>(state_.step + 1) / options_.warm_up)
                            : 1;
    return options_.learning_rate * rise * 0.5 * (1 + std::cos(M_PI * std::min(1.0, fraction())));
  }

  // One net per thread; they share their weights and have gradients of their own.
  void make_nets() {
    torch::manual_seed(splitmix64(options_.seed, ~std::uint64_t{0}));
    for (int i = 0; i < team_.size(); ++i)
      nets_.push_back(std::make_unique<UNetModule>(options_.net));
    nets_[0]->reset_parameters();
    std::int64_t total = 0;
    for (const auto& item : nets_[0]->named_parameters()) {
      names_[item.key()] = {total, item->sizes().vec()};
      total += item->numel();
    }
    state_.weights = at::empty({total});
    for (const auto& item : nets_[0]->named_parameters())
      part(state_.weights, item.key()).copy_(item->detach());
    for (const auto& net : nets_)
      for (auto& item : net->named_parameters()) {
        item->set_data(part(state_.weights, item.key()));
      }
    state_.average = state_.weights.clone();
    state_.m = at::zeros({total});
    state_.v = at::zeros({total});
    gradient_ = at::zeros({total});
  }

  at::Tensor part(const at::Tensor& flat, const std::string& name) const {
    const auto& [begin, shape] = names_.at(name);
    const std::int64_t count =
        std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    return flat.narrow(0, begin, count).view(shape);
  }

  // Returns the loss of the batch.
  double step() {
    const Batch batch = batches_.make(state_.step);
    const std::int64_t parts = team_.size(), n = batch.t.size(0);
    std::vector<double> losses(static_cast<std::size_t>(parts));
    team_.run([&](int i) {
      const std::int64_t begin = n * i / parts, count = n * (i + 1) / parts - begin;
      UNetModule& net = *nets_[static_cast<std::size_t>(i)];
      for (at::Tensor& parameter : net.parameters()) parameter.mutable_grad() = at::Tensor();
      if (count == 0) return;
      const auto cut = [&](const at::Tensor& x) { return x.narrow(0, begin, count); };
      const at::Tensor predicted = net.forward(cut(batch.noisy), cut(batch.t), cut(batch.labels));
      const at::Tensor loss = (predicted - cut(batch.target)).square().sum() /
                              static_cast<double>(batch.target.numel());
      loss.backward();
      losses[static_cast<std::size_t>(i)] = loss.item<double>();
    });
    sum_gradients();
    const double norm = gradient_.norm().item<double>();
    AdamOptions adam{.learning_rate = learning_rate(), .weight_decay = options_.weight_decay};
    adam.gradient_scale = norm > options_.clip_norm ? options_.clip_norm / norm : 1;
    ++state_.step;
    const auto count = static_cast<double>(state_.step);
    adam.average_decay = std::min(options_.ema_decay, (1 + count) / (10 + count));
    adam_step(
        {span_of(state_.weights), span_of(state_.m), span_of(state_.v), span_of(state_.average)},
        span_of(gradient_), state_.step, adam);
    return std::accumulate(losses.begin(), losses.end(), 0.0);
  }

  void sum_gradients() {
    torch::NoGradGuard no_grad;
    gradient_.zero_();
    for (const auto& net : nets_)
      for (const auto& item : net->named_parameters())
        if (item->grad().defined()) part(gradient_, item.key()).add_(item->grad());
  }

  /// Of a part: its own in a pipeline, else that of all.
  std::filesystem::path folder(const char* part) const {
    if (!options_.pipeline) return options_.out;
    std::error_code error;
    std::filesystem::create_directories(options_.out / part, error);
    if (error) throw Failed((options_.out / part).string() + ": " + error.message());
    return options_.out / part;
  }

  void save_folder() const {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [name, place] : names_) tensors[name] = part(state_.average, name);
    const std::filesystem::path net = folder("unet"), scheduler = folder("scheduler");
    save_tensors(net / DiffusersFolder::weights_name, tensors, {{"format", "pt"}});
    const auto write = [](const std::filesystem::path& path, const nlohmann::ordered_json& json) {
      AtomicFile file(path);
      file.write(json.dump(2) + "\n");
      file.commit();
    };
    write(net / DiffusersFolder::config_name, unet_config_to_json(options_.net));
    write_net_training(scheduler, options_.process, options_.prediction);
    if (!options_.pipeline) return;
    write(options_.out / DiffusersFolder::pipeline_name,
          {{"_class_name", "DDPMPipeline"},
           {"_diffusers_version", "0.42.1"},
           {"scheduler", {"diffusers", "DDPMScheduler"}},
           {"unet", {"diffusers", "UNet2DModel"}}});
  }

  const TrainUNetOptions& options_;
  Batches batches_;
  ThreadTeam team_;
  std::vector<std::unique_ptr<UNetModule>> nets_;
  std::map<std::string, std::pair<std::int64_t, std::vector<std::int64_t>>> names_;
  TrainingState state_;
  at::Tensor gradient_;
};

}  // namespace

void train(const TrainUNetOptions& options,
           const std::function<void(const TrainUNetProgress&)>& progress,
           const std::stop_token& stop) {
  check_options(options);
  const int threads_before = at::get_num_threads();
  const int threads = options.threads > 0
                          ? options.threads
                          : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  Training(options, threads).run(progress, stop);
  at::set_num_threads(threads_before);
}

}  // namespace alphabar::net

// The entry points of the shared object that holds LibTorch, which unet.cpp looks up by name.
#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string>

#include "core/base/check.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/net/net.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/engine/unet/net/weights.h"
#include "core/engine/unet/train/trainer.h"
#include "core/engine/unet/train_unet.h"
#include "core/engine/unet/unet.h"
#include "core/files/arrays/tensor_files.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// What LibTorch says of its own failures ends in a stack of addresses, which is nothing for users.
template <class Work>
decltype(auto) plainly(const Work& work) {
  try {
    return work();
  } catch (const c10::Error& problem) {
    throw Failed("the network: " + std::string(problem.what_without_backtrace()));
  }
}

/// Where a net goes. Throws BadRequest for what LibTorch or the machine has not.
at::Device place_of(Device device) {
  if (device == Device::cpu) return at::kCPU;
  const bool there = torch::cuda::is_available();
  if (!there && device == Device::cuda)
    throw BadRequest("pictures", "device", name_of(device), "auto or cpu",
                     at::hasCUDA() ? "LibTorch finds no card here: is its driver loaded?"
                                   : "this program's LibTorch has no CUDA: docs/models.md says how "
                                     "to build with one that has");
  return there ? at::Device(at::kCUDA) : at::Device(at::kCPU);
}

/// A config.json that tells of a huge net must not make room for it before the weights are seen.
void check_weights(const UNetConfig& config, const TensorFiles& files, Precision precision) {
  const double parameters = unet_size(config, 1, 1).parameters;
  constexpr double least = 2;  // bytes of a parameter, in F16
  if (static_cast<double>(files.bytes()) < least * parameters)
    throw BadRequest(files.name(), "size", std::to_string(files.bytes()) + " bytes",
                     to_text(least * parameters) + " or more by config.json",
                     "do config.json and the weights belong together?");
  check_memory(files.name(), "parameters", to_text(parameters),
               (precision == Precision::float64 ? 8 : 4) * parameters, "take a smaller net");
}

class TorchUNet : public UNet {
 public:
  TorchUNet(const UNetConfig& config, const TensorFiles& files, const UNetOptions& options)
      : config_(config),
        type_(options.precision == Precision::float64 ? at::kDouble : at::kFloat),
        place_(place_of(options.device)),
        net_(config) {
    net_.to(type_);
    net::load_weights(net_, files, [&](double share) {
      if (options.stop.stop_requested()) throw Cancelled();
      if (options.progress) options.progress(share);
    });
    net_.to(place_);
    net_.eval();
    for (const at::Tensor& parameter : net_.parameters()) {
      parameters_ += parameter.numel();
      at::Tensor(parameter).set_requires_grad(false);
    }
  }

  const UNetConfig& config() const override { return config_; }
  std::int64_t parameters() const override { return parameters_; }
  Device device() const override { return place_.is_cpu() ? Device::cpu : Device::cuda; }

  void forward(const UNetInput<float>& in, std::span<float> out) override {
    plainly([&] { run(in, out, at::kFloat); });
  }
  void forward(const UNetInput<double>& in, std::span<double> out) override {
    plainly([&] { run(in, out, at::kDouble); });
  }

  void pull_back(const UNetInput<float>& in, std::span<const float> g,
                 std::span<float> out) override {
    plainly([&] { run_back(in, g, out); });
  }

  std::vector<float> embed(std::span<const float> t) override {
    check_times(t);
    std::vector<float> out(t.size() * static_cast<std::size_t>(config_.time_dim()));
    plainly([&] {
      const torch::InferenceMode guard;
      const auto n = static_cast<std::int64_t>(t.size());
      const at::Tensor made = net_.time_embedding(given(t.data(), {n}, at::kFloat));
      taken(out.data(), {n, config_.time_dim()}, at::kFloat).copy_(made);
    });
    return out;
  }

  std::vector<BlockPass> watch(const UNetInput<float>& in) override {
    check(in, static_cast<std::size_t>(in.n * config_.out_channels * in.height * in.width));
    std::vector<BlockPass> blocks;
    plainly([&] {
      const torch::InferenceMode guard;
      ask(in, at::kFloat, {});  // what a first pass makes room for is no block's time
      auto began = std::chrono::steady_clock::now();
      ask(in, at::kFloat, [&](const at::Tensor& h) {
        blocks.push_back(block_pass(h));  // reading it waits for a card, too
        const auto now = std::chrono::steady_clock::now();
        blocks.back().seconds = std::chrono::duration<double>(now - began).count();
        began = now;
      });
    });
    return blocks;
  }

 private:
  template <class T>
  void check(const UNetInput<T>& in, std::size_t out) const {
    const auto& [x, n, height, width, t, labels, vectors] = in;
    const int multiple = config_.size_multiple();
    const auto extent = [&](const char* field, std::int64_t value) {
      if (value < 1 || value > 4096 || value % multiple != 0)
        throw BadRequest("unet", field, std::to_string(value),
                         "a multiple of " + std::to_string(multiple) + " up to 4096");
    };
    if (n < 1 || n > 65536) throw BadRequest("unet", "batch", std::to_string(n), "1 to 65536");
    extent("height", height);
    extent("width", width);
    const auto count = [](const char* field, std::size_t got, std::int64_t want) {
      if (got != static_cast<std::size_t>(want))
        throw BadRequest("unet", field, std::to_string(got) + " values",
                         std::to_string(want) + " values");
    };
    count("x", x.size(), n * config_.in_channels * height * width);
    count("t", t.size(), n);
    count("class_labels", labels.size(), config_.takes_label() ? n : 0);
    count("class_labels", vectors.size(),
          config_.takes_class_vector() ? n * config_.time_dim() : 0);
    count("out", out, n * config_.out_channels * height * width);
    const bool table = config_.class_embedding == ClassEmbedding::table;
    for (const std::int64_t label : labels)
      if (label < 0 || (table && label >= config_.num_class_embeds))
        throw BadRequest("unet", "class_labels", std::to_string(label),
                         table ? "0 to " + std::to_string(config_.num_class_embeds - 1) : "0 up");
    check_times(t);
  }

  /// A learned embedding has rows for whole timesteps alone, and log t is of t > 0.
  template <class T>
  void check_times(std::span<const T> t) const {
    const auto refuse = [](double value, const std::string& allowed) {
      throw BadRequest("unet", "t", to_text(value), allowed);
    };
    for (const double value : t) {
      if (!std::isfinite(value)) refuse(value, "a number");
      if (config_.time_embedding == TimeEmbedding::fourier && !(value > 0))
        refuse(value, "a sigma above 0");
      if (config_.time_embedding == TimeEmbedding::learned &&
          (value < 0 || value >= config_.num_train_timesteps || value != std::round(value)))
        refuse(value,
               "a whole timestep from 0 to " + std::to_string(config_.num_train_timesteps - 1));
    }
  }

  /// Numbers that were given, seen as a tensor; they outlive it.
  static at::Tensor taken(const void* data, at::IntArrayRef shape, at::ScalarType type) {
    return at::from_blob(const_cast<void*>(data), shape, type);
  }
  /// The same where the net is, in its precision.
  at::Tensor given(const void* data, at::IntArrayRef shape, at::ScalarType type) const {
    return taken(data, shape, type).to(place_, type_);
  }

  template <class T>
  at::Tensor classes_of(const UNetInput<T>& in, at::ScalarType type) const {
    if (!in.labels.empty()) return taken(in.labels.data(), {in.n}, at::kLong).to(place_);
    if (in.class_vectors.empty()) return {};
    return given(in.class_vectors.data(), {in.n, config_.time_dim()}, type);
  }

  template <class T>
  at::Tensor ask(const UNetInput<T>& in, at::ScalarType type, const net::UNetModule::Watch& watch) {
    return net_.forward(given(in.x.data(), {in.n, config_.in_channels, in.height, in.width}, type),
                        given(in.t.data(), {in.n}, type), classes_of(in, type), watch);
  }

  template <class T>
  void run(const UNetInput<T>& in, std::span<T> out, at::ScalarType type) {
    check(in, out.size());
    torch::InferenceMode guard;
    taken(out.data(), {in.n, config_.out_channels, in.height, in.width}, type)
        .copy_(ask(in, type, {}));
  }

  /// What left a block, of the first picture.
  static BlockPass block_pass(const at::Tensor& h) {
    BlockPass pass;
    pass.channels = static_cast<int>(h.size(1));
    pass.height = static_cast<int>(h.size(2));
    pass.width = static_cast<int>(h.size(3));
    const std::int64_t maps = std::min(h.size(1), BlockPass::most_maps);
    pass.maps = static_cast<int>(maps);
    const at::Tensor shown = at::arange(maps, at::kLong) * h.size(1) / maps;
    const at::Tensor values = at::index_select(h[0], 0, shown.to(h.device(), at::kLong))
                                  .to(at::kCPU, at::kFloat)
                                  .contiguous();
    pass.activations.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    return pass;
  }

  void run_back(const UNetInput<float>& in, std::span<const float> g, std::span<float> out) {
    check(in, g.size());
    if (out.size() != in.x.size())
      throw BadRequest("unet", "out", std::to_string(out.size()) + " values",
                       std::to_string(in.x.size()) + " values");
    const std::array shape{in.n, std::int64_t{config_.in_channels}, in.height, in.width};
    const std::array of_output{in.n, std::int64_t{config_.out_channels}, in.height, in.width};
    const at::Tensor point = given(in.x.data(), shape, at::kFloat).clone().set_requires_grad(true);
    const at::Tensor result =
        net_.forward(point, given(in.t.data(), {in.n}, at::kFloat), classes_of(in, at::kFloat));
    result.backward(given(g.data(), of_output, at::kFloat));
    torch::NoGradGuard no_grad;
    taken(out.data(), shape, at::kFloat).copy_(point.grad());
  }

  UNetConfig config_;
  at::ScalarType type_;
  at::Device place_;
  net::UNetModule net_;
  std::int64_t parameters_ = 0;
};

}  // namespace
}  // namespace alphabar

#define ALPHABAR_EXPORT extern "C" __attribute__((visibility("default")))

ALPHABAR_EXPORT alphabar::UNet* alphabar_load_unet(const std::filesystem::path& folder,
                                                   const alphabar::UNetOptions& options) {
  const alphabar::ModelFolder model = alphabar::model_folder(folder);
  const alphabar::UNetConfig config = alphabar::read_unet_config(model.config);
  const alphabar::TensorFiles files = alphabar::TensorFiles::open(model.weights);
  alphabar::check_weights(config, files, options.precision);
  return alphabar::plainly([&] { return new alphabar::TorchUNet(config, files, options); });
}

ALPHABAR_EXPORT void alphabar_train_unet(
    const alphabar::TrainUNetOptions& options,
    const std::function<void(const alphabar::TrainUNetProgress&)>& progress,
    const std::stop_token& stop) {
  alphabar::plainly([&] { alphabar::net::train(options, progress, stop); });
}

// The entry points of the shared object that holds LibTorch, which unet.cpp looks up by name.
#include <torch/utils.h>

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
  TorchUNet(const UNetConfig& config, const TensorFiles& files, Precision precision)
      : config_(config),
        type_(precision == Precision::float64 ? at::kDouble : at::kFloat),
        net_(config) {
    net_.to(type_);
    net::load_weights(net_, files);
    net_.eval();
    for (const at::Tensor& parameter : net_.parameters()) {
      parameters_ += parameter.numel();
      at::Tensor(parameter).set_requires_grad(false);
    }
  }

  const UNetConfig& config() const override { return config_; }
  std::int64_t parameters() const override { return parameters_; }

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

  template <class T>
  void run(const UNetInput<T>& in, std::span<T> out, at::ScalarType given) {
    check(in, out.size());
    const auto& [x, n, height, width, t, labels, vectors] = in;
    torch::InferenceMode guard;
    const auto view = [&](const auto* data, at::IntArrayRef shape, at::ScalarType type) {
      return at::from_blob(const_cast<void*>(static_cast<const void*>(data)), shape, type);
    };
    at::Tensor classes;
    if (!labels.empty()) classes = view(labels.data(), {n}, at::kLong);
    if (!vectors.empty()) classes = view(vectors.data(), {n, config_.time_dim()}, given).to(type_);
    const at::Tensor result =
        net_.forward(view(x.data(), {n, config_.in_channels, height, width}, given).to(type_),
                     view(t.data(), {n}, given).to(type_), classes);
    view(out.data(), {n, config_.out_channels, height, width}, given).copy_(result);
  }

  void run_back(const UNetInput<float>& in, std::span<const float> g, std::span<float> out) {
    check(in, g.size());
    const auto& [x, n, height, width, t, labels, vectors] = in;
    if (out.size() != x.size())
      throw BadRequest("unet", "out", std::to_string(out.size()) + " values",
                       std::to_string(x.size()) + " values");
    const auto view = [&](const auto* data, at::IntArrayRef shape, at::ScalarType type) {
      return at::from_blob(const_cast<void*>(static_cast<const void*>(data)), shape, type);
    };
    const auto pictures = [&](const auto* data, int channels) {
      return view(data, {n, channels, height, width}, at::kFloat);
    };
    at::Tensor classes;
    if (!labels.empty()) classes = view(labels.data(), {n}, at::kLong);
    if (!vectors.empty())
      classes = view(vectors.data(), {n, config_.time_dim()}, at::kFloat).to(type_);
    const at::Tensor point =
        pictures(x.data(), config_.in_channels).to(type_, false, true).set_requires_grad(true);
    const at::Tensor result =
        net_.forward(point, view(t.data(), {n}, at::kFloat).to(type_), classes);
    result.backward(pictures(g.data(), config_.out_channels).to(type_));
    torch::NoGradGuard no_grad;
    pictures(out.data(), config_.in_channels).copy_(point.grad());
  }

  UNetConfig config_;
  at::ScalarType type_;
  net::UNetModule net_;
  std::int64_t parameters_ = 0;
};

}  // namespace
}  // namespace alphabar

#define ALPHABAR_EXPORT extern "C" __attribute__((visibility("default")))

ALPHABAR_EXPORT alphabar::UNet* alphabar_load_unet(const std::filesystem::path& folder,
                                                   alphabar::Precision precision) {
  const alphabar::ModelFolder model = alphabar::model_folder(folder);
  const alphabar::UNetConfig config = alphabar::read_unet_config(model.config);
  const alphabar::TensorFiles files = alphabar::TensorFiles::open(model.weights);
  alphabar::check_weights(config, files, precision);
  return alphabar::plainly([&] { return new alphabar::TorchUNet(config, files, precision); });
}

ALPHABAR_EXPORT void alphabar_train_unet(
    const alphabar::TrainUNetOptions& options,
    const std::function<void(const alphabar::TrainUNetProgress&)>& progress,
    const std::stop_token& stop) {
  alphabar::plainly([&] { alphabar::net::train(options, progress, stop); });
}

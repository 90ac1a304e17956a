#include "core/engine/unet/net/net.h"

#include <torch/utils.h>

#include <cmath>

#include "core/engine/unet/net/layers.h"
#include "core/engine/unet/net/modules.h"

namespace alphabar::net {
namespace {

namespace nn = torch::nn;

struct EmbeddingLayers : nn::Module {
  EmbeddingLayers(std::int64_t in, std::int64_t dim) {
    linear_1 = register_module("linear_1", std::make_shared<Linear>(in, dim));
    linear_2 = register_module("linear_2", std::make_shared<Linear>(dim, dim));
  }
  at::Tensor operator()(const at::Tensor& features) const {
    return linear_2->rows(at::silu(linear_1->rows(features)));
  }
  std::shared_ptr<Linear> linear_1, linear_2;
};

/// Sinusoidal features of t (diffusers' get_timestep_embedding): [n] -> [n, the first block's
/// width].
at::Tensor timestep_features(const at::Tensor& t, const UNetConfig& config) {
  const std::int64_t dim = config.block_out_channels.front(), half = dim / 2;
  const at::Tensor exponent = at::arange(half, t.options()) * -std::log(10000.0) /
                              (static_cast<double>(half) - config.freq_shift);
  const at::Tensor angle = t.unsqueeze(1) * exponent.exp().unsqueeze(0);
  const at::Tensor sine = angle.sin(), cosine = angle.cos();
  at::Tensor features =
      config.flip_sin_to_cos ? at::cat({cosine, sine}, 1) : at::cat({sine, cosine}, 1);
  return dim % 2 == 0 ? features : at::constant_pad_nd(features, {0, 1});
}

/// Sines, then cosines, of log t at the rates: [n] -> [n, 2 rates] (Song et al. 2021, appendix C).
at::Tensor fourier_features(const at::Tensor& t, const at::Tensor& rates) {
  const at::Tensor angle = t.log().unsqueeze(1) * rates.unsqueeze(0) * (2 * M_PI);
  return at::cat({angle.sin(), angle.cos()}, 1);
}

}  // namespace

struct UNetModule::Parts {
  struct Placed {
    UNetLayer row;
    std::shared_ptr<Layer> module;
  };
  std::shared_ptr<Conv> conv_in, conv_out;
  std::shared_ptr<Weighted> time_proj;  ///< of learned and Fourier features
  std::shared_ptr<EmbeddingLayers> time_embedding;
  std::shared_ptr<Embedding> class_table;
  std::shared_ptr<EmbeddingLayers> class_embedding;
  std::vector<Placed> layers;
  std::shared_ptr<Norm> conv_norm_out;
};

UNetModule::UNetModule(const UNetConfig& config)
    : config_(config), parts_(std::make_unique<Parts>()) {
  const int first = config.block_out_channels.front(), time = config.time_dim();
  Parts& p = *parts_;
  p.conv_in = register_module("conv_in", std::make_shared<Conv>(config.in_channels, first, 3));
  if (config.time_embedding == TimeEmbedding::fourier)
    p.time_proj = register_module("time_proj", std::make_shared<FourierRates>(first));
  if (config.time_embedding == TimeEmbedding::learned)
    p.time_proj = register_module("time_proj",
                                  std::make_shared<Embedding>(config.num_train_timesteps, first));
  p.time_embedding = register_module(
      "time_embedding", std::make_shared<EmbeddingLayers>(config.time_features(), time));
  if (config.class_embedding == ClassEmbedding::timestep)
    p.class_embedding = register_module(
        "class_embedding", std::make_shared<EmbeddingLayers>(config.time_features(), time));
  else if (config.num_class_embeds > 0)
    p.class_table = register_module("class_embedding",
                                    std::make_shared<Embedding>(config.num_class_embeds, time));
  const std::vector<UNetLayer> layers = unet_layers(config);
  // The order of the parameters, which checkpoints of a training rely on, is that of these lists.
  for (const UNetLayer& layer : layers)
    for (const char* list : {"downsamplers", "upsamplers", "resnets", "attentions"})
      submodule(*this, layer.block + "." + list);
  for (const UNetLayer& layer : layers)
    p.layers.push_back({layer, make_layer(*this, config, layer)});
  p.conv_norm_out = register_module(
      "conv_norm_out", std::make_shared<Norm>(first, config.groups_of(first), config.norm_eps));
  p.conv_out = register_module("conv_out", std::make_shared<Conv>(first, config.out_channels, 3));
}

UNetModule::~UNetModule() = default;

void UNetModule::reset_parameters() {
  torch::NoGradGuard no_grad;
  const Parts& p = *parts_;
  reset(*p.conv_in);
  if (p.time_proj) reset(*p.time_proj);
  reset(*p.time_embedding);
  if (p.class_embedding) reset(*p.class_embedding);
  if (p.class_table) reset(*p.class_table);
  const auto reset_block = [&](const std::string& block) {
    // Its layers as the forward pass goes, not as they are registered.
    for (const auto& [row, module] : p.layers)
      if (row.block == block) reset(*module);
  };
  for (std::size_t i = 0; i < config_.block_out_channels.size(); ++i) {
    reset_block("down_blocks." + std::to_string(i));
    reset_block("up_blocks." + std::to_string(i));
  }
  if (!config_.mid_block_type.empty()) reset(submodule(*this, "mid_block"));
  reset(*p.conv_norm_out);
  reset(*p.conv_out);
}

at::Tensor UNetModule::time_features(const at::Tensor& t) const {
  switch (config_.time_embedding) {
    case TimeEmbedding::fourier: return fourier_features(t, parts_->time_proj->weight);
    case TimeEmbedding::learned:
      return at::embedding(parts_->time_proj->weight, t.round().to(at::kLong));
    case TimeEmbedding::positional: break;
  }
  return timestep_features(t, config_);
}

at::Tensor UNetModule::time_embedding(const at::Tensor& t) const {
  return (*parts_->time_embedding)(time_features(t));
}

at::Tensor UNetModule::time_and_class(const at::Tensor& t, const at::Tensor& classes) const {
  const Parts& p = *parts_;
  at::Tensor time = time_embedding(t);
  if (p.class_table) time = time + at::embedding(p.class_table->weight, classes);
  if (p.class_embedding) time = time + (*p.class_embedding)(time_features(classes.to(t.dtype())));
  if (config_.takes_class_vector()) time = time + classes;
  return time;
}

at::Tensor UNetModule::forward(const at::Tensor& x, const at::Tensor& t, const at::Tensor& classes,
                               const Watch& watch) {
  const Parts& p = *parts_;
  Flow flow;
  flow.time = activate(time_and_class(t, classes), config_.act_fn);
  flow.picture = config_.center_input_sample ? 2 * x - 1 : x;
  flow.h = (*p.conv_in)(flow.picture);
  std::vector<at::Tensor> skips = {flow.h};
  bool up = false;
  for (std::size_t i = 0; i < p.layers.size(); ++i) {
    const auto& [row, module] = p.layers[i];
    if (row.joins_skip) {
      if (!up) flow.picture = at::Tensor();  // of the input: what is made begins here
      up = true;
      flow.h = at::cat({flow.h, skips.back()}, 1);
      skips.pop_back();
    }
    module->forward(flow);
    if (row.keeps_skip) skips.push_back(flow.h);
    const bool ends = i + 1 == p.layers.size() || p.layers[i + 1].row.block != row.block;
    if (watch && ends) watch(flow.h);
  }
  at::Tensor out = (*p.conv_out)(at::silu((*p.conv_norm_out)(flow.h)));
  if (flow.picture.defined()) out = out + flow.picture;
  if (config_.time_embedding == TimeEmbedding::fourier) out = out / t.view({-1, 1, 1, 1});
  return out;
}

}  // namespace alphabar::net

#include "core/engine/unet/net/net.h"

#include <torch/nn/modules/container/modulelist.h>
#include <torch/utils.h>

#include <cmath>
#include <sstream>

#include "core/engine/unet/net/attention.h"
#include "core/engine/unet/net/unet_layers.h"

namespace alphabar::net {
namespace {

namespace nn = torch::nn;

// A module that has numbers of its own: a weight, and mostly a bias.
struct Weighted : nn::Module {
  // Draws or sets them as PyTorch starts them.
  virtual void reset_parameters() = 0;
  at::Tensor weight, bias;
};

struct Affine : Weighted {
  explicit Affine(at::IntArrayRef shape) {
    weight = register_parameter("weight", at::empty(shape));
    bias = register_parameter("bias", at::empty({shape[0]}));
  }
  void reset_parameters() override {
    const std::int64_t fan_in = weight.numel() / weight.size(0);
    const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
    weight.uniform_(-bound, bound);
    bias.uniform_(-bound, bound);
  }
};

// at::conv2d leaves small batches to a plain matrix product, which goes to a reference BLAS in
// Debian's LibTorch; oneDNN itself is faster for every shape here.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                    std::int64_t stride = 1, std::int64_t padding = 0) {
  if (x.device().is_cpu() && x.scalar_type() == at::kFloat && at::hasMKLDNN())
    return at::mkldnn_convolution(x, weight, bias, {padding, padding}, {stride, stride}, {1, 1}, 1);
  return at::conv2d(x, weight, bias, stride, padding);
}

struct Conv : Affine {
  Conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride_ = 1,
       std::int64_t padding_ = -1)
      : Affine({out, in, kernel, kernel}),
        stride(stride_),
        padding(padding_ < 0 ? kernel / 2 : padding_) {}
  at::Tensor operator()(const at::Tensor& x) const {
    return convolve(x, weight, bias, stride, padding);
  }
  std::int64_t stride, padding;
};

// A linear map of channels, as a 1 x 1 convolution for the same reason.
struct Linear : Affine {
  Linear(std::int64_t in, std::int64_t out) : Affine({out, in}) {}
  at::Tensor operator()(const at::Tensor& x) const {  // [n, in, positions] -> [n, out, positions]
    return convolve(x.unsqueeze(3), weight.unsqueeze(2).unsqueeze(3), bias).squeeze(3);
  }
  at::Tensor rows(const at::Tensor& x) const { return (*this)(x.unsqueeze(2)).squeeze(2); }
};

struct Norm : Weighted {
  Norm(std::int64_t channels, std::int64_t groups_, double eps_) : groups(groups_), eps(eps_) {
    weight = register_parameter("weight", at::empty({channels}));
    bias = register_parameter("bias", at::empty({channels}));
  }
  void reset_parameters() override {
    weight.fill_(1);
    bias.zero_();
  }
  at::Tensor operator()(const at::Tensor& x) const {
    return at::group_norm(x, groups, weight, bias, eps);
  }
  std::int64_t groups;
  double eps;
};

struct TimeEmbedding : nn::Module {
  TimeEmbedding(std::int64_t in, std::int64_t dim) {
    linear_1 = register_module("linear_1", std::make_shared<Linear>(in, dim));
    linear_2 = register_module("linear_2", std::make_shared<Linear>(dim, dim));
  }
  at::Tensor operator()(const at::Tensor& features) const {
    return linear_2->rows(at::silu(linear_1->rows(features)));
  }
  std::shared_ptr<Linear> linear_1, linear_2;
};

struct Embedding : Weighted {
  Embedding(std::int64_t count, std::int64_t dim) {
    weight = register_parameter("weight", at::empty({count, dim}));
  }
  void reset_parameters() override { weight.normal_(); }
};

// A layer of unet_layers().
struct Layer : nn::Module {
  // x: [n, in, h, w]; time: silu of the time embedding, [n, time_dim]. Returns [n, out, ...].
  virtual at::Tensor forward(const at::Tensor& x, const at::Tensor& time) const = 0;
};

struct Resnet : Layer {
  Resnet(const UNetConfig& config, const UNetLayer& layer)
      : scale_shift(config.scale_shift), scale(layer.output_scale) {
    const int in = layer.in, out = layer.out;
    norm1 = register_module("norm1", std::make_shared<Norm>(in, layer.groups, config.norm_eps));
    conv1 = register_module("conv1", std::make_shared<Conv>(in, out, 3));
    time_emb_proj = register_module(
        "time_emb_proj", std::make_shared<Linear>(config.time_dim(), scale_shift ? 2 * out : out));
    norm2 = register_module("norm2", std::make_shared<Norm>(out, layer.groups, config.norm_eps));
    conv2 = register_module("conv2", std::make_shared<Conv>(out, out, 3));
    if (in != out)
      conv_shortcut = register_module("conv_shortcut", std::make_shared<Conv>(in, out, 1));
  }

  at::Tensor forward(const at::Tensor& x, const at::Tensor& time) const override {
    at::Tensor h = (*conv1)(at::silu((*norm1)(x)));
    const at::Tensor shift = time_emb_proj->rows(time).unsqueeze(2).unsqueeze(3);
    if (scale_shift) {
      const auto parts = shift.chunk(2, 1);
      h = (*norm2)(h) * (1 + parts[0]) + parts[1];
    } else {
      h = (*norm2)(h + shift);
    }
    h = (*conv2)(at::silu(h));
    h = (conv_shortcut ? (*conv_shortcut)(x) : x) + h;
    return scale == 1 ? h : h / scale;
  }

  bool scale_shift;
  double scale;
  std::shared_ptr<Norm> norm1, norm2;
  std::shared_ptr<Conv> conv1, conv2, conv_shortcut;
  std::shared_ptr<Linear> time_emb_proj;
};

struct Attention : Layer {
  Attention(const UNetConfig& config, const UNetLayer& layer)
      : heads(layer.heads), scale(layer.output_scale) {
    const int channels = layer.in, inner = layer.heads * layer.head_dim;
    if (layer.groups > 0)
      group_norm = register_module("group_norm",
                                   std::make_shared<Norm>(channels, layer.groups, config.norm_eps));
    to_q = register_module("to_q", std::make_shared<Linear>(channels, inner));
    to_k = register_module("to_k", std::make_shared<Linear>(channels, inner));
    to_v = register_module("to_v", std::make_shared<Linear>(channels, inner));
    to_out = std::make_shared<Linear>(inner, channels);
    register_module("to_out", nn::ModuleList(to_out));
  }

  at::Tensor forward(const at::Tensor& x, const at::Tensor&) const override {
    at::Tensor h = (group_norm ? (*group_norm)(x) : x).flatten(2);
    h = (*to_out)(attend((*to_q)(h), (*to_k)(h), (*to_v)(h), heads));
    h = h.view(x.sizes()) + x;
    return scale == 1 ? h : h / scale;
  }

  std::int64_t heads;
  double scale;
  std::shared_ptr<Norm> group_norm;
  std::shared_ptr<Linear> to_q, to_k, to_v, to_out;
};

struct Downsample : Layer {
  Downsample(const UNetConfig& config, const UNetLayer& layer)
      : conv(register_module(
            "conv", std::make_shared<Conv>(layer.in, layer.out, 3, 2, config.downsample_padding))) {
  }
  at::Tensor forward(const at::Tensor& x, const at::Tensor&) const override {
    // Without padding diffusers adds a row and a column of zeros at the far ends.
    return (*conv)(conv->padding == 0 ? at::constant_pad_nd(x, {0, 1, 0, 1}) : x);
  }
  std::shared_ptr<Conv> conv;
};

struct Upsample : Layer {
  explicit Upsample(const UNetLayer& layer)
      : conv(register_module("conv", std::make_shared<Conv>(layer.in, layer.out, 3))) {}
  at::Tensor forward(const at::Tensor& x, const at::Tensor&) const override {
    return (*conv)(at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)}));
  }
  std::shared_ptr<Conv> conv;
};

std::shared_ptr<Layer> make_layer(const UNetConfig& config, const UNetLayer& layer) {
  switch (layer.kind) {
    case LayerKind::resnet: return std::make_shared<Resnet>(config, layer);
    case LayerKind::attention: return std::make_shared<Attention>(config, layer);
    case LayerKind::downsample: return std::make_shared<Downsample>(config, layer);
    case LayerKind::upsample: return std::make_shared<Upsample>(layer);
  }
  return nullptr;
}

// The module of a dotted name below `root`; made, and empty, where there is none yet.
nn::Module& submodule(nn::Module& root, const std::string& name) {
  nn::Module* at = &root;
  std::istringstream parts(name);
  for (std::string part; std::getline(parts, part, '.');) {
    const auto children = at->named_children();
    const auto* child = children.find(part);
    at = child ? child->get() : at->register_module(part, std::make_shared<nn::Module>()).get();
  }
  return *at;
}

void reset(nn::Module& module) {
  module.apply([](nn::Module& part) {
    if (auto* weighted = dynamic_cast<Weighted*>(&part)) weighted->reset_parameters();
  });
}

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

}  // namespace

struct UNetModule::Parts {
  struct Placed {
    UNetLayer row;
    std::shared_ptr<Layer> module;
  };
  std::shared_ptr<Conv> conv_in, conv_out;
  std::shared_ptr<TimeEmbedding> time_embedding;
  std::shared_ptr<Embedding> class_embedding;
  std::vector<Placed> layers;
  std::shared_ptr<Norm> conv_norm_out;
};

UNetModule::UNetModule(const UNetConfig& config)
    : config_(config), parts_(std::make_unique<Parts>()) {
  const int first = config.block_out_channels.front(), time = config.time_dim();
  Parts& p = *parts_;
  p.conv_in = register_module("conv_in", std::make_shared<Conv>(config.in_channels, first, 3));
  p.time_embedding =
      register_module("time_embedding", std::make_shared<TimeEmbedding>(first, time));
  if (config.num_class_embeds > 0)
    p.class_embedding = register_module("class_embedding",
                                        std::make_shared<Embedding>(config.num_class_embeds, time));
  const std::vector<UNetLayer> layers = unet_layers(config);
  // The order of the parameters, which checkpoints of a training rely on, is that of these lists.
  for (const UNetLayer& layer : layers)
    for (const char* list : {"downsamplers", "upsamplers", "resnets", "attentions"})
      submodule(*this, layer.block + "." + list);
  for (const UNetLayer& layer : layers) {
    const std::size_t dot = layer.name.rfind('.');
    nn::Module& list = submodule(*this, layer.name.substr(0, dot));
    p.layers.push_back(
        {layer, list.register_module(layer.name.substr(dot + 1), make_layer(config, layer))});
  }
  p.conv_norm_out = register_module(
      "conv_norm_out", std::make_shared<Norm>(first, config.norm_num_groups, config.norm_eps));
  p.conv_out = register_module("conv_out", std::make_shared<Conv>(first, config.out_channels, 3));
}

UNetModule::~UNetModule() = default;

void UNetModule::reset_parameters() {
  torch::NoGradGuard no_grad;
  const Parts& p = *parts_;
  const auto reset_block = [&](const std::string& block) {
    for (const auto& [row, module] : p.layers)
      if (row.block == block) reset(*module);
  };
  reset(*p.conv_in);
  reset(*p.time_embedding);
  if (p.class_embedding) reset(*p.class_embedding);
  for (std::size_t i = 0; i < config_.block_out_channels.size(); ++i) {
    reset_block("down_blocks." + std::to_string(i));
    reset_block("up_blocks." + std::to_string(i));
  }
  if (!config_.mid_block_type.empty()) reset(submodule(*this, "mid_block"));
  reset(*p.conv_norm_out);
  reset(*p.conv_out);
}

at::Tensor UNetModule::forward(const at::Tensor& x, const at::Tensor& t, const at::Tensor& labels) {
  const Parts& p = *parts_;
  at::Tensor time = (*p.time_embedding)(timestep_features(t, config_));
  if (p.class_embedding) time = time + at::embedding(p.class_embedding->weight, labels);
  time = at::silu(time);

  at::Tensor h = (*p.conv_in)(config_.center_input_sample ? 2 * x - 1 : x);
  std::vector<at::Tensor> skips = {h};
  for (const auto& [row, module] : p.layers) {
    if (row.joins_skip) {
      h = at::cat({h, skips.back()}, 1);
      skips.pop_back();
    }
    h = module->forward(h, time);
    if (row.keeps_skip) skips.push_back(h);
  }
  return (*p.conv_out)(at::silu((*p.conv_norm_out)(h)));
}

}  // namespace alphabar::net

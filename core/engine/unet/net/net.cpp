#include "core/engine/unet/net/net.h"

#include <cmath>

#include "core/engine/unet/net/attention.h"

namespace alphabar::net {
namespace {

namespace nn = torch::nn;

// A weight and a bias; the module exists to give them their names.
struct Affine : nn::Module {
  Affine(at::IntArrayRef shape, std::int64_t fan_in) {
    const double bound = 1 / std::sqrt(static_cast<double>(fan_in));  // as PyTorch starts them
    weight = register_parameter("weight", at::empty(shape).uniform_(-bound, bound));
    bias = register_parameter("bias", at::empty({shape[0]}).uniform_(-bound, bound));
  }
  at::Tensor weight, bias;
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
      : Affine({out, in, kernel, kernel}, in * kernel * kernel),
        stride(stride_),
        padding(padding_ < 0 ? kernel / 2 : padding_) {}
  at::Tensor operator()(const at::Tensor& x) const {
    return convolve(x, weight, bias, stride, padding);
  }
  std::int64_t stride, padding;
};

// A linear map of channels, as a 1 x 1 convolution for the same reason.
struct Linear : Affine {
  Linear(std::int64_t in, std::int64_t out) : Affine({out, in}, in) {}
  at::Tensor operator()(const at::Tensor& x) const {  // [n, in, positions] -> [n, out, positions]
    return convolve(x.unsqueeze(3), weight.unsqueeze(2).unsqueeze(3), bias).squeeze(3);
  }
  at::Tensor rows(const at::Tensor& x) const { return (*this)(x.unsqueeze(2)).squeeze(2); }
};

struct Norm : nn::Module {
  Norm(std::int64_t channels, std::int64_t groups_, double eps_) : groups(groups_), eps(eps_) {
    weight = register_parameter("weight", at::ones({channels}));
    bias = register_parameter("bias", at::zeros({channels}));
  }
  at::Tensor operator()(const at::Tensor& x) const {
    return at::group_norm(x, groups, weight, bias, eps);
  }
  std::int64_t groups;
  double eps;
  at::Tensor weight, bias;
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

struct Embedding : nn::Module {
  Embedding(std::int64_t count, std::int64_t dim) {
    weight = register_parameter("weight", at::randn({count, dim}));
  }
  at::Tensor weight;
};

struct Resnet : nn::Module {
  Resnet(std::int64_t in, std::int64_t out, const UNetConfig& config, double scale_)
      : scale_shift(config.scale_shift), scale(scale_) {
    norm1 = register_module("norm1",
                            std::make_shared<Norm>(in, config.norm_num_groups, config.norm_eps));
    conv1 = register_module("conv1", std::make_shared<Conv>(in, out, 3));
    time_emb_proj = register_module(
        "time_emb_proj", std::make_shared<Linear>(config.time_dim(), scale_shift ? 2 * out : out));
    norm2 = register_module("norm2",
                            std::make_shared<Norm>(out, config.norm_num_groups, config.norm_eps));
    conv2 = register_module("conv2", std::make_shared<Conv>(out, out, 3));
    if (in != out)
      conv_shortcut = register_module("conv_shortcut", std::make_shared<Conv>(in, out, 1));
  }

  // time: silu of the time embedding, [n, time_dim].
  at::Tensor operator()(const at::Tensor& x, const at::Tensor& time) const {
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

struct Attention : nn::Module {
  Attention(std::int64_t channels, std::int64_t groups, const UNetConfig& config, double scale_)
      : scale(scale_) {
    const std::int64_t head_dim =
        config.attention_head_dim > 0 ? config.attention_head_dim : channels;
    heads = channels / head_dim;
    const std::int64_t inner = heads * head_dim;
    if (groups > 0)
      group_norm =
          register_module("group_norm", std::make_shared<Norm>(channels, groups, config.norm_eps));
    to_q = register_module("to_q", std::make_shared<Linear>(channels, inner));
    to_k = register_module("to_k", std::make_shared<Linear>(channels, inner));
    to_v = register_module("to_v", std::make_shared<Linear>(channels, inner));
    to_out = std::make_shared<Linear>(inner, channels);
    register_module("to_out", nn::ModuleList(to_out));
  }

  at::Tensor operator()(const at::Tensor& x) const {
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

// The one convolution of a Downsample2D or Upsample2D.
struct Resample : nn::Module {
  explicit Resample(std::shared_ptr<Conv> conv_) {
    conv = register_module("conv", std::move(conv_));
  }
  std::shared_ptr<Conv> conv;
};

// DownBlock2D, AttnDownBlock2D, UpBlock2D, AttnUpBlock2D and the middle block hold the same parts.
struct Block : nn::Module {
  void add_resnet(std::int64_t in, std::int64_t out, const UNetConfig& config, double scale = 1) {
    resnets.push_back(std::make_shared<Resnet>(in, out, config, scale));
  }
  void add_attention(std::int64_t channels, std::int64_t groups, const UNetConfig& config,
                     double scale = 1) {
    attentions.push_back(std::make_shared<Attention>(channels, groups, config, scale));
  }
  void add_resample(const std::string& name, std::shared_ptr<Conv> conv) {
    resample = std::make_shared<Resample>(std::move(conv));
    register_module(name, nn::ModuleList(resample));
  }
  void register_parts() {
    nn::ModuleList list;
    for (const auto& one : resnets) list->push_back(one);
    register_module("resnets", list);
    if (attentions.empty()) return;
    nn::ModuleList attention_list;
    for (const auto& one : attentions) attention_list->push_back(one);
    register_module("attentions", attention_list);
  }
  std::vector<std::shared_ptr<Resnet>> resnets;
  std::vector<std::shared_ptr<Attention>> attentions;
  std::shared_ptr<Resample> resample;
};

std::shared_ptr<Block> down_block(const UNetConfig& config, std::size_t i) {
  const auto& channels = config.block_out_channels;
  auto block = std::make_shared<Block>();
  const int out = channels[i];
  for (int layer = 0; layer < config.layers_per_block; ++layer) {
    const int in = layer > 0 ? out : i > 0 ? channels[i - 1] : channels[0];
    block->add_resnet(in, out, config);
    if (config.down_attention[i]) block->add_attention(out, config.norm_num_groups, config);
  }
  if (i + 1 < channels.size())
    block->add_resample("downsamplers",
                        std::make_shared<Conv>(out, out, 3, 2, config.downsample_padding));
  block->register_parts();
  return block;
}

std::shared_ptr<Block> up_block(const UNetConfig& config, std::size_t i) {
  const std::vector<int> channels(config.block_out_channels.rbegin(),
                                  config.block_out_channels.rend());
  auto block = std::make_shared<Block>();
  const int out = channels[i];
  const int previous = i > 0 ? channels[i - 1] : channels[0];
  const int last_skip = channels[std::min(i + 1, channels.size() - 1)];
  for (int layer = 0; layer <= config.layers_per_block; ++layer) {
    const int skip = layer == config.layers_per_block ? last_skip : out;
    block->add_resnet((layer == 0 ? previous : out) + skip, out, config);
    if (config.up_attention[i]) block->add_attention(out, config.norm_num_groups, config);
  }
  if (i + 1 < channels.size())
    block->add_resample("upsamplers", std::make_shared<Conv>(out, out, 3));
  block->register_parts();
  return block;
}

std::shared_ptr<Block> middle_block(const UNetConfig& config) {
  auto block = std::make_shared<Block>();
  const int channels = config.block_out_channels.back();
  const double scale = config.mid_block_scale_factor;
  block->add_resnet(channels, channels, config, scale);
  block->add_resnet(channels, channels, config, scale);
  if (config.add_attention) block->add_attention(channels, config.mid_norm_groups(), config, scale);
  block->register_parts();
  return block;
}

}  // namespace

struct UNetModule::Parts {
  std::shared_ptr<Conv> conv_in, conv_out;
  std::shared_ptr<TimeEmbedding> time_embedding;
  std::shared_ptr<Embedding> class_embedding;
  std::vector<std::shared_ptr<Block>> down, up;
  std::shared_ptr<Block> middle;
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
  nn::ModuleList down, up;
  for (std::size_t i = 0; i < config.block_out_channels.size(); ++i) {
    down->push_back(p.down.emplace_back(down_block(config, i)));
    up->push_back(p.up.emplace_back(up_block(config, i)));
  }
  register_module("down_blocks", down);
  if (config.mid_block) p.middle = register_module("mid_block", middle_block(config));
  register_module("up_blocks", up);
  p.conv_norm_out = register_module(
      "conv_norm_out", std::make_shared<Norm>(first, config.norm_num_groups, config.norm_eps));
  p.conv_out = register_module("conv_out", std::make_shared<Conv>(first, config.out_channels, 3));
}

UNetModule::~UNetModule() = default;

at::Tensor UNetModule::forward(const at::Tensor& x, const at::Tensor& t, const at::Tensor& labels) {
  const Parts& p = *parts_;
  at::Tensor time = (*p.time_embedding)(timestep_features(
      t, config_.block_out_channels.front(), config_.flip_sin_to_cos, config_.freq_shift));
  if (p.class_embedding) time = time + at::embedding(p.class_embedding->weight, labels);
  time = at::silu(time);

  at::Tensor h = (*p.conv_in)(config_.center_input_sample ? 2 * x - 1 : x);
  std::vector<at::Tensor> skips = {h};
  for (const auto& block : p.down) {
    for (std::size_t layer = 0; layer < block->resnets.size(); ++layer) {
      h = (*block->resnets[layer])(h, time);
      if (!block->attentions.empty()) h = (*block->attentions[layer])(h);
      skips.push_back(h);
    }
    if (block->resample) {
      // Without padding the library adds a row and a column of zeros at the far ends.
      if (config_.downsample_padding == 0) h = at::constant_pad_nd(h, {0, 1, 0, 1});
      h = (*block->resample->conv)(h);
      skips.push_back(h);
    }
  }
  if (p.middle) {
    h = (*p.middle->resnets[0])(h, time);
    if (!p.middle->attentions.empty()) h = (*p.middle->attentions[0])(h);
    h = (*p.middle->resnets[1])(h, time);
  }
  for (const auto& block : p.up) {
    for (std::size_t layer = 0; layer < block->resnets.size(); ++layer) {
      h = (*block->resnets[layer])(at::cat({h, skips.back()}, 1), time);
      skips.pop_back();
      if (!block->attentions.empty()) h = (*block->attentions[layer])(h);
    }
    if (block->resample)
      h = (*block->resample->conv)(at::upsample_nearest2d(h, {2 * h.size(2), 2 * h.size(3)}));
  }
  return (*p.conv_out)(at::silu((*p.conv_norm_out)(h)));
}

at::Tensor timestep_features(const at::Tensor& t, std::int64_t dim, bool flip_sin_to_cos,
                             double freq_shift) {
  const std::int64_t half = dim / 2;
  const at::Tensor exponent =
      at::arange(half, t.options()) * -std::log(10000.0) / (static_cast<double>(half) - freq_shift);
  const at::Tensor angle = t.unsqueeze(1) * exponent.exp().unsqueeze(0);
  const at::Tensor sine = angle.sin(), cosine = angle.cos();
  at::Tensor features = flip_sin_to_cos ? at::cat({cosine, sine}, 1) : at::cat({sine, cosine}, 1);
  return dim % 2 == 0 ? features : at::constant_pad_nd(features, {0, 1});
}

}  // namespace alphabar::net

#include "core/engine/unet/net/layers.h"

#include <torch/nn/modules/container/modulelist.h>

#include <sstream>

#include "core/engine/unet/net/attention.h"
#include "core/engine/unet/net/modules.h"

namespace alphabar::net {
namespace {

struct Resnet : Layer {
  Resnet(const UNetConfig& config, const UNetLayer& layer)
      : kind(layer.kind),
        scale_shift(config.scale_shift),
        activation(config.act_fn),
        scale(layer.output_scale) {
    const int in = layer.in, out = layer.out;
    norm1 = register_module("norm1", std::make_shared<Norm>(in, layer.groups, config.norm_eps));
    conv1 = register_module("conv1", std::make_shared<Conv>(in, out, 3));
    time_emb_proj = register_module(
        "time_emb_proj", std::make_shared<Linear>(config.time_dim(), scale_shift ? 2 * out : out));
    norm2 =
        register_module("norm2", std::make_shared<Norm>(out, layer.groups_out, config.norm_eps));
    conv2 = register_module("conv2", std::make_shared<Conv>(out, out, 3));
    if (layer.shortcut)
      conv_shortcut = register_module("conv_shortcut", std::make_shared<Conv>(in, out, 1));
  }

  at::Tensor resampled(const at::Tensor& x) const {
    switch (kind) {
      case LayerKind::resnet_down: return at::avg_pool2d(x, 2);
      case LayerKind::resnet_up: return at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
      case LayerKind::fir_down: return fir_downsample(x);
      case LayerKind::fir_up: return fir_upsample(x);
      default: return x;
    }
  }

  void forward(Flow& flow) const override {
    const at::Tensor x = resampled(flow.h);
    at::Tensor h = (*conv1)(resampled(activate((*norm1)(flow.h), activation)));
    const at::Tensor shift = time_emb_proj->rows(flow.time).unsqueeze(2).unsqueeze(3);
    if (scale_shift) {
      const auto parts = shift.chunk(2, 1);
      h = (*norm2)(h) * (1 + parts[0]) + parts[1];
    } else {
      h = (*norm2)(h + shift);
    }
    h = (*conv2)(activate(h, activation));
    h = (conv_shortcut ? (*conv_shortcut)(x) : x) + h;
    flow.h = scale == 1 ? h : h / scale;
  }

  LayerKind kind;
  bool scale_shift;
  UnetActivation activation;
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
    register_module("to_out", torch::nn::ModuleList(to_out));
  }

  void forward(Flow& flow) const override {
    const at::Tensor& x = flow.h;
    at::Tensor h = (group_norm ? (*group_norm)(x) : x).flatten(2);
    h = (*to_out)(attend((*to_q)(h), (*to_k)(h), (*to_v)(h), heads));
    h = h.view(x.sizes()) + x;
    flow.h = scale == 1 ? h : h / scale;
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
  void forward(Flow& flow) const override {
    // Without padding diffusers adds a row and a column of zeros at the far ends.
    flow.h = (*conv)(conv->padding == 0 ? at::constant_pad_nd(flow.h, {0, 1, 0, 1}) : flow.h);
  }
  std::shared_ptr<Conv> conv;
};

struct Upsample : Layer {
  explicit Upsample(const UNetLayer& layer)
      : conv(register_module("conv", std::make_shared<Conv>(layer.in, layer.out, 3))) {}
  void forward(Flow& flow) const override {
    flow.h = (*conv)(at::upsample_nearest2d(flow.h, {2 * flow.h.size(2), 2 * flow.h.size(3)}));
  }
  std::shared_ptr<Conv> conv;
};

struct PictureDown : Layer {
  PictureDown(torch::nn::Module& block, const UNetLayer& layer)
      : conv(block.register_module("skip_conv",
                                   std::make_shared<Conv>(picture_channels, layer.out, 1))) {}
  void forward(Flow& flow) const override {
    flow.picture = fir_downsample(flow.picture);
    flow.h = (*conv)(flow.picture) + flow.h;
  }
  std::shared_ptr<Conv> conv;
};

struct PictureUp : Layer {
  PictureUp(torch::nn::Module& block, const UNetConfig& config, const UNetLayer& layer)
      : norm(block.register_module(
            "skip_norm", std::make_shared<Norm>(layer.in, UNetConfig::quarter_groups(layer.in),
                                                config.norm_eps))),
        conv(block.register_module("skip_conv",
                                   std::make_shared<Conv>(layer.in, picture_channels, 3))) {}
  void forward(Flow& flow) const override {
    const at::Tensor more = (*conv)(at::silu((*norm)(flow.h)));
    flow.picture = flow.picture.defined() ? fir_upsample(flow.picture) + more : more;
  }
  std::shared_ptr<Norm> norm;
  std::shared_ptr<Conv> conv;
};

struct PictureLast : Layer {
  void forward(Flow& flow) const override {
    if (flow.picture.defined()) flow.picture = fir_upsample(flow.picture);
  }
};

/// A layer that is one module, under the row's own name.
std::shared_ptr<Layer> placed(torch::nn::Module& root, const UNetLayer& layer,
                              std::shared_ptr<Layer> made) {
  const std::size_t dot = layer.name.rfind('.');
  return submodule(root, layer.name.substr(0, dot))
      .register_module(layer.name.substr(dot + 1), std::move(made));
}

}  // namespace

std::shared_ptr<Layer> make_layer(torch::nn::Module& root, const UNetConfig& config,
                                  const UNetLayer& layer) {
  torch::nn::Module& block = submodule(root, layer.block);
  switch (layer.kind) {
    case LayerKind::resnet:
    case LayerKind::resnet_down:
    case LayerKind::resnet_up:
    case LayerKind::fir_down:
    case LayerKind::fir_up: return placed(root, layer, std::make_shared<Resnet>(config, layer));
    case LayerKind::attention:
      return placed(root, layer, std::make_shared<Attention>(config, layer));
    case LayerKind::downsample:
      return placed(root, layer, std::make_shared<Downsample>(config, layer));
    case LayerKind::upsample: return placed(root, layer, std::make_shared<Upsample>(layer));
    case LayerKind::picture_down: return std::make_shared<PictureDown>(block, layer);
    case LayerKind::picture_up: return std::make_shared<PictureUp>(block, config, layer);
    case LayerKind::picture_last: return std::make_shared<PictureLast>();
  }
  return nullptr;
}

torch::nn::Module& submodule(torch::nn::Module& root, const std::string& name) {
  torch::nn::Module* at = &root;
  std::istringstream parts(name);
  for (std::string part; std::getline(parts, part, '.');) {
    const auto children = at->named_children();
    const auto* child = children.find(part);
    at = child ? child->get()
               : at->register_module(part, std::make_shared<torch::nn::Module>()).get();
  }
  return *at;
}

void reset(torch::nn::Module& module) {
  module.apply([](torch::nn::Module& part) {
    if (auto* weighted = dynamic_cast<Weighted*>(&part)) weighted->reset_parameters();
  });
}

}  // namespace alphabar::net

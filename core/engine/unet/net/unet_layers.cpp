#include "core/engine/unet/net/unet_layers.h"

#include <algorithm>
#include <array>
#include <map>

namespace alphabar {
namespace {

constexpr std::array resnet_only = {LayerKind::resnet};
constexpr std::array resnet_attention = {LayerKind::resnet, LayerKind::attention};
constexpr std::array middle = {LayerKind::resnet, LayerKind::attention, LayerKind::resnet};

constexpr std::array block_kinds = {
    BlockKind{"DownBlock2D", BlockPlace::down, resnet_only, LayerKind::downsample},
    BlockKind{"AttnDownBlock2D", BlockPlace::down, resnet_attention, LayerKind::downsample},
    BlockKind{"UNetMidBlock2D", BlockPlace::middle, middle, {}},
    BlockKind{"UpBlock2D", BlockPlace::up, resnet_only, LayerKind::upsample},
    BlockKind{"AttnUpBlock2D", BlockPlace::up, resnet_attention, LayerKind::upsample},
};

/// Follows the channels through the net as the forward pass goes, with those of its skips.
class LayerList {
 public:
  explicit LayerList(const UNetConfig& config)
      : config_(config), channels_(config.block_out_channels.front()), skips_{channels_} {}

  std::vector<UNetLayer> build() {
    const std::vector<int>& channels = config_.block_out_channels;
    const std::size_t blocks = channels.size();
    for (std::size_t i = 0; i < blocks; ++i) {
      begin_block("down_blocks." + std::to_string(i), BlockPlace::down,
                  config_.down_block_types[i]);
      add_layers(channels[i], config_.layers_per_block);
      if (i + 1 < blocks) add_resample("downsamplers", 0.5);
    }
    if (!config_.mid_block_type.empty()) {
      begin_block("mid_block", BlockPlace::middle, config_.mid_block_type);
      add_layers(channels.back(), 1);
    }
    for (std::size_t i = 0; i < blocks; ++i) {
      begin_block("up_blocks." + std::to_string(i), BlockPlace::up, config_.up_block_types[i]);
      add_layers(channels[blocks - 1 - i], config_.layers_per_block + 1);
      if (i + 1 < blocks) add_resample("upsamplers", 2);
    }
    return std::move(layers_);
  }

 private:
  void begin_block(const std::string& module, BlockPlace place, const std::string& type) {
    block_ = module;
    kind_ = find_block_kind(place, type);
    in_list_.clear();
  }

  void add_layers(int channels, int times) {
    for (int i = 0; i < times; ++i)
      for (const LayerKind& kind : kind_->layers) {
        const bool attention = kind == LayerKind::attention;
        if (attention && kind_->place == BlockPlace::middle && !config_.add_attention) continue;
        UNetLayer layer = next_layer(kind, attention ? "attentions" : "resnets");
        layer.out = channels;
        layer.joins_skip = kind_->place == BlockPlace::up && &kind == &kind_->layers.front();
        layer.keeps_skip = kind_->place == BlockPlace::down && &kind == &kind_->layers.back();
        add(std::move(layer));
      }
  }

  void add_resample(const std::string& list, double size) {
    UNetLayer layer = next_layer(kind_->resample, list);
    layer.size = size;
    layer.keeps_skip = kind_->place == BlockPlace::down;
    add(std::move(layer));
  }

  UNetLayer next_layer(LayerKind kind, const std::string& list) {
    UNetLayer layer;
    layer.kind = kind;
    layer.block = block_;
    layer.name = block_ + "." + list + "." + std::to_string(in_list_[list]++);
    layer.in = layer.out = channels_;
    return layer;
  }

  void add(UNetLayer layer) {
    if (layer.joins_skip) {
      layer.in += skips_.back();
      skips_.pop_back();
    }
    if (layer.keeps_skip) skips_.push_back(layer.out);
    if (kind_->place == BlockPlace::middle) layer.output_scale = config_.mid_block_scale_factor;
    channels_ = layer.out;
    complete(layer);
    layers_.push_back(std::move(layer));
  }

  // What follows from the kind and the channels.
  void complete(UNetLayer& layer) const {
    const double in = layer.in, out = layer.out;
    switch (layer.kind) {
      case LayerKind::resnet: {
        const double shift = config_.scale_shift ? 2 * out : out;
        layer.groups = config_.norm_num_groups;
        layer.parameters = 2 * in + affine_parameters(9 * in, out) +
                           affine_parameters(config_.time_dim(), shift) + 2 * out +
                           affine_parameters(9 * out, out) +
                           (layer.in != layer.out ? affine_parameters(in, out) : 0);
        // Its input, the norm of that, silu of the norm, and what they become.
        layer.working = std::max(3 * in + out, in + 4 * out);
        break;
      }
      case LayerKind::attention: {
        layer.groups = kind_->place == BlockPlace::middle ? config_.mid_norm_groups()
                                                          : config_.norm_num_groups;
        layer.head_dim = config_.attention_head_dim > 0 ? config_.attention_head_dim : layer.in;
        layer.heads = layer.in / layer.head_dim;
        const double inner = layer.heads * layer.head_dim;
        layer.parameters = (layer.groups > 0 ? 2 * in : 0) + 3 * affine_parameters(in, inner) +
                           affine_parameters(inner, out);
        layer.working = 2 * in + 4 * inner;
        break;
      }
      case LayerKind::downsample:
      case LayerKind::upsample: layer.parameters = affine_parameters(9 * in, out); break;
    }
  }

  const UNetConfig& config_;
  int channels_;
  std::vector<int> skips_;
  std::string block_;
  const BlockKind* kind_ = nullptr;
  std::map<std::string, int> in_list_;  // layers of the block so far, by the name of their list
  std::vector<UNetLayer> layers_;
};

}  // namespace

const BlockKind* find_block_kind(BlockPlace place, std::string_view name) {
  const auto found = std::ranges::find_if(
      block_kinds, [&](const BlockKind& kind) { return kind.place == place && kind.name == name; });
  return found == block_kinds.end() ? nullptr : &*found;
}

std::string block_kind_names(BlockPlace place) {
  std::string names;
  for (const BlockKind& kind : block_kinds)
    if (kind.place == place) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

std::vector<UNetLayer> unet_layers(const UNetConfig& config) { return LayerList(config).build(); }

double affine_parameters(double in, double out) { return in * out + out; }

}  // namespace alphabar

#include "core/engine/unet/net/unet_layers.h"

#include <algorithm>
#include <array>
#include <map>
#include <numbers>

namespace alphabar {
namespace {

using K = LayerKind;
constexpr std::array resnet_only = {K::resnet};
constexpr std::array attention_only = {K::attention};
constexpr std::array resnet_attention = {K::resnet, K::attention};
constexpr std::array middle = {K::resnet, K::attention, K::resnet};
constexpr std::array by_conv_down = {K::downsample};
constexpr std::array by_conv_up = {K::upsample};
constexpr std::array by_resnet_down = {K::resnet_down};
constexpr std::array by_resnet_up = {K::resnet_up};
constexpr std::array picture_halved = {K::fir_down, K::picture_down};
constexpr std::array picture_doubled = {K::picture_up, K::fir_up};
constexpr std::array picture_at_end = {K::picture_last};

constexpr std::array block_kinds = {
    BlockKind{.name = "DownBlock2D",
              .place = BlockPlace::down,
              .layers = resnet_only,
              .resample = by_conv_down},
    BlockKind{.name = "AttnDownBlock2D",
              .place = BlockPlace::down,
              .layers = resnet_attention,
              .resample = by_conv_down,
              .resampling_chosen = true},
    BlockKind{.name = "ResnetDownsampleBlock2D",
              .place = BlockPlace::down,
              .layers = resnet_only,
              .resample = by_resnet_down},
    BlockKind{.name = "SkipDownBlock2D",
              .place = BlockPlace::down,
              .layers = resnet_only,
              .resample = picture_halved,
              .beside_picture = true},
    BlockKind{.name = "AttnSkipDownBlock2D",
              .place = BlockPlace::down,
              .layers = resnet_attention,
              .resample = picture_halved,
              .beside_picture = true},
    BlockKind{.name = "UNetMidBlock2D", .place = BlockPlace::middle, .layers = middle},
    BlockKind{.name = "UpBlock2D",
              .place = BlockPlace::up,
              .layers = resnet_only,
              .resample = by_conv_up},
    BlockKind{.name = "AttnUpBlock2D",
              .place = BlockPlace::up,
              .layers = resnet_attention,
              .resample = by_conv_up,
              .resampling_chosen = true},
    BlockKind{.name = "ResnetUpsampleBlock2D",
              .place = BlockPlace::up,
              .layers = resnet_only,
              .resample = by_resnet_up},
    BlockKind{.name = "SkipUpBlock2D",
              .place = BlockPlace::up,
              .layers = resnet_only,
              .resample = picture_doubled,
              .last = picture_at_end,
              .beside_picture = true},
    BlockKind{.name = "AttnSkipUpBlock2D",
              .place = BlockPlace::up,
              .layers = resnet_only,
              .resample = picture_doubled,
              .once = attention_only,
              .last = picture_at_end,
              .beside_picture = true},
};

/// The list of a block's module that a layer is in, or the layer's own name in it.
struct ModuleName {
  LayerKind kind;
  const char* name;
  bool list;  ///< of several, by number
};
/// In the order of LayerKind; a resnet that changes the size is where the convolution would be.
constexpr std::array module_names = {
    ModuleName{K::resnet, "resnets", true},
    ModuleName{K::attention, "attentions", true},
    ModuleName{K::downsample, "downsamplers", true},
    ModuleName{K::upsample, "upsamplers", true},
    ModuleName{K::resnet_down, "downsamplers", true},
    ModuleName{K::resnet_up, "upsamplers", true},
    ModuleName{K::fir_down, "resnet_down", false},
    ModuleName{K::fir_up, "resnet_up", false},
    ModuleName{K::picture_down, "skip_conv", false},
    ModuleName{K::picture_up, "", false},  // two modules of the block: skip_norm and skip_conv
    ModuleName{K::picture_last, "", false},
};
static_assert(in_order(module_names));

double size_change(LayerKind kind) {
  switch (kind) {
    case K::downsample:
    case K::resnet_down:
    case K::fir_down: return 0.5;
    case K::upsample:
    case K::resnet_up:
    case K::fir_up: return 2;
    default: return 1;
  }
}

/// Follows the channels through the net as the forward pass goes, with those of its skips.
class LayerList {
 public:
  explicit LayerList(const UNetConfig& config)
      : config_(config), channels_(config.block_out_channels.front()), skips_{channels_} {}

  std::vector<UNetLayer> build() {
    const std::vector<int>& channels = config_.block_out_channels;
    const std::size_t blocks = channels.size();
    const auto after = [&](std::size_t i) {
      return i + 1 < blocks ? Follows::another_size : Follows::no_block;
    };
    for (std::size_t i = 0; i < blocks; ++i) {
      begin_block("down_blocks." + std::to_string(i), BlockPlace::down,
                  config_.down_block_types[i]);
      add_block(channels[i], config_.layers_per_block, after(i));
    }
    if (!config_.mid_block_type.empty()) {
      begin_block("mid_block", BlockPlace::middle, config_.mid_block_type);
      add_block(channels.back(), 1, Follows::no_block);
    }
    for (std::size_t i = 0; i < blocks; ++i) {
      begin_block("up_blocks." + std::to_string(i), BlockPlace::up, config_.up_block_types[i]);
      add_block(channels[blocks - 1 - i], config_.layers_per_block + 1, after(i));
    }
    return std::move(layers_);
  }

 private:
  void begin_block(const std::string& module, BlockPlace place, const std::string& type) {
    block_ = module;
    kind_ = find_block_kind(place, type);
    in_list_.clear();
  }

  enum class Follows { another_size, no_block };

  void add_block(int channels, int times, Follows follows) {
    for (int i = 0; i < times; ++i)
      for (const LayerKind& kind : kind_->layers) {
        if (kind == K::attention && kind_->place == BlockPlace::middle && !config_.add_attention)
          continue;
        UNetLayer layer = next_layer(kind);
        layer.out = channels;
        layer.joins_skip = kind_->place == BlockPlace::up && &kind == &kind_->layers.front();
        layer.keeps_skip = kind_->place == BlockPlace::down && &kind == &kind_->layers.back();
        add(std::move(layer));
      }
    for (const LayerKind kind : kind_->once) add(next_layer(kind));
    const std::span<const LayerKind> ends =
        follows == Follows::no_block ? kind_->last : kind_->resample;
    for (const LayerKind& kind : ends) {
      UNetLayer layer = next_layer(chosen(kind));
      layer.keeps_skip = kind_->place == BlockPlace::down && &kind == &ends.back();
      add(std::move(layer));
    }
  }

  /// The layer that the config puts in the place of a convolution.
  LayerKind chosen(LayerKind kind) const {
    if (!kind_->resampling_chosen) return kind;
    if (kind == K::downsample && config_.downsample_type == Resampling::resnet)
      return K::resnet_down;
    if (kind == K::upsample && config_.upsample_type == Resampling::resnet) return K::resnet_up;
    return kind;
  }

  UNetLayer next_layer(LayerKind kind) {
    const ModuleName& place = module_names[static_cast<std::size_t>(kind)];
    UNetLayer layer;
    layer.kind = kind;
    layer.block = block_;
    layer.name = block_;
    if (*place.name) layer.name += std::string(".") + place.name;
    if (place.list) layer.name += "." + std::to_string(in_list_[place.name]++);
    layer.in = layer.out = channels_;
    layer.size = size_change(kind);
    return layer;
  }

  void add(UNetLayer layer) {
    const int own = layer.in;
    if (layer.joins_skip) {
      layer.in += skips_.back();
      skips_.pop_back();
    }
    if (layer.keeps_skip) skips_.push_back(layer.out);
    if (kind_->place == BlockPlace::middle) layer.output_scale = config_.mid_block_scale_factor;
    if (kind_->beside_picture && (is_resnet(layer.kind) || layer.kind == K::attention))
      layer.output_scale = std::numbers::sqrt2;
    channels_ = layer.out;
    set_groups(layer, own);
    complete(layer);
    layers_.push_back(std::move(layer));
  }

  /// own: channels of the input without those of a skip.
  void set_groups(UNetLayer& layer, int own) const {
    if (layer.kind == K::attention) {
      layer.groups = kind_->place == BlockPlace::middle ? config_.mid_norm_groups()
                     : kind_->beside_picture            ? 32
                                                        : config_.norm_num_groups;
    } else if (kind_->beside_picture) {
      layer.groups = UNetConfig::quarter_groups(layer.in);
      // Here the library divides the skip's channels alone by four.
      if (layer.joins_skip && !kind_->once.empty())
        layer.groups = std::min(own + (layer.in - own) / 4, 32);
      layer.groups_out = UNetConfig::quarter_groups(layer.out);
    } else {
      layer.groups = layer.groups_out = config_.groups_of(layer.in);
    }
  }

  // What follows from the kind and the channels.
  void complete(UNetLayer& layer) const {
    const double in = layer.in, out = layer.out;
    if (is_resnet(layer.kind)) {
      const double shift = config_.scale_shift ? 2 * out : out;
      layer.shortcut =
          layer.in != layer.out || layer.kind == K::fir_down || layer.kind == K::fir_up;
      layer.parameters = 2 * in + affine_parameters(9 * in, out) +
                         affine_parameters(config_.time_dim(), shift) + 2 * out +
                         affine_parameters(9 * out, out) +
                         (layer.shortcut ? affine_parameters(in, out) : 0);
      // Its input, the norm of that, silu of the norm, and what they become.
      layer.working = std::max(3 * in + out, in + 4 * out) * std::max(1.0, layer.size * layer.size);
      return;
    }
    switch (layer.kind) {
      case K::attention: {
        layer.head_dim = config_.attention_head_dim > 0 ? config_.attention_head_dim : layer.in;
        layer.heads = layer.in / layer.head_dim;
        const double inner = layer.heads * layer.head_dim;
        layer.parameters = (layer.groups > 0 ? 2 * in : 0) + 3 * affine_parameters(in, inner) +
                           affine_parameters(inner, out);
        layer.working = 2 * in + 4 * inner;
        break;
      }
      case K::picture_down: layer.parameters = affine_parameters(picture_channels, out); break;
      case K::picture_up:
        layer.parameters = 2 * in + affine_parameters(9 * in, picture_channels);
        layer.working = 3 * in;
        break;
      case K::picture_last: break;
      default: layer.parameters = affine_parameters(9 * in, out);
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

bool is_resnet(LayerKind kind) {
  return kind == K::resnet || kind == K::resnet_down || kind == K::resnet_up ||
         kind == K::fir_down || kind == K::fir_up;
}

std::vector<UNetLayer> unet_layers(const UNetConfig& config) { return LayerList(config).build(); }

double affine_parameters(double in, double out) { return in * out + out; }

}  // namespace alphabar

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/unet/net/unet_config.h"

namespace alphabar {

/// What a layer computes.
enum class LayerKind {
  resnet,
  attention,
  downsample,    ///< a convolution with stride 2
  upsample,      ///< nearest, then a convolution
  resnet_down,   ///< a resnet that takes means of 2 x 2 pixels on its way
  resnet_up,     ///< a resnet that doubles pixels on its way
  fir_down,      ///< the same with the filter (1, 3, 3, 1) / 8, and a convolution in its shortcut
  fir_up,        ///< likewise
  picture_down,  ///< halves the picture beside the net, and adds a convolution of it
  picture_up,    ///< doubles the picture that is made, and adds a norm and convolution of the net's
  picture_last,  ///< doubles it alone
};

/// Where in a net a block can stand.
enum class BlockPlace { down, middle, up };

/// A kind of block: a row of the table in unet_layers.cpp.
struct BlockKind {
  const char* name;  ///< diffusers' own, as config.json gives it
  BlockPlace place;
  /// In the order of the forward pass; on the way down layers_per_block times, on the way up once
  /// more than that, in the middle once. The first joins a skip (up), the last keeps one (down).
  std::span<const LayerKind> layers;
  std::span<const LayerKind> resample = {};  ///< then, where a block of another size follows
  std::span<const LayerKind> once = {};      ///< between the two, in any case
  std::span<const LayerKind> last = {};      ///< in the place of resample where none follows
  /// downsample_type and upsample_type may put a resnet in the place of its convolution.
  bool resampling_chosen = false;
  /// With a picture beside it (Karras et al. 2020, figure 7; Song et al. 2021, appendix H): groups
  /// of a quarter of the channels, and sums over sqrt(2).
  bool beside_picture = false;
};

/// The row of a name; null if no block of that name can stand there.
const BlockKind* find_block_kind(BlockPlace place, std::string_view name);

/// "DownBlock2D, AttnDownBlock2D": the names in the table for a place.
std::string block_kind_names(BlockPlace place);

/// One layer of a net, with all that building it and telling its size need beside the config.
struct UNetLayer {
  LayerKind kind = LayerKind::resnet;
  std::string block;        ///< the module of its block: "down_blocks.0", "mid_block"
  std::string name;         ///< its own module: "down_blocks.0.resnets.1"
  int in = 0, out = 0;      ///< channels; `in` counts those of the skip that it joins
  double size = 1;          ///< height and width of its output over its input's: 1/2, 1 or 2
  int groups = 0;           ///< of its norm, a resnet's first; 0: it has none
  int groups_out = 0;       ///< of a resnet's second
  bool shortcut = false;    ///< a resnet's input goes through a convolution beside it
  int heads = 0;            ///< of an attention
  int head_dim = 0;         ///< channels of a head
  double output_scale = 1;  ///< the sum of its input and what it adds to that is divided by this
  bool joins_skip = false;  ///< first takes the newest skip and appends its channels to the input's
  bool keeps_skip = false;  ///< its output becomes the newest skip
  double parameters = 0;    ///< numbers in its weights, exactly
  double working = 0;       ///< numbers it holds at once beside the skips, per pixel of its input
};

/// Whether it is a resnet, that may change the size on its way.
bool is_resnet(LayerKind kind);

/// Channels of the picture beside a net (picture_down, picture_up).
inline constexpr int picture_channels = 3;

/// The layers of a net between conv_in, whose output is the first skip, and conv_norm_out, in the
/// order of the forward pass. config: one that check_unet_config lets pass.
std::vector<UNetLayer> unet_layers(const UNetConfig& config);

/// Numbers in the weights and biases of a linear map of channels, or of a convolution where `in`
/// counts its channels times the pixels it looks at.
double affine_parameters(double in, double out);

}  // namespace alphabar

#include "core/engine/unet/net/unet_config.h"

#include <cmath>

#include "core/base/check.h"
#include "core/engine/unet/net/unet_layers.h"

namespace alphabar {
namespace {

constexpr std::size_t most_blocks = 8;
constexpr int most_channels = 4096;

/// Of one file, for messages.
class Checker {
 public:
  Checker(const UNetConfig& config, const std::string& file) : c_(config), file_(file) {}

  void check() const {
    check_ranges();
    check_block_types();
    check_time_and_classes();
    check_pictures();
    check_norms();
  }

 private:
  [[noreturn]] void refuse(const std::string& field, const std::string& value,
                           const std::string& allowed) const {
    throw BadRequest(file_, field, value, allowed);
  }

  void check_ranges() const {
    const auto within = [&](const char* field, double value, double least, double most) {
      check_range(file_, field, value, least, most);
    };
    within("sample_size", c_.sample_height, 0, 4096);
    within("sample_size", c_.sample_width, 0, 4096);
    within("in_channels", c_.in_channels, 1, most_channels);
    within("out_channels", c_.out_channels, 1, most_channels);
    within("time_embedding_dim", c_.time_embedding_dim, 0, 16 * most_channels);
    within("layers_per_block", c_.layers_per_block, 1, 16);
    within("attention_head_dim", c_.attention_head_dim, 0, most_channels);
    within("norm_num_groups", c_.norm_num_groups, 0, most_channels);
    within("attn_norm_num_groups", c_.attn_norm_num_groups, 0, most_channels);
    within("num_class_embeds", c_.num_class_embeds, 0, 1 << 20);
    within("num_train_timesteps", c_.num_train_timesteps, 0, 1 << 20);
    for (const int channels : c_.block_out_channels)
      within("block_out_channels", channels, 1, most_channels);
    const std::size_t blocks = c_.block_out_channels.size();
    if (blocks < 1 || blocks > most_blocks)
      refuse("block_out_channels", std::to_string(blocks) + " blocks", "1 to 8 blocks");
    for (const int size : {c_.sample_height, c_.sample_width})
      if (size % c_.size_multiple() != 0)
        refuse("sample_size", std::to_string(size),
               "a multiple of " + std::to_string(c_.size_multiple()));
    if (!(c_.norm_eps > 0 && c_.norm_eps < 1))
      refuse("norm_eps", to_text(c_.norm_eps), "above 0, below 1");
    if (!(std::isfinite(c_.mid_block_scale_factor) && c_.mid_block_scale_factor != 0))
      refuse("mid_block_scale_factor", to_text(c_.mid_block_scale_factor), "not 0");
  }

  void check_block_types() const {
    const std::size_t blocks = c_.block_out_channels.size();
    const auto check = [&](const std::string& field, BlockPlace place,
                           const std::vector<std::string>& types) {
      for (const std::string& type : types) {
        const BlockKind* kind = find_block_kind(place, type);
        if (!kind) refuse(field, type, block_kind_names(place));
        if (c_.norm_num_groups == 0 && place != BlockPlace::middle && !kind->beside_picture)
          refuse("norm_num_groups", "0 (null)", "a number, for a net with " + type);
      }
      if (place != BlockPlace::middle && types.size() != blocks)
        refuse(field, std::to_string(types.size()) + " blocks",
               "as many as block_out_channels, " + std::to_string(blocks));
    };
    check("down_block_types", BlockPlace::down, c_.down_block_types);
    check("up_block_types", BlockPlace::up, c_.up_block_types);
    if (!c_.mid_block_type.empty())
      check("mid_block_type", BlockPlace::middle, {c_.mid_block_type});
  }

  void check_time_and_classes() const {
    const int first = c_.block_out_channels.front();
    if (c_.time_embedding == TimeEmbedding::learned && c_.num_train_timesteps == 0)
      refuse("num_train_timesteps", "null", "a number, for time_embedding_type learned");
    if (c_.class_embedding != ClassEmbedding::table && c_.num_class_embeds != 0)
      refuse("num_class_embeds", std::to_string(c_.num_class_embeds),
             std::string("null with class_embed_type ") + name_of(c_.class_embedding));
    if (first < 2) refuse("block_out_channels", "1", "2 or more in the first block");
    if (!(std::isfinite(c_.freq_shift) && c_.freq_shift < first / 2))
      refuse("freq_shift", to_text(c_.freq_shift), "below half the first channels");
  }

  /// The picture beside the net is halved and doubled by the blocks that have it alone, so these
  /// are neighbours: the first ones on the way down, the last ones on the way up.
  void check_pictures() const {
    const auto beside = [](BlockPlace place, const std::string& type) {
      return find_block_kind(place, type)->beside_picture;
    };
    const std::size_t blocks = c_.block_out_channels.size();
    bool down = false, up = false;
    for (std::size_t i = 0; i < blocks; ++i) {
      const bool next = beside(BlockPlace::down, c_.down_block_types[i]);
      if (next && i > 0 && i + 1 < blocks && !beside(BlockPlace::down, c_.down_block_types[i - 1]))
        refuse("down_block_types", c_.down_block_types[i], "after a block with Skip");
      if (next && i + 1 < blocks) down = true;
      const bool ends = beside(BlockPlace::up, c_.up_block_types[i]);
      if (up && !ends)
        refuse("up_block_types", c_.up_block_types[i], "a block with Skip after one with it");
      if (ends && i + 1 < blocks) up = true;
    }
    if (down && c_.in_channels != picture_channels)
      refuse("in_channels", std::to_string(c_.in_channels), "3 for blocks with Skip");
    if (up && c_.out_channels != picture_channels)
      refuse("out_channels", std::to_string(c_.out_channels), "3 for blocks with Skip");
  }

  void check_norms() const {
    const auto divides = [&](int groups, int channels, const std::string& layer) {
      if (groups > 0 && channels % groups == 0) return;
      const bool own = c_.attn_norm_num_groups > 0 && layer.starts_with("mid_block.attentions");
      refuse(own ? "attn_norm_num_groups" : "norm_num_groups", std::to_string(groups),
             "a divisor of every block's channels (" + std::to_string(channels) + " of " + layer +
                 ")");
    };
    for (const UNetLayer& layer : unet_layers(c_)) {
      if (layer.kind == LayerKind::attention && c_.attention_head_dim > layer.in)
        refuse("attention_head_dim", std::to_string(c_.attention_head_dim),
               "at most the channels of every block with attention (" + std::to_string(layer.in) +
                   " of " + layer.name + ")");
      if (layer.kind == LayerKind::attention && layer.groups == 0) continue;  // none
      if (layer.kind == LayerKind::attention || is_resnet(layer.kind))
        divides(layer.groups, layer.in, layer.name);
      if (is_resnet(layer.kind)) divides(layer.groups_out, layer.out, layer.name);
      if (layer.kind == LayerKind::picture_up)
        divides(UNetConfig::quarter_groups(layer.in), layer.in, layer.name);
    }
    const int first = c_.block_out_channels.front();
    divides(c_.groups_of(first), first, "conv_norm_out");
  }

  const UNetConfig& c_;
  const std::string& file_;
};

}  // namespace

void check_unet_config(const UNetConfig& config, const std::string& file) {
  Checker(config, file).check();
}

}  // namespace alphabar

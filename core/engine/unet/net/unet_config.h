#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace alphabar {

/// The shape of a UNet2DModel, as a diffusers config.json gives it; names and defaults are that
/// library's (0.42). Only what can be computed here can be held: everything else is refused by
/// name when the file is read.
struct UNetConfig {
  int sample_size = 0;  ///< height and width; 0: the file says null, any size goes
  int in_channels = 3, out_channels = 3;
  bool center_input_sample = false;  ///< x -> 2 x - 1 first
  double freq_shift = 0;             ///< of the sinusoidal features of t
  bool flip_sin_to_cos = true;       ///< cosines first
  int time_embedding_dim = 0;        ///< 0: four times the first block's channels
  /// Names of block kinds (unet_layers.h): from full size down, and from the smallest size up.
  std::vector<std::string> down_block_types, up_block_types;
  std::vector<int> block_out_channels;
  int layers_per_block = 2;
  double mid_block_scale_factor = 1;
  std::string mid_block_type = "UNetMidBlock2D";  ///< empty: null, no middle block
  bool add_attention = true;                      ///< attention in the middle block
  int downsample_padding = 1;
  int attention_head_dim = 8;  ///< 0: one head over all channels
  int norm_num_groups = 32;
  int attn_norm_num_groups = 0;  ///< of the middle attention; 0: null (see mid_norm_groups)
  double norm_eps = 1e-5;
  bool scale_shift = false;  ///< resnet_time_scale_shift "scale_shift" instead of "default"
  double dropout = 0;        ///< no effect outside training, and here not inside either
  int num_class_embeds = 0;  ///< 0: no classes

  bool operator==(const UNetConfig&) const = default;

  int time_dim() const {
    return time_embedding_dim > 0 ? time_embedding_dim : 4 * block_out_channels.front();
  }
  /// Groups of the norm before the middle attention; 0: it has none. Null means norm_num_groups
  /// with the "default" time shift, but no norm with "scale_shift" (UNetMidBlock2D).
  int mid_norm_groups() const {
    return attn_norm_num_groups > 0 ? attn_norm_num_groups : scale_shift ? 0 : norm_num_groups;
  }
  /// Height and width must be a multiple of this.
  int size_multiple() const { return 1 << (block_out_channels.size() - 1); }
};

/// Checks and reads a parsed config.json. file: named in messages. Throws BadRequest.
UNetConfig unet_config_from_json(const nlohmann::json& object, const std::string& file);

/// What diffusers' from_pretrained reads back as the same net.
nlohmann::json unet_config_to_json(const UNetConfig& config);

/// Throws BadRequest (where: file) unless the fields fit together: known kinds of block, as many
/// down as up, groups that divide channels, every extent within what a picture net can be.
void check_unet_config(const UNetConfig& config, const std::string& file);

/// What UNet2DModel.save_pretrained writes into a folder.
struct DiffusersFolder {
  static constexpr const char* config_name = "config.json";
  static constexpr const char* weights_name = "diffusion_pytorch_model.safetensors";
};

/// Reads config.json of a folder. Throws BadRequest.
UNetConfig read_unet_config(const std::filesystem::path& folder);

}  // namespace alphabar

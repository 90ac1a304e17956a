#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/listed.h"

namespace alphabar {

/// What a net makes of the time it is asked for.
enum class TimeEmbedding {
  positional,  ///< sinusoids of t at fixed rates
  fourier,     ///< sinusoids of log t at rates drawn at random; the output is divided by t, a sigma
  learned,     ///< a table with a row for each timestep
};

constexpr auto listed(TimeEmbedding) {
  return std::array{
      Listed{TimeEmbedding::positional, "positional"},
      Listed{TimeEmbedding::fourier, "fourier"},
      Listed{TimeEmbedding::learned, "learned"},
  };
}

/// What a net makes of a class, beside nothing.
enum class ClassEmbedding {
  table,     ///< a row for each of num_class_embeds; none where there are 0
  timestep,  ///< any number, embedded as the time is
  identity,  ///< a vector of time_dim() numbers, given ready
};

constexpr auto listed(ClassEmbedding) {
  return std::array{
      Listed{ClassEmbedding::table, "null"},  // in the file: no text
      Listed{ClassEmbedding::timestep, "timestep"},
      Listed{ClassEmbedding::identity, "identity"},
  };
}

enum class UnetActivation { silu, mish, gelu, relu };

/// With the library's other name for SiLU.
struct ActivationName {
  UnetActivation kind;
  const char* name;
  const char* other_name = nullptr;
};
constexpr auto listed(UnetActivation) {
  return std::array{
      ActivationName{UnetActivation::silu, "silu", "swish"},
      ActivationName{UnetActivation::mish, "mish"},
      ActivationName{UnetActivation::gelu, "gelu"},
      ActivationName{UnetActivation::relu, "relu"},
  };
}

/// How blocks with attention change the size; others say it by their kind.
enum class Resampling { conv, resnet };

constexpr auto listed(Resampling) {
  return std::array{Listed{Resampling::conv, "conv"}, Listed{Resampling::resnet, "resnet"}};
}

/// The shape of a UNet2DModel, as a diffusers config.json gives it; names and defaults are that
/// library's (0.42). Only what can be computed here can be held: everything else is refused by
/// name when the file is read.
struct UNetConfig {
  int sample_height = 0, sample_width = 0;  ///< sample_size; 0: the file says null, any size goes
  int in_channels = 3, out_channels = 3;
  bool center_input_sample = false;  ///< x -> 2 x - 1 first
  TimeEmbedding time_embedding = TimeEmbedding::positional;
  double freq_shift = 0;        ///< of the sinusoidal features of t
  bool flip_sin_to_cos = true;  ///< cosines first
  int time_embedding_dim = 0;   ///< 0: four times the first block's channels
  int num_train_timesteps = 0;  ///< rows of a learned time embedding; 0: null
  /// Names of block kinds (unet_layers.h): from full size down, and from the smallest size up.
  std::vector<std::string> down_block_types, up_block_types;
  std::vector<int> block_out_channels;
  int layers_per_block = 2;
  double mid_block_scale_factor = 1;
  std::string mid_block_type = "UNetMidBlock2D";  ///< empty: null, no middle block
  bool add_attention = true;                      ///< attention in the middle block
  int downsample_padding = 1;
  Resampling downsample_type = Resampling::conv, upsample_type = Resampling::conv;
  UnetActivation act_fn = UnetActivation::silu;
  int attention_head_dim = 8;    ///< 0: one head over all channels
  int norm_num_groups = 32;      ///< 0: null, a quarter of the channels and at most 32 (groups_of)
  int attn_norm_num_groups = 0;  ///< of the middle attention; 0: null (see mid_norm_groups)
  double norm_eps = 1e-5;
  bool scale_shift = false;  ///< resnet_time_scale_shift "scale_shift" instead of "default"
  double dropout = 0;        ///< no effect outside training, and here not inside either
  ClassEmbedding class_embedding = ClassEmbedding::table;  ///< class_embed_type
  int num_class_embeds = 0;                                ///< of the table; 0: no classes

  bool operator==(const UNetConfig&) const = default;

  int time_dim() const {
    return time_embedding_dim > 0 ? time_embedding_dim : 4 * block_out_channels.front();
  }
  /// Numbers that the time becomes before the two layers which make time_dim() of them.
  int time_features() const {
    return (time_embedding == TimeEmbedding::fourier ? 2 : 1) * block_out_channels.front();
  }
  /// Whether a picture comes with the number of a class, or with a class as a vector.
  bool takes_label() const {
    return class_embedding == ClassEmbedding::timestep ||
           (class_embedding == ClassEmbedding::table && num_class_embeds > 0);
  }
  bool takes_class_vector() const { return class_embedding == ClassEmbedding::identity; }
  /// norm_num_groups where it is given, else what the library takes for so many channels.
  int groups_of(int channels) const {
    return norm_num_groups > 0 ? norm_num_groups : quarter_groups(channels);
  }
  static int quarter_groups(int channels) { return channels / 4 < 32 ? channels / 4 : 32; }
  /// Groups of the norm before the middle attention; 0: it has none. Null means those of the
  /// middle's resnets with the "default" time shift, but no norm with "scale_shift"
  /// (UNetMidBlock2D).
  int mid_norm_groups() const {
    return attn_norm_num_groups > 0 ? attn_norm_num_groups
           : scale_shift            ? 0
                                    : groups_of(block_out_channels.back());
  }
  /// Height and width must be a multiple of this.
  int size_multiple() const { return 1 << (block_out_channels.size() - 1); }
};

/// Checks and reads a parsed config.json. file: named in messages; ignored: takes a line for each
/// field that the library passes over too (what an average of the weights or a training left).
/// Throws BadRequest.
UNetConfig unet_config_from_json(const nlohmann::json& object, const std::string& file,
                                 std::vector<std::string>* ignored = nullptr);

/// What diffusers' from_pretrained reads back as the same net.
nlohmann::json unet_config_to_json(const UNetConfig& config);

/// Throws BadRequest (where: file) unless the fields fit together: known kinds of block, as many
/// down as up, groups that divide channels, every extent within what a picture net can be.
void check_unet_config(const UNetConfig& config, const std::string& file);

/// Reads a net's config.json. Throws BadRequest.
UNetConfig read_unet_config(const std::filesystem::path& file,
                            std::vector<std::string>* ignored = nullptr);

}  // namespace alphabar

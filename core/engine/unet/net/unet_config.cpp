#include "core/engine/unet/net/unet_config.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/check.h"
#include "core/engine/unet/net/unet_layers.h"
#include "core/files/json/json_strict.h"

namespace alphabar {
namespace {

using nlohmann::json;

constexpr int most_blocks = 8;
constexpr int most_channels = 4096;

// Takes fields out of the file one by one, and knows at the end which were never asked for.
class Fields {
 public:
  /// What a missing field that is true or false stands for.
  enum class Missing { no, yes };

  Fields(const json& object, const std::string& file) : object_(object), file_(file) {
    if (!object.is_object()) throw BadRequest(file, "", "not an object", "a JSON object");
  }

  // The field's value, or null when it is missing or null.
  const json& get(const std::string& name) {
    known_.insert(name);
    const auto found = object_.find(name);
    return found == object_.end() ? null_ : *found;
  }
  bool missing(const std::string& name) { return !object_.contains(name); }

  [[noreturn]] void refuse(const std::string& name, const json& value,
                           const std::string& allowed) const {
    throw BadRequest(file_, name, value.dump(-1, ' ', false, json::error_handler_t::replace),
                     allowed);
  }

  int whole(const std::string& name, int otherwise, int least, int most) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    if (!value.is_number_integer() || value < least || value > most)
      refuse(name, value,
             "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value.get<int>();
  }
  int whole_or_null(const std::string& name, int otherwise, int least, int most) {
    if (!missing(name) && get(name).is_null()) return 0;
    return whole(name, otherwise, least, most);
  }
  double number(const std::string& name, double otherwise) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    if (!value.is_number()) refuse(name, value, "a number");
    return value.get<double>();
  }
  bool boolean(const std::string& name, Missing is) {
    const json& value = get(name);
    if (missing(name)) return is == Missing::yes;
    if (!value.is_boolean()) refuse(name, value, "true or false");
    return value.get<bool>();
  }
  std::string word(const std::string& name, const std::string& otherwise,
                   const std::vector<std::string>& allowed) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    std::string list;
    for (const std::string& one : allowed) {
      if (value.is_string() && value.get_ref<const std::string&>() == one) return one;
      list += (list.empty() ? "" : ", ") + one;
    }
    refuse(name, value, list);
  }
  // Only this one value can be computed here.
  void only(const std::string& name, const json& supported) {
    const json& value = get(name);
    if (!missing(name) && value != supported) refuse(name, value, supported.dump());
  }
  std::string block(const std::string& name, BlockPlace place, const json& value) const {
    if (!value.is_string() || !find_block_kind(place, value.get_ref<const std::string&>()))
      refuse(name, value,
             block_kind_names(place) + (place == BlockPlace::middle ? " or null" : ""));
    return value.get<std::string>();
  }
  std::vector<std::string> blocks(const std::string& name, BlockPlace place,
                                  std::vector<std::string> otherwise) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    if (!value.is_array()) refuse(name, value, "a list of " + block_kind_names(place));
    std::vector<std::string> types;
    for (const json& one : value) types.push_back(block(name, place, one));
    return types;
  }
  std::string middle_block(const std::string& name, const std::string& otherwise) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    return value.is_null() ? "" : block(name, BlockPlace::middle, value);
  }
  void refuse_unknown() const {
    for (const auto& [name, value] : object_.items())
      if (!name.starts_with('_') && !known_.contains(name))
        refuse(name, value, "the fields of UNet2DModel");
  }

 private:
  const json& object_;
  const std::string& file_;
  const json null_;
  std::set<std::string> known_;
};

json null_if_zero(int value) { return value == 0 ? json() : json(value); }

void check_block_types(const UNetConfig& config, const std::string& file) {
  const auto check = [&](const std::string& field, BlockPlace place,
                         const std::vector<std::string>& types, std::size_t count) {
    for (const std::string& type : types)
      if (!find_block_kind(place, type))
        throw BadRequest(file, field, type, block_kind_names(place));
    if (types.size() != count)
      throw BadRequest(file, field, std::to_string(types.size()) + " blocks",
                       "as many as block_out_channels, " + std::to_string(count));
  };
  const std::size_t blocks = config.block_out_channels.size();
  check("down_block_types", BlockPlace::down, config.down_block_types, blocks);
  check("up_block_types", BlockPlace::up, config.up_block_types, blocks);
  if (!config.mid_block_type.empty())
    check("mid_block_type", BlockPlace::middle, {config.mid_block_type}, 1);
}

}  // namespace

UNetConfig unet_config_from_json(const json& object, const std::string& file) {
  Fields fields(object, file);
  UNetConfig config;
  fields.only("_class_name", "UNet2DModel");
  const json& size = fields.get("sample_size");
  if (size.is_array()) {  // [height, width]
    if (size.size() != 2 || size[0] != size[1]) fields.refuse("sample_size", size, "a square");
    if (!size[0].is_number_integer() || size[0] < 1 || size[0] > 4096)
      fields.refuse("sample_size", size, "1 to 4096");
    config.sample_size = size[0].get<int>();
  } else {
    config.sample_size = fields.whole_or_null("sample_size", 0, 1, 4096);
  }
  config.in_channels = fields.whole("in_channels", 3, 1, most_channels);
  config.out_channels = fields.whole("out_channels", 3, 1, most_channels);
  config.center_input_sample = fields.boolean("center_input_sample", Fields::Missing::no);
  fields.only("time_embedding_type", "positional");
  config.time_embedding_dim = fields.whole_or_null("time_embedding_dim", 0, 1, 16 * most_channels);
  config.freq_shift = fields.number("freq_shift", 0);
  config.flip_sin_to_cos = fields.boolean("flip_sin_to_cos", Fields::Missing::yes);
  config.down_block_types =
      fields.blocks("down_block_types", BlockPlace::down,
                    {"DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"});
  config.up_block_types =
      fields.blocks("up_block_types", BlockPlace::up,
                    {"AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"});
  config.mid_block_type = fields.middle_block("mid_block_type", config.mid_block_type);
  const json& channels = fields.get("block_out_channels");
  if (fields.missing("block_out_channels")) {
    config.block_out_channels = {224, 448, 672, 896};
  } else {
    if (!channels.is_array()) fields.refuse("block_out_channels", channels, "a list of numbers");
    for (const json& one : channels) {
      if (!one.is_number_integer() || one < 1 || one > most_channels)
        fields.refuse("block_out_channels", one, "1 to " + std::to_string(most_channels));
      config.block_out_channels.push_back(one.get<int>());
    }
  }
  config.layers_per_block = fields.whole("layers_per_block", 2, 1, 16);
  config.mid_block_scale_factor = fields.number("mid_block_scale_factor", 1);
  config.downsample_padding = fields.whole("downsample_padding", 1, 0, 1);
  fields.only("downsample_type", "conv");
  fields.only("upsample_type", "conv");
  config.dropout = fields.number("dropout", 0);
  fields.word("act_fn", "silu", {"silu", "swish"});
  config.attention_head_dim = fields.whole_or_null("attention_head_dim", 8, 1, most_channels);
  config.norm_num_groups = fields.whole("norm_num_groups", 32, 1, most_channels);
  config.attn_norm_num_groups = fields.whole_or_null("attn_norm_num_groups", 0, 1, most_channels);
  config.norm_eps = fields.number("norm_eps", 1e-5);
  config.scale_shift = fields.word("resnet_time_scale_shift", "default",
                                   {"default", "scale_shift"}) == "scale_shift";
  config.add_attention = fields.boolean("add_attention", Fields::Missing::yes);
  fields.only("class_embed_type", nullptr);
  config.num_class_embeds = fields.whole_or_null("num_class_embeds", 0, 1, 1 << 20);
  fields.get("num_train_timesteps");  // read only by learned time embeddings, refused above
  fields.refuse_unknown();
  check_unet_config(config, file);
  return config;
}

json unet_config_to_json(const UNetConfig& config) {
  return {{"_class_name", "UNet2DModel"},
          {"act_fn", "silu"},
          {"add_attention", config.add_attention},
          {"attention_head_dim", null_if_zero(config.attention_head_dim)},
          {"attn_norm_num_groups", null_if_zero(config.attn_norm_num_groups)},
          {"block_out_channels", config.block_out_channels},
          {"center_input_sample", config.center_input_sample},
          {"class_embed_type", nullptr},
          {"down_block_types", config.down_block_types},
          {"downsample_padding", config.downsample_padding},
          {"downsample_type", "conv"},
          {"dropout", config.dropout},
          {"flip_sin_to_cos", config.flip_sin_to_cos},
          {"freq_shift", config.freq_shift},
          {"in_channels", config.in_channels},
          {"layers_per_block", config.layers_per_block},
          {"mid_block_scale_factor", config.mid_block_scale_factor},
          {"mid_block_type", config.mid_block_type.empty() ? json() : json(config.mid_block_type)},
          {"norm_eps", config.norm_eps},
          {"norm_num_groups", config.norm_num_groups},
          {"num_class_embeds", null_if_zero(config.num_class_embeds)},
          {"out_channels", config.out_channels},
          {"resnet_time_scale_shift", config.scale_shift ? "scale_shift" : "default"},
          {"sample_size", null_if_zero(config.sample_size)},
          {"time_embedding_dim", null_if_zero(config.time_embedding_dim)},
          {"time_embedding_type", "positional"},
          {"up_block_types", config.up_block_types},
          {"upsample_type", "conv"}};
}

void check_unet_config(const UNetConfig& config, const std::string& file) {
  const auto refuse = [&](const std::string& field, const std::string& value,
                          const std::string& allowed) {
    throw BadRequest(file, field, value, allowed);
  };
  const auto within = [&](const char* field, double value, double least, double most) {
    check_range(file, field, value, least, most);
  };
  within("sample_size", config.sample_size, 0, 4096);
  within("in_channels", config.in_channels, 1, most_channels);
  within("out_channels", config.out_channels, 1, most_channels);
  within("time_embedding_dim", config.time_embedding_dim, 0, 16 * most_channels);
  within("layers_per_block", config.layers_per_block, 1, 16);
  within("attention_head_dim", config.attention_head_dim, 0, most_channels);
  within("norm_num_groups", config.norm_num_groups, 1, most_channels);
  within("attn_norm_num_groups", config.attn_norm_num_groups, 0, most_channels);
  within("num_class_embeds", config.num_class_embeds, 0, 1 << 20);
  for (const int channels : config.block_out_channels)
    within("block_out_channels", channels, 1, most_channels);
  const std::size_t blocks = config.block_out_channels.size();
  if (blocks < 1 || blocks > most_blocks)
    refuse("block_out_channels", std::to_string(blocks) + " blocks", "1 to 8 blocks");
  check_block_types(config, file);
  for (const int channels : config.block_out_channels) {
    if (channels % config.norm_num_groups != 0)
      refuse("norm_num_groups", std::to_string(config.norm_num_groups),
             "a divisor of every block's channels (" + std::to_string(channels) + ")");
    if (config.attention_head_dim > channels)
      refuse("attention_head_dim", std::to_string(config.attention_head_dim),
             "at most every block's channels (" + std::to_string(channels) + ")");
  }
  if (config.attn_norm_num_groups > 0 &&
      config.block_out_channels.back() % config.attn_norm_num_groups != 0)
    refuse("attn_norm_num_groups", std::to_string(config.attn_norm_num_groups),
           "a divisor of the last block's channels");
  if (config.sample_size % config.size_multiple() != 0)
    refuse("sample_size", std::to_string(config.sample_size),
           "a multiple of " + std::to_string(config.size_multiple()));
  if (!(config.norm_eps > 0 && config.norm_eps < 1))
    refuse("norm_eps", std::to_string(config.norm_eps), "above 0, below 1");
  if (!(std::isfinite(config.mid_block_scale_factor) && config.mid_block_scale_factor != 0))
    refuse("mid_block_scale_factor", std::to_string(config.mid_block_scale_factor), "not 0");
  const int half = config.block_out_channels.front() / 2;
  if (!(std::isfinite(config.freq_shift) && config.freq_shift < half))
    refuse("freq_shift", std::to_string(config.freq_shift), "below half the first channels");
  if (config.block_out_channels.front() < 2)
    refuse("block_out_channels", "1", "2 or more in the first block");
}

UNetConfig read_unet_config(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    throw BadRequest(folder.string(), "", "",
                     "a folder with config.json and "
                     "diffusion_pytorch_model.safetensors",
                     "check the path");
  const std::filesystem::path file = folder / DiffusersFolder::config_name;
  return unet_config_from_json(read_json(file), file.string());
}

}  // namespace alphabar

// config.json as a net's shape, and back.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/engine/unet/net/unet_config.h"
#include "core/engine/unet/net/unet_layers.h"
#include "core/files/json/json_strict.h"

namespace alphabar {
namespace {

using nlohmann::json;

constexpr int most_channels = 4096;
constexpr int most_size = 4096;

/// What EMAModel.save_pretrained and trainings leave in a config.json: no field of the model, and
/// passed over by the library.
constexpr std::array leftovers = {
    "decay",
    "min_decay",
    "max_value",
    "min_value",
    "inv_gamma",
    "power",
    "use_ema_warmup",
    "update_after_step",
    "foreach",
    "device",
    "cur_decay_value",
    "optimization_step",
    "collected_params",
    "shadow_params",
    "temp_stored_params",
    "gradient_checkpointing",
    "dtype",
    "torch_dtype",
    "step",
    "global_step",
    "epoch",
};

std::string shown(const json& value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > 80 ? text.substr(0, 77) + "..." : text;
}

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
    throw BadRequest(file_, name, shown(value), allowed);
  }

  int whole(const std::string& name, int otherwise, int least, int most) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    if (!value.is_number_integer() || value < least || value > most)
      refuse(name, value,
             "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value.get<int>();
  }
  std::array<int, 2> height_and_width(const std::string& name) {
    const json& size = get(name);
    if (!size.is_array()) {
      const int both = whole_or_null(name, 0, 1, most_size);
      return {both, both};
    }
    const auto fits = [](const json& one) {
      return one.is_number_integer() && one >= 1 && one <= most_size;
    };
    if (size.size() != 2 || !fits(size[0]) || !fits(size[1]))
      refuse(name, size, "null, a number or [height, width], 1 to " + std::to_string(most_size));
    return {size[0].get<int>(), size[1].get<int>()};
  }
  std::vector<int> whole_numbers(const std::string& name, std::vector<int> otherwise, int most) {
    const json& list = get(name);
    if (missing(name)) return otherwise;
    if (!list.is_array()) refuse(name, list, "a list of numbers");
    std::vector<int> numbers;
    for (const json& one : list) {
      if (!one.is_number_integer() || one < 1 || one > most)
        refuse(name, one, "1 to " + std::to_string(most));
      numbers.push_back(one.get<int>());
    }
    return numbers;
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
  /// One of the names of an enumeration.
  template <class E>
  E choice(const std::string& name, E otherwise) {
    const json& value = get(name);
    if (missing(name)) return otherwise;
    std::string list;
    for (const auto& [known, text] : names_of<E>()) {
      if (value.is_string() && value.get_ref<const std::string&>() == text) return known;
      list += (list.empty() ? "" : ", ") + std::string(text);
    }
    refuse(name, value, list);
  }
  // Only this one value can be computed here.
  void only(const std::string& name, const json& supported) {
    const json& value = get(name);
    if (!missing(name) && value != supported) refuse(name, value, supported.dump());
  }
  std::string block(const std::string& name, BlockPlace place, const json& value) const {
    std::string type = value.is_string() ? value.get<std::string>() : "";
    constexpr std::string_view before = "UNetRes";  // of versions before 0.1, passed over since
    if (place != BlockPlace::middle && type.starts_with(before)) type.erase(0, before.size());
    if (!find_block_kind(place, type))
      refuse(name, value,
             block_kind_names(place) + (place == BlockPlace::middle ? " or null" : ""));
    return type;
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
  /// Those that were not asked for: what the library passes over is told, the rest refused.
  void finish(std::vector<std::string>* ignored) const {
    for (const auto& [name, value] : object_.items()) {
      if (known_.contains(name) || name == "_class_name" || name == "_diffusers_version") continue;
      const bool left =
          name.starts_with('_') || std::ranges::find(leftovers, name) != std::end(leftovers);
      if (!left) refuse(name, value, "the fields of UNet2DModel");
      if (ignored)
        ignored->push_back(name + " = " + shown(value) + ": left out, as in the library");
    }
  }

 private:
  const json& object_;
  const std::string& file_;
  const json null_;
  std::set<std::string> known_;
};

json null_if_zero(int value) { return value == 0 ? json() : json(value); }

/// null is the table, or no class at all.
ClassEmbedding class_embedding(Fields& fields) {
  const char* name = "class_embed_type";
  if (fields.get(name).is_null()) return ClassEmbedding::table;
  const auto kind = fields.choice(name, ClassEmbedding::table);
  if (kind == ClassEmbedding::table) fields.refuse(name, "null", "null, timestep, identity");
  return kind;
}

void read_time_and_classes(Fields& fields, UNetConfig& config) {
  config.time_embedding = fields.choice("time_embedding_type", config.time_embedding);
  config.time_embedding_dim = fields.whole_or_null("time_embedding_dim", 0, 1, 16 * most_channels);
  config.num_train_timesteps = fields.whole_or_null("num_train_timesteps", 0, 1, 1 << 20);
  config.freq_shift = fields.number("freq_shift", 0);
  config.flip_sin_to_cos = fields.boolean("flip_sin_to_cos", Fields::Missing::yes);
  config.class_embedding = class_embedding(fields);
  config.num_class_embeds = fields.whole_or_null("num_class_embeds", 0, 1, 1 << 20);
  if (config.class_embedding != ClassEmbedding::table) config.num_class_embeds = 0;  // unused there
}

void read_blocks(Fields& fields, UNetConfig& config) {
  config.down_block_types =
      fields.blocks("down_block_types", BlockPlace::down,
                    {"DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"});
  config.up_block_types =
      fields.blocks("up_block_types", BlockPlace::up,
                    {"AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"});
  config.mid_block_type = fields.middle_block("mid_block_type", config.mid_block_type);
  config.block_out_channels =
      fields.whole_numbers("block_out_channels", {224, 448, 672, 896}, most_channels);
  config.layers_per_block = fields.whole("layers_per_block", 2, 1, 16);
  config.mid_block_scale_factor = fields.number("mid_block_scale_factor", 1);
  config.downsample_padding = fields.whole("downsample_padding", 1, 0, 1);
  // Here null is the usual one to the library.
  if (!fields.get("downsample_type").is_null())
    config.downsample_type = fields.choice("downsample_type", config.downsample_type);
  if (!fields.get("upsample_type").is_null())
    config.upsample_type = fields.choice("upsample_type", config.upsample_type);
}

enum class TimeShift { plain, scale_shift };
constexpr auto listed(TimeShift) {
  return std::array{Listed{TimeShift::plain, "default"},
                    Listed{TimeShift::scale_shift, "scale_shift"}};
}

void read_layers(Fields& fields, UNetConfig& config) {
  config.dropout = fields.number("dropout", 0);
  config.act_fn = fields.choice("act_fn", config.act_fn);
  config.attention_head_dim = fields.whole_or_null("attention_head_dim", 8, 1, most_channels);
  config.norm_num_groups = fields.whole_or_null("norm_num_groups", 32, 1, most_channels);
  config.attn_norm_num_groups = fields.whole_or_null("attn_norm_num_groups", 0, 1, most_channels);
  config.norm_eps = fields.number("norm_eps", 1e-5);
  config.scale_shift =
      fields.choice("resnet_time_scale_shift", TimeShift::plain) == TimeShift::scale_shift;
  config.add_attention = fields.boolean("add_attention", Fields::Missing::yes);
}

}  // namespace

UNetConfig unet_config_from_json(const json& object, const std::string& file,
                                 std::vector<std::string>* ignored) {
  Fields fields(object, file);
  UNetConfig config;
  fields.only("_class_name", "UNet2DModel");
  const auto size = fields.height_and_width("sample_size");
  config.sample_height = size[0];
  config.sample_width = size[1];
  config.in_channels = fields.whole("in_channels", 3, 1, most_channels);
  config.out_channels = fields.whole("out_channels", 3, 1, most_channels);
  config.center_input_sample = fields.boolean("center_input_sample", Fields::Missing::no);
  read_time_and_classes(fields, config);
  read_blocks(fields, config);
  read_layers(fields, config);
  fields.finish(ignored);
  check_unet_config(config, file);
  return config;
}

json unet_config_to_json(const UNetConfig& config) {
  json size = null_if_zero(config.sample_height);
  if (config.sample_height != config.sample_width)
    size = {config.sample_height, config.sample_width};
  return {{"_class_name", "UNet2DModel"},
          {"act_fn", name_of(config.act_fn)},
          {"add_attention", config.add_attention},
          {"attention_head_dim", null_if_zero(config.attention_head_dim)},
          {"attn_norm_num_groups", null_if_zero(config.attn_norm_num_groups)},
          {"block_out_channels", config.block_out_channels},
          {"center_input_sample", config.center_input_sample},
          {"class_embed_type", config.class_embedding == ClassEmbedding::table
                                   ? json()
                                   : json(name_of(config.class_embedding))},
          {"down_block_types", config.down_block_types},
          {"downsample_padding", config.downsample_padding},
          {"downsample_type", name_of(config.downsample_type)},
          {"dropout", config.dropout},
          {"flip_sin_to_cos", config.flip_sin_to_cos},
          {"freq_shift", config.freq_shift},
          {"in_channels", config.in_channels},
          {"layers_per_block", config.layers_per_block},
          {"mid_block_scale_factor", config.mid_block_scale_factor},
          {"mid_block_type", config.mid_block_type.empty() ? json() : json(config.mid_block_type)},
          {"norm_eps", config.norm_eps},
          {"norm_num_groups", null_if_zero(config.norm_num_groups)},
          {"num_class_embeds", null_if_zero(config.num_class_embeds)},
          {"num_train_timesteps", null_if_zero(config.num_train_timesteps)},
          {"out_channels", config.out_channels},
          {"resnet_time_scale_shift", config.scale_shift ? "scale_shift" : "default"},
          {"sample_size", size},
          {"time_embedding_dim", null_if_zero(config.time_embedding_dim)},
          {"time_embedding_type", name_of(config.time_embedding)},
          {"up_block_types", config.up_block_types},
          {"upsample_type", name_of(config.upsample_type)}};
}

UNetConfig read_unet_config(const std::filesystem::path& file, std::vector<std::string>* ignored) {
  return unet_config_from_json(read_json(file), file.string(), ignored);
}

}  // namespace alphabar

// Diffusers folders that cannot be used: each mistake is named, none is passed over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/unet.h"
#include "core/files/arrays/safetensors.h"
#include "core/files/json/json_strict.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

const fs::path golden = fs::path(test_data()) / "golden/unets/attn-gray";

std::string refusal(const std::string& field, const json& value) {
  json config = read_json(golden / "config.json");
  config[field] = value;
  try {
    unet_config_from_json(config, "config.json");
  } catch (const BadRequest& error) {
    EXPECT_EQ(error.where(), "config.json");
    return error.what();
  }
  return "";
}

TEST(UNetConfig, SurvivesAWriteAndARead) {
  UNetConfig config = read_unet_config(golden / "config.json");
  EXPECT_EQ(config.block_out_channels, (std::vector<int>{16, 16}));
  EXPECT_EQ(config.down_block_types, (std::vector<std::string>{"DownBlock2D", "AttnDownBlock2D"}));
  EXPECT_EQ(config.up_block_types, (std::vector<std::string>{"AttnUpBlock2D", "UpBlock2D"}));
  EXPECT_EQ(config.mid_norm_groups(), 8);
  EXPECT_EQ(unet_config_from_json(unet_config_to_json(config), "again"), config);
  config.scale_shift = true;
  config.num_class_embeds = 3;
  config.attention_head_dim = 0;
  config.downsample_padding = 0;
  config.flip_sin_to_cos = false;
  config.freq_shift = 1;
  config.add_attention = false;
  config.norm_eps = 1e-6;
  config.sample_height = config.sample_width = 0;
  EXPECT_EQ(config.mid_norm_groups(), 0);
  EXPECT_EQ(unet_config_from_json(unet_config_to_json(config), "again"), config);
}

TEST(UNetConfig, FillsInTheLibrarysDefaults) {
  const UNetConfig config = unet_config_from_json(json::object(), "empty");
  EXPECT_EQ(config.block_out_channels, (std::vector<int>{224, 448, 672, 896}));
  EXPECT_EQ(config.layers_per_block, 2);
  EXPECT_EQ(config.norm_num_groups, 32);
  EXPECT_EQ(config.attention_head_dim, 8);
}

TEST(UNetConfig, RefusesWhatItCannotComputeByName) {
  EXPECT_EQ(refusal("dropout", 0.1), "");
  EXPECT_EQ(refusal("_diffusers_version", "9"), "");
  EXPECT_THAT(refusal("_class_name", "UNet2DConditionModel"), HasSubstr("UNet2DModel"));
  EXPECT_THAT(refusal("down_block_types", {"DownBlock2D", "KDownBlock2D"}),
              HasSubstr("down_block_types = \"KDownBlock2D\"; allowed: DownBlock2D, "));
  EXPECT_THAT(refusal("up_block_types", {"AttnUpBlock2D"}), HasSubstr("up_block_types = 1 blocks"));
  EXPECT_THAT(refusal("time_embedding_type", "rotary"), HasSubstr("fourier"));
  EXPECT_THAT(refusal("time_embedding_type", "learned"), HasSubstr("num_train_timesteps"));
  EXPECT_THAT(refusal("class_embed_type", "projection"), HasSubstr("null, timestep, identity"));
  EXPECT_THAT(refusal("act_fn", "selu"), HasSubstr("silu"));
  EXPECT_THAT(refusal("mid_block_type", "UNetMidBlock2DCrossAttn"), HasSubstr("mid_block_type"));
  EXPECT_THAT(refusal("downsample_type", "fir"), HasSubstr("downsample_type"));
  EXPECT_THAT(refusal("upsample_type", "bilinear"), HasSubstr("upsample_type"));
  EXPECT_THAT(refusal("norm_num_groups", nullptr), HasSubstr("a number, for a net with DownBlock"));
  EXPECT_THAT(refusal("resnet_time_scale_shift", "spatial"), HasSubstr("scale_shift"));
  EXPECT_THAT(refusal("colour", "red"), HasSubstr("colour"));
}

TEST(UNetConfig, TakesWhatOlderVersionsWrote) {
  json object = read_json(golden / "config.json");
  const UNetConfig usual = unet_config_from_json(object, "config.json");
  for (const char* list : {"down_block_types", "up_block_types"})
    for (json& type : object[list]) type = "UNetRes" + type.get<std::string>();
  object["downsample_type"] = object["upsample_type"] = nullptr;
  EXPECT_EQ(unet_config_from_json(object, "config.json"), usual);
  // Heads wider than a block without attention.
  object = unet_config_to_json(usual);
  object["block_out_channels"] = {8, 16};
  object["norm_num_groups"] = 4;
  object["attention_head_dim"] = 16;
  object["down_block_types"] = {"DownBlock2D", "DownBlock2D"};
  object["up_block_types"] = {"UpBlock2D", "UpBlock2D"};
  EXPECT_EQ(unet_config_from_json(object, "config.json").attention_head_dim, 16);
}

TEST(UNetConfig, RefusesNumbersThatDoNotFit) {
  EXPECT_THAT(refusal("block_out_channels", {16, 0}), HasSubstr("block_out_channels"));
  EXPECT_THAT(refusal("block_out_channels", {16, 1e9}), HasSubstr("block_out_channels"));
  EXPECT_THAT(refusal("block_out_channels", {16, 12}), HasSubstr("norm_num_groups"));
  EXPECT_THAT(refusal("block_out_channels", json::array()), HasSubstr("0 blocks"));
  EXPECT_THAT(refusal("layers_per_block", 0), HasSubstr("layers_per_block"));
  EXPECT_THAT(refusal("layers_per_block", 1.5), HasSubstr("layers_per_block"));
  EXPECT_THAT(refusal("norm_eps", 0), HasSubstr("norm_eps"));
  EXPECT_THAT(refusal("norm_eps", nullptr), HasSubstr("norm_eps"));
  EXPECT_THAT(refusal("sample_size", 33), HasSubstr("multiple of 2"));
  EXPECT_THAT(refusal("sample_size", {32, 63}), HasSubstr("sample_size"));
  EXPECT_THAT(refusal("sample_size", {32, 64, 3}), HasSubstr("[height, width]"));
  EXPECT_THAT(refusal("mid_block_scale_factor", 0), HasSubstr("mid_block_scale_factor"));
  EXPECT_THAT(refusal("attention_head_dim", 32), HasSubstr("attention_head_dim"));
  EXPECT_THAT(refusal("num_class_embeds", -1), HasSubstr("num_class_embeds"));
  EXPECT_THAT(refusal("freq_shift", 8), HasSubstr("freq_shift"));
  EXPECT_THAT(refusal("flip_sin_to_cos", 1), HasSubstr("true or false"));
}

// The weights of a net, by default the golden one, changed by `change`, in a folder of their own.
using Tensors = std::map<std::string, std::pair<std::vector<std::int64_t>, std::vector<float>>>;
std::string weights_refusal(const std::function<void(Tensors&)>& change,
                            const fs::path& of = golden) {
  const TempFolder folder;
  fs::copy_file(of / "config.json", folder / "config.json");
  const Safetensors file = Safetensors::open(of / DiffusersFolder::weights_name);
  Tensors tensors;
  for (const TensorEntry& entry : file.tensors())
    tensors[entry.name] = {entry.shape, file.read_float(entry)};
  change(tensors);
  std::vector<TensorToWrite> list;
  for (const auto& [name, tensor] : tensors) list.push_back({name, tensor.first, tensor.second});
  write_safetensors(folder / DiffusersFolder::weights_name, list);
  try {
    load_unet(folder.path());
  } catch (const BadRequest& error) {
    return error.what();
  }
  return "";
}

TEST(UNetWeights, MustFitTheNetExactly) {
  EXPECT_EQ(weights_refusal([](Tensors&) {}), "");
  EXPECT_THAT(weights_refusal([](Tensors& t) { t.erase("conv_in.bias"); }),
              HasSubstr("conv_in.bias = missing"));
  EXPECT_THAT(weights_refusal([](Tensors& t) { t["extra"] = t["conv_in.bias"]; }),
              HasSubstr("extra = unexpected"));
  EXPECT_THAT(weights_refusal([](Tensors& t) {
                t["conv_in.bias"].first = {2, 8};
              }),
              HasSubstr("conv_in.bias = shape [2, 8]; allowed: shape [16]"));
  EXPECT_THAT(weights_refusal([](Tensors& t) { t["conv_out.bias"].second[0] = NAN; }),
              HasSubstr("conv_out.bias = holds NaN"));
}

TEST(UNetWeights, MayHaveTheNamesOfOlderFiles) {
  EXPECT_EQ(weights_refusal([](Tensors& tensors) {
              Tensors renamed;
              for (const auto& [name, tensor] : tensors) {
                std::string old = name;
                for (const auto& [now, once] : {std::pair{".to_q.", ".query."},
                                                {".to_k.", ".key."},
                                                {".to_v.", ".value."},
                                                {".to_out.0.", ".proj_attn."}})
                  if (const auto at = old.find(now); at != std::string::npos)
                    old.replace(at, std::string(now).size(), once);
                renamed[old] = tensor;
              }
              EXPECT_TRUE(renamed.contains("mid_block.attentions.0.query.weight"));
              tensors = renamed;
            }),
            "");
}

TEST(UNetWeights, OfEarlyFilesMayHaveFourierRatesByTwoNames) {
  const fs::path fourier = fs::path(test_data()) / "nets/rgb-fourier";
  const auto both = [](Tensors& t) { t["time_proj.W"] = t.at("time_proj.weight"); };
  EXPECT_EQ(weights_refusal(both, fourier), "");
  EXPECT_EQ(weights_refusal(
                [&](Tensors& t) {
                  both(t);
                  t.erase("time_proj.weight");
                },
                fourier),
            "");
  EXPECT_THAT(weights_refusal([](Tensors& t) { t["time_proj.W"] = t["conv_in.bias"]; }),
              HasSubstr("time_proj.W = unexpected"))
      << "of a net without them";
}

TEST(UNetFolder, MustBeThere) {
  const TempFolder folder;
  EXPECT_THROW(load_unet(folder / "absent"), BadRequest);
  EXPECT_THROW(load_unet(folder.path()), BadRequest);
  fs::copy_file(golden / "config.json", folder / "config.json");
  EXPECT_THROW(load_unet(folder.path()), BadRequest);
  write_bytes(folder / DiffusersFolder::weights_name, "not weights at all");
  EXPECT_THROW(load_unet(folder.path()), BadRequest);
}

}  // namespace
}  // namespace alphabar

// The net that is built against the list of layers it is built from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>
#include <functional>

#include "core/engine/unet/net/net.h"
#include "core/engine/unet/net/unet_layers.h"
#include "core/engine/unet/net/unet_size.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;

UNetConfig two_blocks() {
  UNetConfig config;
  config.in_channels = config.out_channels = 1;
  config.block_out_channels = {8, 16};
  config.down_block_types = {"DownBlock2D", "AttnDownBlock2D"};
  config.up_block_types = {"AttnUpBlock2D", "UpBlock2D"};
  config.layers_per_block = 1;
  config.norm_num_groups = 4;
  config.num_class_embeds = 3;
  check_unet_config(config, "two blocks");
  return config;
}

std::int64_t parameters(const UNetConfig& config) {
  std::int64_t sum = 0;
  for (const at::Tensor& parameter : net::UNetModule(config).parameters()) sum += parameter.numel();
  return sum;
}

TEST(UNetSize, CountsTheParametersOfTheBuiltNet) {
  const std::vector<std::function<void(UNetConfig&)>> changes = {
      [](UNetConfig&) {},
      [](UNetConfig& c) { c.in_channels = 3, c.out_channels = 6; },
      [](UNetConfig& c) { c.num_class_embeds = 0, c.time_embedding_dim = 20; },
      [](UNetConfig& c) { c.mid_block_type = ""; },
      [](UNetConfig& c) { c.add_attention = false; },
      [](UNetConfig& c) { c.scale_shift = true; },
      [](UNetConfig& c) { c.scale_shift = true, c.attn_norm_num_groups = 2; },
      [](UNetConfig& c) { c.attention_head_dim = 0; },
      [](UNetConfig& c) { c.attention_head_dim = 3; },  // 8 = 2 heads of 3, and 2 left over
      [](UNetConfig& c) { c.layers_per_block = 3; },
      [](UNetConfig& c) {
        c.up_block_types = {"UpBlock2D", "AttnUpBlock2D"};
      },
      [](UNetConfig& c) {
        c.block_out_channels = {8, 12, 12, 32};
        c.down_block_types.insert(c.down_block_types.end(), {"DownBlock2D", "AttnDownBlock2D"});
        c.up_block_types.insert(c.up_block_types.end(), {"UpBlock2D", "AttnUpBlock2D"});
      },
      [](UNetConfig& c) {
        c.block_out_channels = {8};
        c.down_block_types = {"AttnDownBlock2D"};
        c.up_block_types = {"AttnUpBlock2D"};
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    UNetConfig config = two_blocks();
    changes[i](config);
    check_unet_config(config, "changed");
    EXPECT_EQ(unet_size(config, 1, 1).parameters, static_cast<double>(parameters(config))) << i;
  }
}

TEST(UNetLayers, GoAsTheForwardPassDoes) {
  std::vector<std::string> names, joins, keeps;
  std::vector<std::pair<int, int>> channels;
  for (const UNetLayer& layer : unet_layers(two_blocks())) {
    names.push_back(layer.name);
    channels.emplace_back(layer.in, layer.out);
    if (layer.joins_skip) joins.push_back(layer.name);
    if (layer.keeps_skip) keeps.push_back(layer.name);
  }
  EXPECT_THAT(names, ElementsAre("down_blocks.0.resnets.0", "down_blocks.0.downsamplers.0",
                                 "down_blocks.1.resnets.0", "down_blocks.1.attentions.0",
                                 "mid_block.resnets.0", "mid_block.attentions.0",
                                 "mid_block.resnets.1",  //
                                 "up_blocks.0.resnets.0", "up_blocks.0.attentions.0",
                                 "up_blocks.0.resnets.1", "up_blocks.0.attentions.1",
                                 "up_blocks.0.upsamplers.0",  //
                                 "up_blocks.1.resnets.0", "up_blocks.1.resnets.1"));
  using P = std::pair<int, int>;
  EXPECT_THAT(channels, ElementsAre(P(8, 8), P(8, 8), P(8, 16), P(16, 16), P(16, 16), P(16, 16),
                                    P(16, 16), P(32, 16), P(16, 16), P(24, 16), P(16, 16),
                                    P(16, 16), P(24, 8), P(16, 8)));
  EXPECT_THAT(keeps, ElementsAre("down_blocks.0.resnets.0", "down_blocks.0.downsamplers.0",
                                 "down_blocks.1.attentions.0"));
  EXPECT_THAT(joins, ElementsAre("up_blocks.0.resnets.0", "up_blocks.0.resnets.1",
                                 "up_blocks.1.resnets.0", "up_blocks.1.resnets.1"));
}

// "up_blocks.0.resnets.1" of a parameter in that layer; "conv_in" of one outside the blocks.
std::string layer_of(const std::string& parameter) {
  const bool middle = parameter.starts_with("mid_block.");
  const int levels = middle ? 3 : parameter.find("_blocks.") != std::string::npos ? 4 : 1;
  std::size_t end = parameter.find('.');
  for (int level = 1; level < levels; ++level) end = parameter.find('.', end + 1);
  return parameter.substr(0, end);
}

// A training continues from a file in which all parameters lie one after the other: in another
// order they would fit a net of the same size that computes something else.
TEST(UNetModule, HoldsItsParametersInTheOrderOfCheckpoints) {
  std::vector<std::string> layers;
  for (const auto& item : net::UNetModule(two_blocks()).named_parameters())
    if (layers.empty() || layers.back() != layer_of(item.key()))
      layers.push_back(layer_of(item.key()));
  EXPECT_THAT(
      layers,
      ElementsAre("conv_in", "time_embedding", "class_embedding", "down_blocks.0.downsamplers.0",
                  "down_blocks.0.resnets.0", "down_blocks.1.resnets.0",
                  "down_blocks.1.attentions.0", "mid_block.resnets.0", "mid_block.resnets.1",
                  "mid_block.attentions.0", "up_blocks.0.upsamplers.0", "up_blocks.0.resnets.0",
                  "up_blocks.0.resnets.1", "up_blocks.0.attentions.0", "up_blocks.0.attentions.1",
                  "up_blocks.1.resnets.0", "up_blocks.1.resnets.1", "conv_norm_out", "conv_out"));
}

// The order of the draws is part of what the seed of a training means.
TEST(UNetModule, DrawsItsFirstWeightsInAFixedOrder) {
  net::UNetModule net(two_blocks());
  torch::manual_seed(5);
  net.reset_parameters();
  torch::manual_seed(5);
  std::size_t checked = 0;
  for (const char* layer :
       {"conv_in", "time_embedding", "class_embedding",                          //
        "down_blocks.0.resnets.0", "down_blocks.0.downsamplers.0",               //
        "up_blocks.0.resnets.0", "up_blocks.0.attentions.0",                     //
        "up_blocks.0.resnets.1", "up_blocks.0.attentions.1",                     //
        "up_blocks.0.upsamplers.0",                                              //
        "down_blocks.1.resnets.0", "down_blocks.1.attentions.0",                 //
        "up_blocks.1.resnets.0", "up_blocks.1.resnets.1",                        //
        "mid_block.resnets.0", "mid_block.resnets.1", "mid_block.attentions.0",  //
        "conv_norm_out", "conv_out"}) {
    double bound = 0;
    for (const auto& item : net.named_parameters()) {
      const std::string& name = item.key();
      if (layer_of(name) != layer) continue;
      const bool weight = name.ends_with(".weight");
      if (weight) bound = 1 / std::sqrt(static_cast<double>(item->numel() / item->size(0)));
      at::Tensor expected = at::empty(item->sizes());
      if (name.find("norm") != std::string::npos)
        expected.fill_(weight ? 1 : 0);
      else if (name == "class_embedding.weight")
        expected.normal_();
      else
        expected.uniform_(-bound, bound);
      EXPECT_TRUE(at::equal(item->detach(), expected)) << name;
      ++checked;
    }
  }
  EXPECT_EQ(checked, net.parameters().size());
}

}  // namespace
}  // namespace alphabar

#include "app/session/unet_outline.h"

#include <cmath>

#include "core/engine/unet/net/unet_layers.h"
#include "core/engine/unet/net/unet_size.h"

namespace alphabar {

NetOutline net_outline(const UNetConfig& config, const std::string& name) {
  NetOutline net;
  net.name = name;
  net.in_channels = config.in_channels;
  net.out_channels = config.out_channels;
  net.height = config.sample_height > 0 ? config.sample_height : 64;
  net.width = config.sample_width > 0 ? config.sample_width : 64;
  net.time_features = config.time_features();
  net.time_channels = config.time_dim();
  net.classes = config.num_class_embeds;
  net.parameters = unet_size(config, net.height, net.width).parameters;
  double scale = 1;
  std::string block;
  for (const UNetLayer& layer : unet_layers(config)) {
    const bool up = layer.block.starts_with("up"), down = layer.block.starts_with("down");
    std::vector<NetBlock>& part = up ? net.up : down ? net.down : net.middle;
    if (layer.block != block) {
      block = layer.block;
      const std::string number = std::to_string(part.size() + 1);
      part.push_back({.name = down ? "down " + number : up ? "up " + number : "middle"});
    }
    NetBlock& now = part.back();
    scale *= layer.size;
    // A block is as large as its residual blocks work: what it does to the size comes at its end.
    if (is_resnet(layer.kind) || layer.kind == LayerKind::attention) {
      now.height = static_cast<int>(std::lround(net.height * scale));
      now.width = static_cast<int>(std::lround(net.width * scale));
      now.channels = layer.out;
    }
    now.resnets += is_resnet(layer.kind);
    now.attentions += layer.kind == LayerKind::attention;
    now.parameters += layer.parameters;
  }
  return net;
}

void add_embeddings(NetOutline& outline, UNet& net, const NetTraining& training) {
  constexpr int times = 160;
  const Process process(training.process);
  const double from = process.t_min(), to = process.t_max();
  std::vector<float> asked;
  for (int i = 0; i < times; ++i) {
    const double share = static_cast<double>(i) / (times - 1);
    double t = from + share * (to - from);
    if (process.discrete()) t = std::round(t);
    if (training.process.kind == ProcessKind::edm)
      t = from * std::pow(to / from, share);  // a sigma
    if (!outline.embedding_t.empty() && outline.embedding_t.back() == t) continue;
    double told = net_time(process, training.question, process.at(t).sigma());
    if (net.config().time_embedding == TimeEmbedding::learned) told = std::round(told);
    outline.embedding_t.push_back(t);
    asked.push_back(static_cast<float>(told));
  }
  outline.embedding = net.embed(asked);
}

}  // namespace alphabar

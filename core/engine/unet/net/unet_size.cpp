#include "core/engine/unet/net/unet_size.h"

#include <algorithm>
#include <vector>

#include "core/engine/unet/net/unet_layers.h"
#include "core/system/memory.h"

namespace alphabar {

UNetSize unet_size(const UNetConfig& config, double height, double width) {
  const double first = config.block_out_channels.front(), time = config.time_dim();
  UNetSize size;
  const double embedding =
      affine_parameters(config.time_features(), time) + affine_parameters(time, time);
  size.parameters = affine_parameters(9.0 * config.in_channels, first) + embedding +
                    config.num_class_embeds * time + 2 * first +
                    affine_parameters(9 * first, config.out_channels);
  if (config.class_embedding == ClassEmbedding::timestep) size.parameters += embedding;
  if (config.time_embedding == TimeEmbedding::fourier) size.parameters += first;
  if (config.time_embedding == TimeEmbedding::learned)
    size.parameters += first * config.num_train_timesteps;
  double pixels = height * width;
  std::vector<double> skips = {first * pixels};
  double kept = skips.back();
  for (const UNetLayer& layer : unet_layers(config)) {
    size.parameters += layer.parameters;
    if (layer.joins_skip) {
      kept -= skips.back();
      skips.pop_back();
    }
    if (layer.working > 0)
      size.activations = std::max(size.activations, kept + layer.working * pixels);
    pixels *= layer.size * layer.size;
    if (layer.keeps_skip) kept += skips.emplace_back(layer.out * pixels);
  }
  return size;
}

void check_unet_memory(const UNetConfig& config, const std::string& where,
                       const PictureBatch& batch, int real) {
  const auto& [n, height, width] = batch;
  const UNetSize size = unet_size(config, static_cast<double>(height), static_cast<double>(width));
  check_memory(where, "pictures",
               std::to_string(n) + " of " + std::to_string(width) + " x " + std::to_string(height),
               real * (size.parameters + static_cast<double>(n) * size.activations),
               "take fewer or smaller pictures, or a smaller net");
}

}  // namespace alphabar

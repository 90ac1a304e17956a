#include "core/engine/unet/bench/net_bench.h"

#include "core/engine/unet/unet_module.h"

namespace alphabar {

NetSpeed measure_net_speed(const UNetConfig& config, int pictures, int repetitions) {
  using Measure = void(const UNetConfig&, int, int, NetSpeed&);
  NetSpeed speed;
  module_function<Measure>("alphabar_measure_net")(config, pictures, repetitions, speed);
  return speed;
}

UNetConfig cifar_config() {
  UNetConfig config;
  config.sample_height = config.sample_width = 32;
  config.block_out_channels = {128, 256, 256, 256};
  config.down_block_types = {"DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"};
  config.up_block_types = {"UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"};
  config.attention_head_dim = 0;
  config.downsample_padding = 0;
  config.flip_sin_to_cos = false;
  config.freq_shift = 1;
  config.norm_eps = 1e-6;
  return config;
}

}  // namespace alphabar

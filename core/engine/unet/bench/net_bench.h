#pragma once

#include "core/engine/unet/net/unet_config.h"

namespace alphabar {

/// How fast a net of random weights answers, on the processor in single precision: the best of some
/// passes, and the same by LibTorch's plain operations (conv2d, group_norm, softmax of a product)
/// in this process, in turn with them.
struct NetSpeed {
  double seconds = 0, plain_seconds = 0;
  double megabytes = 0;  ///< that the process held at most in the passes of the first kind; 0: the
                         ///< system does not tell
};

/// `pictures` at a time, of the config's own size. Throws as load_unet() does.
NetSpeed measure_net_speed(const UNetConfig& config, int pictures, int repetitions);

/// The net of the first DDPM paper for CIFAR-10 (Ho et al. 2020), as google/ddpm-cifar10-32 has it.
UNetConfig cifar_config();

}  // namespace alphabar

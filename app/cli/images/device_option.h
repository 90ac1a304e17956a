#pragma once

#include "app/cli/arguments/add_word.h"
#include "core/engine/unet/unet.h"

namespace alphabar {

inline void add_device_option(CLI::App& command, Device& device) {
  add_word<Device>(command, "--device", device,
                   "what the net runs on: auto (CUDA where there is one), cpu or cuda");
}

}  // namespace alphabar

#pragma once

#include <array>

#include "core/base/listed.h"

namespace alphabar {

/// What a net runs on.
enum class Device {
  automatic,  ///< CUDA's, where LibTorch and the machine have one, else the processor
  cpu,
  cuda,
};

constexpr auto listed(Device) {
  return std::array{
      Listed{Device::automatic, "auto", "the fastest that there is"},
      Listed{Device::cpu, "cpu", "the processor"},
      Listed{Device::cuda, "cuda", "CUDA"},
  };
}

}  // namespace alphabar

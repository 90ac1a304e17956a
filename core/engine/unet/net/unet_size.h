#pragma once

#include <cstdint>
#include <string>

#include "core/engine/unet/net/unet_config.h"

namespace alphabar {

/// How large a net is, told from its shape alone.
struct UNetSize {
  double parameters = 0;   ///< numbers in its weights, exactly
  double activations = 0;  ///< numbers that a forward pass of one picture holds at its height, from
                           ///< below: the skips kept so far and what a layer works on
};

/// height, width: of a picture, in pixels.
UNetSize unet_size(const UNetConfig& config, double height, double width);

/// Pictures that go through a net at once.
struct PictureBatch {
  std::int64_t n, height, width;  ///< pictures; pixels
};

/// Throws BadRequest (where) for a forward pass that needs more than most_memory
/// (core/system/memory.h); real: bytes of a number.
void check_unet_memory(const UNetConfig& config, const std::string& where,
                       const PictureBatch& batch, int real);

}  // namespace alphabar

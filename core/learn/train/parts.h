#pragma once

#include <cstdint>

namespace alphabar {

/// Which of a training's random numbers: the lanes of Stream::shuffle. 1: first weights, 2: Fourier
/// frequencies, 16 and 17: the training set (core/model/draws/data_draws.h).
enum TrainingPart : std::uint32_t {
  part_data = 3,  ///< and 4
  part_level = 5,
  part_eps = 6,
  part_slice = 7,
  part_chain = 8,
  part_chain_start = 9,
  part_pick = 10,
  part_held_out = 32,  ///< added to those above
};

}  // namespace alphabar

#pragma once

#include <cstdint>
#include <span>

namespace alphabar::net {

/// What a step changes: the weights, their moments, and their exponential moving average. All are
/// of one length.
struct AdamState {
  std::span<float> weights, m, v, average;
};

struct AdamOptions {
  double learning_rate = 1e-3, weight_decay = 0;
  double average_decay = 0;   ///< the average keeps this part of itself
  double gradient_scale = 1;  ///< the gradient is multiplied by this first, to clip its norm
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
};

/// One step of AdamW (Loshchilov and Hutter 2019, algorithm 2) and of the average. step: of the
/// training, from 1.
void adam_step(const AdamState& state, std::span<const float> gradient, std::int64_t step,
               const AdamOptions& options);

}  // namespace alphabar::net

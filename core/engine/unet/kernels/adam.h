#pragma once

#include <cstdint>
#include <span>

namespace alphabar::net {

struct AdamRates {
  double learning_rate, weight_decay;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
};

/// One step of AdamW (Loshchilov and Hutter 2019, algorithm 2) and of the weights' moving average.
/// step counts from 1. gradient is taken times `clip`. m, v, average: as long as weights.
void adam_step(std::span<float> weights, std::span<const float> gradient, std::span<float> m,
               std::span<float> v, std::span<float> average, std::int64_t step, double clip,
               double average_decay, const AdamRates& rates);

}  // namespace alphabar::net

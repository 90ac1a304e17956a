#include "core/engine/unet/kernels/adam.h"

#include <cassert>
#include <cmath>

namespace alphabar::net {

void adam_step(const AdamState& state, std::span<const float> gradient, std::int64_t step,
               const AdamOptions& options) {
  const auto [weights, m, v, average] = state;
  assert(step >= 1 && gradient.size() == weights.size() && m.size() == weights.size() &&
         v.size() == weights.size() && average.size() == weights.size());
  const double n = static_cast<double>(step);
  const double correct1 = -std::expm1(n * std::log(options.beta1));  // 1 - beta^step
  const double correct2 = -std::expm1(n * std::log(options.beta2));
  const auto beta1 = static_cast<float>(options.beta1), beta2 = static_cast<float>(options.beta2);
  const auto rest1 = static_cast<float>(1 - options.beta1);
  const auto rest2 = static_cast<float>(1 - options.beta2);
  const auto size = static_cast<float>(options.learning_rate / correct1);
  const auto root = static_cast<float>(1 / std::sqrt(correct2));
  const auto epsilon = static_cast<float>(options.epsilon);
  const auto keep = static_cast<float>(1 - options.learning_rate * options.weight_decay);
  const auto part = static_cast<float>(1 - options.average_decay);
  const auto scale = static_cast<float>(options.gradient_scale);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float g = scale * gradient[i];
    m[i] = beta1 * m[i] + rest1 * g;
    v[i] = beta2 * v[i] + rest2 * g * g;
    weights[i] = keep * weights[i] - size * m[i] / (std::sqrt(v[i]) * root + epsilon);
    average[i] += part * (weights[i] - average[i]);
  }
}

}  // namespace alphabar::net

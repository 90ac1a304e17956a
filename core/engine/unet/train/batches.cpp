#include "core/engine/unet/train/batches.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "core/process/process.h"

namespace alphabar::net {

std::uint64_t splitmix64(std::uint64_t seed, std::uint64_t counter) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15u * (counter + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

Batches::Batches(const TrainUNetOptions& options)
    : options_(options), pictures_(read_training_pictures(options)) {
  const Process process(options.process);
  for (int t = 1; t <= process.T(); ++t) {
    const Level level = process.at(t);
    a_.push_back(static_cast<float>(level.a));
    s_.push_back(static_cast<float>(level.s));
  }
}

void Batches::put(const std::uint8_t* picture, std::size_t t, bool mirrored, float* noisy,
                  float* target) const {
  const float a = a_[t], s = s_[t];
  const std::int64_t width = pictures_.width;
  for (std::int64_t row = 0; row < pictures_.channels * pictures_.height; ++row)
    for (std::int64_t column = 0; column < width; ++column) {
      const std::int64_t to = row * width + column;
      const std::int64_t at = mirrored ? row * width + width - 1 - column : to;
      const float value = static_cast<float>(picture[at]) / 127.5f - 1, z = target[to];
      noisy[to] = a * value + s * z;
      if (options_.prediction == PredictionType::sample) target[to] = value;
      if (options_.prediction == PredictionType::v_prediction) target[to] = a * z - s * value;
    }
}

Batch Batches::make(std::int64_t step) {
  const std::int64_t n = options_.batch;
  const std::int64_t numbers = pictures_.channels * pictures_.height * pictures_.width;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(
      splitmix64(options_.seed, static_cast<std::uint64_t>(step)));
  const at::Tensor uniform = at::rand({3, n}, generator);
  Batch batch;
  batch.target = at::randn({n, pictures_.channels, pictures_.height, pictures_.width}, generator);
  batch.noisy = at::empty_like(batch.target);
  batch.t = at::empty({n});
  batch.labels = at::empty({n}, at::kLong);
  const float* u = uniform.data_ptr<float>();
  for (std::int64_t i = 0; i < n; ++i) {
    const double place =
        (static_cast<double>(u[0]) + static_cast<double>(i)) / static_cast<double>(n);
    const auto t =
        std::min(static_cast<std::size_t>(place * static_cast<double>(a_.size())), a_.size() - 1);
    batch.t.data_ptr<float>()[i] = static_cast<float>(t);
    const std::int64_t picture = picture_at(step * n + i);
    const bool no_class = pictures_.labels.empty() || u[n + i] < options_.no_class;
    batch.labels.data_ptr<std::int64_t>()[i] =
        no_class ? std::max(0, options_.net.num_class_embeds - 1)
                 : pictures_.labels[static_cast<std::size_t>(picture)];
    put(pictures_.values.data() + picture * numbers, t, options_.flip && u[2 * n + i] < 0.5f,
        batch.noisy.data_ptr<float>() + i * numbers, batch.target.data_ptr<float>() + i * numbers);
  }
  return batch;
}

std::int64_t Batches::picture_at(std::int64_t index) {
  const std::int64_t epoch = index / pictures_.count;
  if (epoch != epoch_) {
    order_.resize(static_cast<std::size_t>(pictures_.count));
    std::iota(order_.begin(), order_.end(), std::int64_t{0});
    std::mt19937_64 engine(splitmix64(~options_.seed, static_cast<std::uint64_t>(epoch)));
    for (std::size_t i = order_.size(); i > 1; --i)  // std::shuffle differs by library
      std::swap(order_[i - 1], order_[engine() % i]);
    epoch_ = epoch;
  }
  return order_[static_cast<std::size_t>(index % pictures_.count)];
}

}  // namespace alphabar::net

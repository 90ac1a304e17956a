#include "core/engine/unet/train/batches.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string>

#include "core/base/error.h"
#include "core/files/arrays/idx.h"

namespace alphabar::net {

std::uint64_t splitmix64(std::uint64_t seed, std::uint64_t counter) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15u * (counter + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

Batches::Batches(const TrainUNetOptions& options)
    : options_(options), pictures_(read_pictures(options)) {
  double alpha_bar = 1;
  for (int t = 0; t < options.timesteps; ++t) {
    const double along =
        options.timesteps > 1 ? static_cast<double>(t) / (options.timesteps - 1) : 0;
    alpha_bar *= 1 - (options.beta_start + along * (options.beta_end - options.beta_start));
    a_.push_back(static_cast<float>(std::sqrt(alpha_bar)));
    s_.push_back(static_cast<float>(std::sqrt(1 - alpha_bar)));
  }
}

Batches::Pictures Batches::read_pictures(const TrainUNetOptions& options) {
  IdxArray images = read_idx(options.images), labels = read_idx(options.labels);
  const auto dimensions = [](const std::filesystem::path& file, const IdxArray& array,
                             std::size_t want) {
    if (array.shape.size() != want)
      throw BadRequest(file.string(), "dimensions", std::to_string(array.shape.size()),
                       std::to_string(want));
  };
  dimensions(options.images, images, 3);
  dimensions(options.labels, labels, 1);
  if (images.shape[0] != labels.shape[0])
    throw BadRequest(options.labels.string(), "count", std::to_string(labels.shape[0]),
                     "as many as pictures, " + std::to_string(images.shape[0]));
  const int multiple = options.net.size_multiple();
  if (images.shape[1] % multiple != 0 || images.shape[2] % multiple != 0)
    throw BadRequest(options.images.string(), "height, width",
                     std::to_string(images.shape[1]) + ", " + std::to_string(images.shape[2]),
                     "multiples of " + std::to_string(multiple));
  const int classes = *std::max_element(labels.values.begin(), labels.values.end()) + 1;
  if (options.net.num_class_embeds != classes + 1)
    throw BadRequest("train-unet", "num_class_embeds", std::to_string(options.net.num_class_embeds),
                     std::to_string(classes + 1) + ": the classes of the data and \"no class\"");
  return {images.shape[0], images.shape[1], images.shape[2], std::move(images.values),
          std::move(labels.values)};
}

Batch Batches::make(std::int64_t step) {
  const std::int64_t n = options_.batch, pixels = pictures_.height * pictures_.width;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(
      splitmix64(options_.seed, static_cast<std::uint64_t>(step)));
  const at::Tensor uniform = at::rand({3, n}, generator);
  Batch batch;
  batch.noise = at::randn({n, 1, pictures_.height, pictures_.width}, generator);
  batch.noisy = at::empty_like(batch.noise);
  batch.t = at::empty({n});
  batch.labels = at::empty({n}, at::kLong);
  const float* u = uniform.data_ptr<float>();
  const float* z = batch.noise.data_ptr<float>();
  float* x = batch.noisy.data_ptr<float>();
  for (std::int64_t i = 0; i < n; ++i, x += pixels, z += pixels) {
    const double place =
        (static_cast<double>(u[0]) + static_cast<double>(i)) / static_cast<double>(n);
    const auto t = std::min(static_cast<std::size_t>(place * options_.timesteps),
                            static_cast<std::size_t>(options_.timesteps - 1));
    batch.t.data_ptr<float>()[i] = static_cast<float>(t);
    const std::int64_t picture = picture_at(step * n + i);
    const bool no_class = u[n + i] < options_.no_class;
    batch.labels.data_ptr<std::int64_t>()[i] =
        no_class ? options_.net.num_class_embeds - 1
                 : pictures_.labels[static_cast<std::size_t>(picture)];
    const bool mirrored = options_.flip && u[2 * n + i] < 0.5f;
    const std::uint8_t* from = pictures_.values.data() + picture * pixels;
    for (std::int64_t row = 0; row < pictures_.height; ++row)
      for (std::int64_t column = 0; column < pictures_.width; ++column) {
        const std::int64_t to = row * pictures_.width + column;
        const std::int64_t at =
            mirrored ? row * pictures_.width + pictures_.width - 1 - column : to;
        const float value = static_cast<float>(from[at]) / 127.5f - 1;
        x[to] = a_[t] * value + s_[t] * z[to];
      }
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

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "core/engine/unet/train/training_pictures.h"
#include "core/engine/unet/train_unet.h"

namespace alphabar::net {

/// Number `counter` of the generator of that name (Steele, Lea, Flood 2014), started at seed.
std::uint64_t splitmix64(std::uint64_t seed, std::uint64_t counter);

/// What one step of training sees: noisy = a_t x_0 + s_t noise.
struct Batch {
  at::Tensor noisy, target;  ///< [n, channels, height, width]; what the net is to say
  at::Tensor t, labels;      ///< [n]: 0 .. T - 1 as float; classes, the last for "no class"
};

/// Batches as a function of (seed, step): pictures in an order shuffled anew for every epoch;
/// timesteps spread evenly over 0 .. T - 1 from a random start (stratified, which makes the loss of
/// a batch less noisy and its mean no different).
class Batches {
 public:
  /// Reads the pictures and labels that the options name. Throws BadRequest where they do not fit
  /// each other or the net.
  explicit Batches(const TrainUNetOptions& options);

  Batch make(std::int64_t step);

 private:
  /// One picture with noise, and what the net is to say of it, over that noise.
  void put(const std::uint8_t* picture, std::size_t t, bool mirrored, float* noisy,
           float* target) const;
  /// The picture in place `index` of the epochs, one shuffled order after the other.
  std::int64_t picture_at(std::int64_t index);

  const TrainUNetOptions& options_;
  TrainingPictures pictures_;
  std::vector<float> a_, s_;  // sqrt(alpha_bar) and sqrt(1 - alpha_bar) at timesteps 0 .. T - 1
  std::int64_t epoch_ = -1;
  std::vector<std::int64_t> order_;
};

}  // namespace alphabar::net

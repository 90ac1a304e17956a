#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "core/engine/unet/classify/picture_classifier.h"

namespace alphabar {

/// Pictures with their classes, of unit numbers: [-1, 1].
struct LabelledPictures {
  int height = 0, width = 0;
  std::vector<std::uint8_t> values;  ///< [count][height][width], gray, 0 to 255
  std::vector<std::uint8_t> labels;  ///< [count]
  std::size_t count() const { return labels.size(); }
  /// One of them as a column's numbers, -1 to 1.
  void put(std::size_t picture, bool mirrored, float* to) const;
};

/// idx3-ubyte and idx1-ubyte files, gzipped or plain. Throws BadRequest where they do not fit.
LabelledPictures read_labelled(const std::filesystem::path& images,
                               const std::filesystem::path& labels);

struct TrainClassifierOptions {
  bool noisy = false;  ///< at timesteps 1..1000 of the linear schedule, evenly
  int steps = 4000;
  int batch = 64;
  double learning_rate = 2e-3;  ///< at its top: rises over 200 steps, falls as a cosine to 0
  double ema_decay = 0.998;     ///< of the averaged weights, which are what is returned
  std::uint64_t seed = 0;
};

/// Trains a classifier by cross entropy (Dhariwal and Nichol 2021, section 4, of noisy pictures),
/// half of the pictures mirrored. What is random follows from the seed. `progress` gets the step
/// and the loss, averaged over the last hundred or so. Throws Cancelled, and BadRequest for options
/// that are impossible.
PictureClassifier train_classifier(const LabelledPictures& data,
                                   const TrainClassifierOptions& options,
                                   const std::function<void(int step, double loss)>& progress,
                                   std::stop_token stop);

/// The share of clean pictures whose class is the one it finds most likely.
double accuracy(const PictureClassifier& classifier, const LabelledPictures& data);

}  // namespace alphabar

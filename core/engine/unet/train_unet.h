#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "core/engine/unet/net/unet_config.h"
#include "core/io/diffusers/model_scheduler.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// What to train, on what, for how long.
struct TrainUNetOptions {
  std::filesystem::path images;  ///< idx3-ubyte, gzipped or not: count x height x width bytes
  std::filesystem::path labels;  ///< idx1-ubyte; its classes become labels 0 .. classes - 1
  /// In the place of both: pictures of any size, in the folder or in a sub-folder for each class;
  /// each is cropped and resized to the net's size, gray or of colours as the net has channels.
  std::filesystem::path folder = {};
  std::filesystem::path out;  ///< folder to make: config.json and the EMA weights
  bool pipeline = false;      ///< they are put into unet/ and the scheduler into scheduler/ there
  /// File that holds the whole state: written every few minutes, continued from when it exists.
  std::filesystem::path checkpoint;

  UNetConfig net;  ///< num_class_embeds must be the classes plus one: the last is "no class"; 0
                   ///< where the data have none
  std::int64_t steps = 20000;  ///< stop after this many; 0: no limit but hours
  double hours = 0;            ///< stop after this time in all, over all continuations; 0: no limit
  int batch = 64;
  double learning_rate = 1e-3;  ///< at its top: rises over warm_up steps, falls as a cosine to 0
  int warm_up = 500;
  double weight_decay = 0;
  double clip_norm = 1;      ///< largest norm of the whole gradient
  double ema_decay = 0.999;  ///< of the averaged weights; min(this, (1 + step) / (10 + step))
  double no_class = 0.1;     ///< part of the pictures whose label is replaced by "no class"
  bool flip = false;         ///< mirror half of the pictures
  ProcessSpec process;       ///< of timesteps 1..T, from alpha_bar > 0
  PredictionType prediction = PredictionType::epsilon;  ///< or sample, v_prediction
  std::uint64_t seed = 0;
  int threads = 0;  ///< 0: as many as the machine has cores
  double checkpoint_seconds = 180;
};

struct TrainUNetProgress {
  std::int64_t step = 0;
  double fraction = 0;  ///< of the way, 0 to 1
  double loss = 0;      ///< mean squared error of eps_hat, averaged over the last 100 or so
  double pictures_per_second = 0;
  double seconds = 0;  ///< spent so far, over all continuations
  double seconds_left = 0;
  std::int64_t parameters = 0;
  bool saved = false;  ///< a checkpoint and the EMA folder were just written
};

/// Trains a UNet2DModel to predict the noise: mean |eps - eps_hat(a_t x_0 + s_t eps, t, label)|^2
/// over t in 0 .. T - 1 (Ho, Jain, Abbeel 2020, eq. 14), or x_0, or v = a_t eps - s_t x_0 in its
/// place, with the same weight; pictures scaled to [-1, 1], AdamW, and an
/// exponential moving average of the weights, which is what is written.
///
/// All random numbers are functions of (seed, step), so a run that was stopped and continued with
/// the same number of threads ends at the same weights as one that was not, as long as it is
/// limited by steps; with a limit in hours the learning rate follows the clock. progress is called
/// from the calling thread after every step. A stop request writes a checkpoint and throws
/// Cancelled. Throws BadRequest for impossible options, data or checkpoints, Failed when a file
/// cannot be written or the loss is no longer a number.
void train_unet(const TrainUNetOptions& options,
                const std::function<void(const TrainUNetProgress&)>& progress,
                std::stop_token stop = {});

}  // namespace alphabar

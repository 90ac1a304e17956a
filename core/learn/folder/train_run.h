#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>

#include "core/learn/folder/net_folder.h"

namespace alphabar {

struct TrainRunOptions {
  std::filesystem::path folder;
  double seconds = 0;              ///< of this call, at most; 0: no limit
  double checkpoint_seconds = 30;  ///< between checkpoints; one is written at the end, too
  bool restart = false;            ///< begin anew where the folder has a state
};

struct TrainProgress {
  std::int64_t step = 0, steps = 0;
  double loss = 0;      ///< of batches, smoothed over the last hundred or so
  double held_out = 0;  ///< at the last checkpoint, of the averaged weights
  double seconds = 0;   ///< of this call
  double seconds_left = 0;
  bool saved = false;  ///< a checkpoint was written just now
};

/// Trains the scene's net into a folder, from where that folder has come to if it was made by the
/// same training (of which `steps` alone may differ). `progress` is called after every step. Throws
/// BadRequest for a folder of another training; Cancelled where a stop is asked for, and Failed
/// where it diverges or the disk is full: each time the last good checkpoint is in the folder.
void train_to_folder(const Scene& scene, const TrainRunOptions& options,
                     const std::function<void(const TrainProgress&)>& progress,
                     const std::stop_token& stop);

}  // namespace alphabar

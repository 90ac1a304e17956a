#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "app/session/background/backends.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/unet_process.h"

namespace alphabar {

/// Makes a session's lanes of pictures with a UNet in a process of its own, row by row. Keeps the
/// net of the last ones, so that a new sampler or seed does not read it again, and the lanes that
/// ran to their end, so that what is changed of one leaves the others as they are. For one thread
/// at a time.
class UNetPictures {
 public:
  /// program: what its nets' processes run, as UNetProcessOptions has it.
  explicit UNetPictures(std::filesystem::path program = {}) : program_(std::move(program)) {}

  /// A lane that cannot run (Langevin on clean data) is one of the problems of what is published;
  /// throws its BadRequest where no lane can, Failed or Cancelled.
  void operator()(const PictureJob& job);

  /// The inside of the net at a moment of one of its pictures, for another thread; null: the net is
  /// another by now. Throws as the net does.
  std::shared_ptr<const NetInside> look_inside(const PictureMoment& moment) const;

  int runs() const { return runs_; }  ///< lanes that were run to their end, for tests

 private:
  /// What a lane's pictures follow from.
  struct Key {
    ProcessSpec process;
    std::uint64_t seed = 0;
    PicturesSpec spec;  // the lane as the only one, without name
    std::filesystem::file_time_type picture = {};
    bool operator==(const Key&) const = default;
  };
  struct Done {
    Key key;
    std::shared_ptr<const PictureRun> run;
  };
  class Job;

  /// The net that is open, for whoever looks into it; copies of this share it.
  struct Open {
    std::mutex mutex;  // of the next
    std::string model;
    std::shared_ptr<UNet> net;
    NetTraining training;
  };

  static Key key_of(const Scene& scene, std::size_t lane);
  void load(const PictureJob& job);
  void outline(const NetTraining& training);

  std::filesystem::path program_;
  std::string model_;
  Device device_ = Device::automatic;
  ModelFolder folder_;         // of that net
  std::shared_ptr<UNet> net_;  // shared: a std::function holds a copy of this
  std::shared_ptr<const NetOutline> outline_;
  std::string assumed_;  // of the outline's training
  std::shared_ptr<Open> open_ = std::make_shared<Open>();
  std::vector<Done> done_;  // of the last job
  int runs_ = 0;
};

}  // namespace alphabar

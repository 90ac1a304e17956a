#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/session/background/backends.h"
#include "app/session/background/lane_work.h"
#include "app/session/background/maker.h"
#include "app/session/background/measure_work.h"
#include "app/session/history.h"
#include "core/learn/form/learned_net.h"
#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

/// The open scene and everything that runs for it: edits in, snapshots of runs out. What follows
/// from an edit without running anything is in the next snapshot. Knows no window.
///
/// All functions are called from one thread; the work happens on four others: one for the lanes,
/// one for the pictures, one that looks into their net, and one of low priority that measures the
/// lanes' ends and sweeps their samplers, while no lane runs. Nothing here waits for them but
/// wait() and the destructor.
class Session {
 public:
  /// Starts the first runs. Throws BadRequest where check(scene) does.
  Session(Scene scene, Backends backends, SessionLimits limits = {});
  ~Session();

  /// Until the next edit.
  const Scene& scene() const { return *scene_; }
  /// The same, for as long as it is held.
  const std::shared_ptr<const Scene>& shared_scene() const { return scene_; }

  /// Makes `next` the scene and runs again what differs. False: it cannot be used, the scene stays
  /// as it was and refusal() says why in one line. Edits of one gesture (not 0) are undone
  /// together.
  bool apply(Scene next, std::uint64_t gesture = 0);
  /// The same, as the start of another document. Of these, the first scene's is number 0.
  bool open(Scene next);
  int document() const { return document_; }  ///< goes back and forth with undo and redo
  const std::string& refusal() const { return refusal_; }
  void clear_refusal() { refusal_.clear(); }

  /// The net in training, which lanes ask whose model is `learned` and names none: they run again
  /// where it is another one. Waits while lanes run, so that they come to an end; null: none.
  void use_net(std::shared_ptr<const LearnedNet> net);

  /// Where a lane's states were thinned: runs it again, keeping also every state around `position`.
  /// Does nothing where they are there, or while anything runs.
  void focus(double position);

  bool undo();  ///< false: there is nothing to undo
  bool redo();
  bool can_undo() const { return history_.can_undo(); }
  bool can_redo() const { return history_.can_redo(); }

  /// The newest snapshot; never null. Its parts agree with each other.
  std::shared_ptr<const Runs> runs() const;

  /// Lanes or pictures are being made; measuring is no reason to hurry.
  bool busy() const { return lanes_busy() || pictures_busy(); }
  bool lanes_busy() const { return !lanes_.idle(); }
  bool pictures_busy() const { return !pictures_.idle(); }
  /// Stops making pictures; what there is of them stays, and the next edit of theirs goes on.
  void stop_pictures();
  /// The share of the weights of their net that was read, 0..1; nothing: none is being read.
  std::optional<double> reading_net() const;
  /// What their net runs on, from now on: the next of them are made there.
  void use_device(Device device);
  /// Looks into the net at a moment of its pictures.
  void look_inside(const PictureMoment& moment);
  /// What was seen there last, where it is of pictures that runs() still has; null: nothing yet.
  std::shared_ptr<const NetInside> inside() const;
  double progress() const { return lanes_.progress(); }  ///< of the lanes being run, 0..1
  /// Of the last runs; 0: none yet.
  double particle_steps_per_second() const { return lanes_.particle_steps_per_second(); }

  /// The names of lanes are those of this language from the next snapshot on; "": the scene's own.
  void read_in(const std::string& language);

  /// Until all is done; false: the time is up.
  bool wait(std::chrono::milliseconds timeout);

 private:
  using ScenePtr = std::shared_ptr<const Scene>;
  /// What a snapshot is made of.
  struct Parts {
    std::shared_ptr<const Derived> derived;
    std::shared_ptr<const RanLanes> lanes;
    std::shared_ptr<const PictureRuns> pictures;
    std::shared_ptr<const Measures> measures;
    std::string error;
    bool outdated = false;
    std::string language;
    bool operator==(const Parts&) const = default;
  };

  bool go_to(const std::optional<Version>& version);
  void take(ScenePtr next);  // a checked scene becomes the scene
  void derive_now();
  std::shared_ptr<const Denoiser> make_model(const ModelSpec& spec,
                                             const std::shared_ptr<const Mixture>& target);
  void owe_pictures();         // the scene's; they start once its lanes have shown something,
  void start_owed_pictures();  // so that an edit's first result need not share the processors
  void make_pictures(const Scene& scene, const Maker<ScenePtr, PictureRuns>::Publish& publish,
                     std::stop_token stop);
  void measure(std::shared_ptr<const RanLanes> lanes);
  Parts parts() const;
  std::shared_ptr<const Runs> put_together(const Parts& parts) const;

  Backends backends_;
  History history_;
  int document_ = 0, documents_ = 0;
  std::string refusal_;
  std::shared_ptr<const LearnedNet> net_;  // the one in training
  /// What lanes ask of it, by what they have as data.
  std::vector<std::pair<std::shared_ptr<const Mixture>, std::shared_ptr<const Denoiser>>> by_net_;
  double focused_ = -1;  // the position that was last run again for

  mutable std::mutex mutex_;  // of the next
  ScenePtr scene_;
  std::shared_ptr<const Derived> derived_;  // of the newest scene of which a lane can run
  std::string language_;                    // that lanes are named in
  std::string underivable_;                 // why none of scene_ can; empty: one can
  ScenePtr owed_pictures_;                  // null: none
  mutable Parts shown_;
  mutable std::shared_ptr<const Runs> runs_;  // of shown_

  std::atomic<double> reading_ = -1;  // below 0: nothing is being read
  std::atomic<Device> device_ = Device::automatic;

  std::stop_source end_;  // asked when the session ends
  // Last: they stop before the rest goes, the lanes first.
  MeasureWork measures_;
  Maker<ScenePtr, PictureRuns> pictures_;
  Maker<PictureMoment, NetInside> inside_;
  LaneWork lanes_;
};

}  // namespace alphabar

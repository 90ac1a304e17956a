#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/session/backends.h"
#include "app/session/history.h"
#include "app/session/latest_worker.h"
#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

/// How much a session may keep and how soon it answers.
struct SessionLimits {
  /// States of one lane beyond this many bytes are thinned: every n-th row is kept, and the last;
  /// focus() brings back those that are looked at.
  std::size_t lane_bytes = std::size_t{512} << 20;
  /// A run expected to take longer shows a part of the particles first, and gives way to a newer
  /// request; a shorter one is always finished, so that a dragged slider shows something.
  double prompt_seconds = 0.05;
  std::size_t least_preview = 100;  ///< particles of that part, whatever they cost
  /// Particle-steps a second of eight components, assumed before anything was measured.
  double first_guess = 3e7;
};

/// The open scene and everything that runs for it: edits in, snapshots of runs out. Knows no
/// window.
///
/// All functions are called from one thread; the work happens on three others: one for the lanes,
/// one for the pictures, and one of low priority that measures the lanes' ends and sweeps their
/// samplers, while no lane runs. Nothing here waits for them but wait() and the destructor.
class Session {
 public:
  /// Starts the first runs. Throws BadRequest where check(scene) does.
  Session(Scene scene, Backends backends, SessionLimits limits = {});
  ~Session();

  const Scene& scene() const { return scene_; }

  /// Makes `next` the scene and runs again what differs. False: it cannot be used, the scene stays
  /// as it was and refusal() says why in one line. Edits of one gesture (not 0) are undone
  /// together.
  bool apply(const Scene& next, std::uint64_t gesture = 0);
  /// The same, as the start of another document. Of these, the first scene's is number 0.
  bool open(const Scene& next);
  int document() const { return document_; }  ///< goes back and forth with undo and redo
  const std::string& refusal() const { return refusal_; }
  void clear_refusal() { refusal_.clear(); }

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
  bool busy() const { return !lanes_worker_.idle() || !pictures_worker_.idle(); }
  bool lanes_busy() const { return !lanes_worker_.idle(); }
  bool pictures_busy() const { return !pictures_worker_.idle(); }
  double progress() const { return progress_; }  ///< of the lanes being run, 0..1
  /// Of the last runs; 0: none yet.
  double particle_steps_per_second() const { return speed_; }

  /// Until all is done; false: the time is up.
  bool wait(std::chrono::milliseconds timeout);

 private:
  bool go_to(const std::optional<Version>& version);
  void take(const Scene& next);  // a checked scene becomes the scene
  void start_lanes();
  void owe_pictures();         // the scene's; they start once its lanes have shown something,
  void start_owed_pictures();  // so that an edit's first result need not share the processors
  void run_lanes(const Scene& scene, std::stop_token stop);
  void run_again_around(double position, const Scene& scene, std::stop_token stop);
  Trajectory<float> run_lane(const Runs& next, std::size_t lane, std::size_t particles,
                             const Record& record, double done, std::stop_token stop);
  void run_all_lanes(const Scene& scene, Runs& next, std::size_t particles, std::stop_token stop);
  void run_pictures(const Scene& scene, std::stop_token stop);
  void start_measuring(std::shared_ptr<const Runs> shown, const Scene& scene);
  void measure(const Runs& shown, Scene scene, std::stop_token stop);
  ViewSpec view_now() const;
  template <class Edit>
  void publish(Edit edit);  // a changed copy becomes the snapshot
  template <class Work>
  void report(std::string& error, Work work);  // what `work` throws becomes `error`
  void forget(std::string& error);

  Scene scene_;
  Backends backends_;
  SessionLimits limits_;
  History history_;
  int document_ = 0, documents_ = 0;
  std::string refusal_;
  double focused_ = -1;  // the position that was last run again for

  mutable std::mutex mutex_;  // of the next
  ViewSpec view_;             // of scene_, for the measuring thread
  std::shared_ptr<const Runs> runs_;
  std::string lanes_error_, pictures_error_, measures_error_;
  std::optional<Scene> owed_pictures_;

  LaneBackend backend_;     // the lanes' thread only, as the next
  double speed_work_ = 12;  // of a step that speed_ counts; at first of a mixture of eight
  Scene ran_;               // what the lanes of runs_ were run for
  std::atomic<double> progress_ = 0, speed_ = 0;

  std::unique_ptr<Engine> measuring_engine_;  // the measuring thread only, as the next
  std::optional<Sweep> sweep_;                // under way or done; with the tables of its targets

  std::stop_source end_;  // asked when the session ends
  // Last: they stop before the rest goes.
  LatestWorker lanes_worker_, pictures_worker_, measures_worker_{backends_.gives_way};
};

}  // namespace alphabar

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/session/background/backends.h"
#include "app/session/background/maker.h"
#include "core/derive/derived.h"
#include "core/runs/runs.h"

namespace alphabar {

/// How much a session may keep and how soon it answers.
struct SessionLimits {
  /// States of one lane beyond this many bytes are thinned: every n-th row is kept, and the last;
  /// focus() brings back those that are looked at. Of many lanes less, so that all keep no more
  /// than four would.
  std::size_t lane_bytes = std::size_t{512} << 20;
  /// A run expected to take longer shows a part of the particles first, and gives way to a newer
  /// request; a shorter one is always finished, so that a dragged slider shows something.
  double prompt_seconds = 0.05;
  std::size_t least_preview = 100;  ///< particles of that part, whatever they cost
  /// Particle-steps a second of eight components, assumed before anything was measured.
  double first_guess = 3e7;
};

/// A lane and what ran for it.
struct RanLane {
  Lane lane;
  std::uint64_t run = 0;  ///< its number; the same where only other states were kept of it
  LaneResult result;      ///< without distances
  double work = 0;        ///< of one step of a particle, in components of a mixture
};

/// The lanes of one scene, run.
struct RanLanes {
  std::shared_ptr<const Derived> of;
  std::vector<RanLane> lanes;                        ///< of->lanes, then of->reference's, in order
  std::shared_ptr<const Trajectory<float>> forward;  ///< of the scene's data; null: not asked for
  std::string engine, engine_reason;
};

/// Runs the lanes of scenes, on a thread of its own: a part of the particles first where the whole
/// takes long. What did not change keeps its run.
class LaneWork {
 public:
  /// What is called on the work's thread.
  struct Events {
    /// Something of the newest scene is there, or nothing can be: other work may begin.
    std::function<void()> settled;
    std::function<void(std::shared_ptr<const RanLanes>)> whole;  ///< all particles have run
  };

  LaneWork(const Backends& backends, SessionLimits limits, Events events);
  ~LaneWork();

  void run(std::shared_ptr<const Derived> derived);
  /// Runs lanes whose states were thinned again, keeping also every state around `position`.
  void focus(std::shared_ptr<const Derived> derived, double position);

  void cancel() { maker_.cancel(); }

  std::shared_ptr<const RanLanes> value() const { return maker_.value(); }
  std::string error() const { return maker_.error(); }
  double progress() const { return progress_; }
  double particle_steps_per_second() const { return speed_; }
  bool idle() const { return maker_.idle(); }
  bool wait(std::chrono::milliseconds timeout) { return maker_.wait(timeout); }

 private:
  struct Key {
    std::shared_ptr<const Derived> derived;  ///< null: let go of the engine
    std::optional<double> focus;
    bool operator==(const Key&) const = default;
  };
  using Publish = Maker<Key, RanLanes>::Publish;

  void make(const Key& key, const Publish& publish, std::stop_token stop);
  RanLanes begin(std::shared_ptr<const Derived> derived) const;
  void run_all(RanLanes& lanes, std::size_t particles, std::stop_token stop);
  void run_again(RanLanes& lanes, double position, std::stop_token stop);
  Trajectory<float> run_lane(const Lane& lane, std::size_t particles, const Record& record,
                             std::stop_token stop);
  std::size_t affordable(const RanLanes& lanes) const;

  const Backends& backends_;
  const SessionLimits limits_;
  const Events events_;
  std::atomic<double> progress_ = 0, speed_ = 0;

  LaneBackend backend_;            // the work's thread only, as the next
  double speed_work_ = 12;         // of a step that speed_ counts; at first of a mixture of eight
  double done_ = 0, share_ = 1;    // of the lanes, when one begins, and of each one
  std::uint64_t runs_ = 0;         // that have begun
  std::optional<RanLanes> whole_;  // the last that ran whole

  Maker<Key, RanLanes> maker_;  // last: it stops before the rest goes
};

}  // namespace alphabar

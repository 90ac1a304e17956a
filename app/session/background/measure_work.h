#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/session/background/backends.h"
#include "app/session/background/lane_work.h"
#include "app/session/background/maker.h"
#include "core/metrics/sweep.h"
#include "core/runs/runs.h"

namespace alphabar {

/// How far lanes end from their target, and the error of their samplers against NFE.
struct Measures {
  std::map<std::uint64_t, LaneDistances> distances;  ///< by RanLane::run
  std::shared_ptr<const SweepRun> sweep;             ///< null until one was asked for
  std::shared_ptr<const SweepRun> reference_sweep;   ///< of the shown reference; null: none is
};

/// Measures lanes that ran and sweeps their samplers, on a thread of low priority: with few
/// particles first, which takes a moment, then with all of them, point by point; those of the
/// reference that is shown behind them.
class MeasureWork {
 public:
  /// Does nothing where the backends have no engine for it.
  explicit MeasureWork(const Backends& backends);

  /// `scene` says what is swept, and whether; null lanes: none have run yet.
  void measure(std::shared_ptr<const RanLanes> lanes, const Scene& scene);
  void cancel() { maker_.cancel(); }

  std::shared_ptr<const Measures> value() const { return maker_.value(); }
  std::string error() const { return maker_.error(); }
  bool idle() const { return maker_.idle(); }
  bool wait(std::chrono::milliseconds timeout) { return maker_.wait(timeout); }

 private:
  struct Key {
    std::shared_ptr<const RanLanes> lanes;
    SweepSpec spec;
    std::optional<SweepSpec> reference;
    bool sweeps = false;
    bool operator==(const Key&) const = default;
  };
  using Publish = Maker<Key, Measures>::Publish;
  /// A sweep under way or done, with the tables of its targets; before it one of few particles.
  struct Sweeps {
    std::optional<Sweep> coarse, fine;
    void ask(const SweepSpec& spec);  // goes on from what is there
    std::shared_ptr<const SweepRun> value() const;
  };
  void make(const Key& key, const Publish& publish, std::stop_token stop);
  void measure_ends(const Key& key, const std::function<void()>& show, std::stop_token stop);

  const Backends& backends_;
  std::unique_ptr<Engine> engine_;  // the work's thread only, as the next
  Sweeps sweeps_, reference_sweeps_;
  Measures made_;

  Maker<Key, Measures> maker_;  // last: it stops before the rest goes
};

}  // namespace alphabar

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/derive/derived.h"
#include "core/engine/engine.h"
#include "core/metrics/band.h"
#include "core/metrics/distance_meter.h"
#include "core/scene/scene.h"

namespace alphabar {

/// Every lane's sampler on every process with every number of steps, each repeated over seeds:
/// error against the number of evaluations.
struct SweepSpec {
  DataSpec data;  ///< of lanes that have none of their own, as the next two
  ModelSpec model;
  GuidanceSpec guidance;
  std::vector<ProcessSpec> processes;  ///< 1 or more; a lane with a process of its own runs on that
                                       ///< in place of the first, and on no other
  std::vector<LaneSpec> lanes;         ///< 1 or more that are not muted, which are not run; each
                                       ///< sampler's grid.steps is replaced
  std::vector<int> steps;              ///< 1 or more, each 1 or more
  std::vector<int> evaluations = {};  ///< in place of steps where there are any, each 1 or more: as
                                      ///< many steps as come to no more evaluations than that
  int seeds = 5;                      ///< 1..1000
  std::uint64_t first_seed = 1;
  int particles = 8192;  ///< of each run, 1..1,000,000

  bool operator==(const SweepSpec&) const = default;
};

/// The sweep of a scene: its lanes on its process and on those of view.error_processes, in that
/// order, at view.error_nfe or at numbers of steps from 5 to 200, over view.error_seeds from its
/// seed on, with as many particles, at most view.error_particles. It does not look at the lanes'
/// own steps.
SweepSpec sweep_of(const Scene& scene);

/// The same of some samplers and processes alone; empty lists leave the scene's. Of a sampler these
/// are the scene's own lanes; where there is none, it as it comes, on the levels of the first lane.
SweepSpec sweep_of(const Scene& scene, const std::vector<SamplerKind>& samplers,
                   const std::vector<ProcessKind>& processes);

/// The same with few particles and seeds: what is shown until the other is there. None where it
/// would not be much faster.
std::optional<SweepSpec> coarse(const SweepSpec& spec);

/// Throws BadRequest naming the field, its value and its range.
void check(const SweepSpec& spec);

/// One lane on one process with one number of steps, over all seeds.
struct SweepPoint {
  std::size_t process, lane;  ///< indices into the spec
  int steps, nfe;
  Bands bands;              ///< over the seeds
  Bands floor;              ///< of as many particles drawn exactly from the target
  double target_draws = 0;  ///< DistanceMeter::target_draws
  bool coarse = false;      ///< of a sweep that coarse() says
};

/// A combination that cannot be run: more steps than timesteps, a sampler that needs an SDE.
struct SweepGap {
  std::size_t process, lane;
  int steps;
  std::string reason;
};

/// A sweep under way. Few steps come first, so that curves grow from the left for all lanes at
/// once. For one thread.
class Sweep {
 public:
  /// Throws BadRequest where check does.
  explicit Sweep(SweepSpec spec);

  /// Takes over the points of another sweep that this one would find too: those of a lane that is
  /// there again, on the same data with the same seeds and particles; and its meters.
  void take_from(Sweep&& before);

  /// Runs the next combination: one point more, or one gap. Throws Cancelled, and what the engine
  /// throws; then nothing has changed and it can be called again. Not to be called when done.
  void step(Engine& engine, const std::stop_token& stop = {});

  bool done() const { return next_ == items_.size(); }
  double progress() const;  ///< 0..1; the work of a point grows with its steps
  const SweepSpec& spec() const { return spec_; }
  const std::vector<SweepPoint>& points() const { return points_; }
  const std::vector<SweepGap>& gaps() const { return gaps_; }
  Meters& meters() { return meters_; }  ///< of the spec's particles

 private:
  struct Item {
    std::size_t process, lane;
    int steps;
    bool operator==(const Item&) const = default;
  };
  void add_items(std::size_t process, std::size_t lane, int number);
  std::optional<int> steps_of(std::size_t process, std::size_t lane, int evaluations);
  void skip_found();  // to the next item that has no point yet
  Lane lane_of(const Item& item);
  SweepPoint run(const Item& item, Lane lane, Engine& engine, const std::stop_token& stop);

  SweepSpec spec_;
  Derived derived_;  ///< of the last item
  Meters meters_;
  std::vector<Item> items_;
  std::size_t next_ = 0;
  std::vector<SweepPoint> points_;
  std::vector<SweepGap> gaps_;
};

}  // namespace alphabar

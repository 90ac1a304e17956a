#pragma once

#include <array>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/derive/derived.h"
#include "core/engine/engine.h"

namespace alphabar {

/// Where a level lies in the picture: time from left (clean) to right (noisy), linear in t, or in
/// log sigma where time is sigma; x upwards, divided by sqrt(1 + sigma^2) where noise is added to
/// data that keeps its size.
class SpaceTimeAxes {
 public:
  explicit SpaceTimeAxes(const Process& process);

  bool by_sigma() const { return by_sigma_; }
  double across(const Level& level) const;  ///< 0..1
  Level level_at(double across) const;
  /// The level of the axes' process at which one of another process is shown.
  Level shown(const Process& own, const Level& level) const;
  double scale(const Level& level) const;  ///< what x is divided by

 private:
  const Process* process_;  // must outlive this
  bool by_sigma_;
  double low_, high_;
};

/// A path: places across (0..1) and up (x over its scale), from its start on.
using SpaceTimePath = std::vector<std::array<float, 2>>;

/// p_t(x) on a grid, each column divided by its highest value: [row][column], row 0 at `reach`.
struct SpaceTimeDensity {
  int columns = 0, rows = 0;
  double reach = 0;  ///< up runs from -reach to reach
  std::vector<float> share;
};

/// The 1D process over time: the first coordinate of the data.
struct SpaceTimePicture {
  std::shared_ptr<const SpaceTimeDensity> density;
  std::vector<std::vector<SpaceTimePath>> ensemble;  ///< of each lane
  std::vector<SpaceTimePath> forward;                ///< data being noised
  std::vector<SpaceTimePath> chosen;                 ///< of each lane, from the chosen x_T
  std::string problem;                               ///< why there is nothing; else empty
};

/// Throws Cancelled.
std::shared_ptr<const SpaceTimeDensity> space_time_density(const Derived& derived,
                                                           std::stop_token stop);

/// `paths` of each lane: its plan on the first coordinate of the data, from its own start, with its
/// own noise. Throws what the engine throws.
std::vector<std::vector<SpaceTimePath>> space_time_ensemble(const Derived& derived, Engine& engine,
                                                            int paths, std::stop_token stop);
/// Every lane from x_T = start times the standard deviation of its prior, with the noise of its
/// first particle: the same for all lanes that are paired.
std::vector<SpaceTimePath> space_time_chosen(const Derived& derived, Engine& engine, double start);

/// Data drawn and noised along the levels of the first lane, by the kernel from level to level.
std::vector<SpaceTimePath> space_time_forward(const Derived& derived, int paths);

}  // namespace alphabar

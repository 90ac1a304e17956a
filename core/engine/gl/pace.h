#pragma once

#include <cstddef>

namespace alphabar::gl {

/// How much work one dispatch may hold: little enough that no watchdog (2 s) kills it and that a
/// stop is obeyed soon, enough that the device is busy. Learned from what dispatches took; what is
/// computed does not depend on it. Work is counted in components evaluated.
class Pace {
 public:
  static constexpr double target = 0.1;  ///< seconds of a dispatch
  static constexpr double first = 2e7;   ///< work of the first: 0.1 s of a slow software renderer
  static constexpr double least = 1e6;
  static constexpr double growth = 8;  ///< at most, from one dispatch to the next

  explicit Pace(double first_work = first) : budget_(first_work) {}

  double budget() const { return budget_; }

  /// Particles of `cost` each that one dispatch may take; a multiple of `step`, at least one step.
  std::size_t particles(double cost, std::size_t step) const;

  /// A dispatch of this much work took so long.
  void took(double work, double seconds);

 private:
  double budget_;
};

}  // namespace alphabar::gl

#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/engine/lowering.h"

namespace alphabar::gl {

/// What has to be carried from one dispatch to the next, by slot: x, y, D newest first, E, S.
struct Carried {
  static constexpr int slots = 3 + 2 * Row::history;
  static constexpr int x = 0, y = 1, d = 2, e = d + Row::history, s = e + Row::history;

  std::array<int, slots> plane{};  ///< where in the carry buffer; -1: not needed any more
  int planes = 0;
};

/// The steps of one dispatch; one step is one pass of the GPU's loop. Between the two of a Langevin
/// corrector row lies a reduction, between two dispatches.
struct Segment {
  std::size_t first = 0, count = 0;
  Carried load, store;
  bool norms = false;  ///< ends with an `ask`: the sums of |z| and |S| are wanted

  std::span<const Step> of(std::span<const Step> steps) const {
    return steps.subspan(first, count);
  }

  bool operator==(const Segment&) const;
};

/// How much fits into one dispatch; each at least 1.
struct SegmentLimits {
  std::size_t steps = 1, evaluated = 1;                ///< rows of the tables
  std::size_t states = 1, evaluations = 1, draws = 1;  ///< rows of the buffers
};

/// Cuts the steps into dispatches: after every `ask`, and where a limit is reached. What is carried
/// over each cut is exactly what later steps read (found by going backwards); the first segment
/// loads x alone.
std::vector<Segment> segments_of(const Plan& plan, const std::vector<Step>& steps,
                                 const SegmentLimits& limits);

/// What a plan and a request need of the kernel: the smallest program that runs them.
struct Shape {
  int terms_d = 0, terms_e = 0;         ///< history that a row reaches back to
  bool score = false;                   ///< some row has a c_s or is a corrector
  bool need_d = false, need_s = false;  ///< which halves of the split are used at all
  bool draws = false, corrector = false, evaluations = false;
  GuidedBy guide = GuidedBy::none;
  bool skips = false;       ///< some step does not ask the model
  bool trials = false;      ///< some step does not commit
  bool replaces = false;    ///< some row replaces the newest output
  bool all_states = false;  ///< states are kept on the way, not of the last row alone

  bool guided() const { return guide != GuidedBy::none; }
};
/// `by`: what the request has for guided rows, if there are any.
Shape shape_of(const Plan& plan, const Record& record, GuidedBy by = GuidedBy::label);

}  // namespace alphabar::gl

#include "core/engine/gl/steps.h"

#include <algorithm>
#include <cassert>

namespace alphabar::gl {
namespace {

/// Which slots hold something that a later step reads.
using Live = std::array<bool, Carried::slots>;

/// What is live before a step, given what is live after it.
Live before(const Plan& plan, const Step& step, Live live) {
  const Row& row = step.of(plan);
  if (step.moves()) {
    if (row.commit) live[Carried::x] = false;
    live[Carried::y] = false;
    live[Carried::x] |= row.c_x != 0;
    for (int i = 0; i < Row::history; ++i) {
      live[Carried::d + i] |= row.c_d[static_cast<std::size_t>(i)] != 0;
      live[Carried::e + i] |= row.c_e[static_cast<std::size_t>(i)] != 0;
    }
    live[Carried::s] |= row.reads_score();
  }
  if (!step.asks(plan)) return live;
  for (const int base : {Carried::d, Carried::e}) {
    if (row.replace_newest) {
      live[base] = false;
      continue;
    }
    for (int i = 0; i + 1 < Row::history; ++i) live[base + i] = live[base + i + 1];
    live[base + Row::history - 1] = false;
  }
  live[Carried::s] = false;
  live[Carried::y] = true;
  return live;
}

Carried carried(const Live& live, bool x_is_y) {
  Carried out;
  out.plane.fill(-1);
  const bool one = x_is_y && live[Carried::x] && live[Carried::y];
  for (int slot = 0; slot < Carried::slots; ++slot) {
    if (!live[slot]) continue;
    out.plane[slot] = one && slot == Carried::y ? out.plane[Carried::x] : out.planes++;
  }
  return out;
}

}  // namespace

bool Segment::operator==(const Segment& other) const {
  return first == other.first && count == other.count && norms == other.norms &&
         load.plane == other.load.plane && store.plane == other.store.plane;
}

std::vector<Segment> segments_of(const Plan& plan, const std::vector<Step>& steps,
                                 const SegmentLimits& limits) {
  assert(limits.steps > 0 && limits.evaluated > 0 && limits.states > 0 && limits.evaluations > 0 &&
         limits.draws > 0);
  std::vector<Segment> segments;
  SegmentLimits used{0, 0, 0, 0, 0};
  bool cut = true;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const SegmentLimits wanted{1, std::size_t{step.asks(plan)}, std::size_t{step.state >= 0},
                               std::size_t{step.evaluation >= 0}, std::size_t{step.draw >= 0}};
    cut = cut || used.steps + wanted.steps > limits.steps ||
          used.evaluated + wanted.evaluated > limits.evaluated ||
          used.states + wanted.states > limits.states ||
          used.evaluations + wanted.evaluations > limits.evaluations ||
          used.draws + wanted.draws > limits.draws;
    if (cut) {
      segments.emplace_back().first = i;
      used = {0, 0, 0, 0, 0};
    }
    used.steps += wanted.steps;
    used.evaluated += wanted.evaluated;
    used.states += wanted.states;
    used.evaluations += wanted.evaluations;
    used.draws += wanted.draws;
    ++segments.back().count;
    cut = segments.back().norms = step.part == Step::Part::ask;
  }

  Live live{};
  for (std::size_t k = segments.size(); k-- > 0;) {
    Segment& segment = segments[k];
    for (std::size_t i = segment.first + segment.count; i-- > segment.first;)
      live = before(plan, steps[i], live);
    // x = y at the start of a run, and after a row that commits; an `ask` leaves them alone.
    bool x_is_y = true;
    for (std::size_t i = 0; i < segment.first; ++i)
      if (steps[i].moves()) x_is_y = steps[i].of(plan).commit;
    segment.load = carried(live, x_is_y);
    if (k > 0) segments[k - 1].store = segment.load;
  }
  if (segments.empty()) return segments;
  segments.back().store.plane.fill(-1);
  // x_T is in plane 0, whoever reads it; the history starts as zeros.
  Carried& start = segments.front().load;
  start.plane.fill(-1);
  start.plane[Carried::x] = start.plane[Carried::y] = 0;
  start.planes = 1;
  return segments;
}

Shape shape_of(const Plan& plan, const Record& record, GuidedBy by) {
  Shape shape;
  shape.evaluations = record.evaluations;
  shape.guide = is_guided(plan) ? by : GuidedBy::none;
  shape.corrector = has_corrector(plan);
  for (const Row& row : plan.rows) {
    for (int i = 0; i < Row::history; ++i) {
      if (row.c_d[static_cast<std::size_t>(i)] != 0) shape.terms_d = std::max(shape.terms_d, i + 1);
      if (row.c_e[static_cast<std::size_t>(i)] != 0) shape.terms_e = std::max(shape.terms_e, i + 1);
    }
    shape.score |= row.reads_score();
    shape.draws |= row.reads_draw();
    shape.skips |= !row.evaluate || row.snr > 0;
    shape.trials |= !row.commit || row.snr > 0;
    shape.replaces |= row.evaluate && row.replace_newest;
  }
  for (const int row : kept_rows(plan, record))
    shape.all_states |= row >= 0 && row + 1 < static_cast<int>(plan.rows.size());
  const bool both = record.evaluations || shape.guide == GuidedBy::loss;
  shape.need_d = shape.terms_d > 0 || both;
  shape.need_s = shape.terms_e > 0 || shape.score || both;
  return shape;
}

}  // namespace alphabar::gl

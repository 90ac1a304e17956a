#include "core/figures/plan_beside.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/figures/captions.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

std::string rows_text(std::size_t rows) {
  return std::to_string(rows) + (rows == 1 ? " row" : " rows");
}

/// The same noise level, whatever the run's own variable; rounding aside.
bool same_level(const Level& a, const Level& b) {
  const double p = a.sigma(), q = b.sigma();
  return p == q || std::abs(p - q) <= 1e-6 * std::max(p, q);
}

/// The first row, from 0, that goes between other levels in the two; or how many both have.
std::size_t first_apart(const Plan& a, const Plan& b) {
  const std::size_t both = std::min(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < both; ++i)
    if (!same_level(a.rows[i].from, b.rows[i].from) || !same_level(a.rows[i].to, b.rows[i].to))
      return i;
  return both;
}

double size_of(const Level& level) { return std::hypot(level.a, level.s); }

/// At the same sigma the same a and s; rounding aside.
bool same_scale(const Level& a, const Level& b) {
  const double p = size_of(a), q = size_of(b);
  return std::abs(p - q) <= 1e-9 * std::max(p, q);
}

bool same_scales(const Plan& a, const Plan& b) {
  return std::ranges::equal(a.rows, b.rows, [](const Row& p, const Row& q) {
    return same_scale(p.from, q.from) && same_scale(p.to, q.to);
  });
}

std::string sentence_of(const Plan& plan, const PlanBeside& beside, const std::string& name) {
  const std::size_t own = plan.rows.size(), theirs = beside.plan->rows.size();
  const PlanDifference& difference = beside.difference;
  if (beside.same_levels && !beside.same_scale) {
    if (difference.largest <= 1e-9)
      return "The same table up to the scale of x: one runs in x, the other in x / a.";
    return rows_text(own) +
           " at the same levels, in x at another scale; with that taken out the "
           "largest difference is " +
           number_text(difference.largest) + ", in row " + std::to_string(difference.where + 1) +
           ".";
  }
  if (beside.same_levels)
    return difference.largest == 0
               ? "The same table."
               : rows_text(own) + " at the same levels; the largest difference is " +
                     number_text(difference.largest) + ", in row " +
                     std::to_string(difference.where + 1) + ".";
  return rows_text(own) + " here, " + std::to_string(theirs) + " in " + name +
         ", at other levels from row " + std::to_string(first_apart(plan, *beside.plan) + 1) +
         " on. Beside each row stands the one that starts nearest its level.";
}

}  // namespace

Plan in_size(Plan plan) {
  const auto shrink = [](Level& level) {
    const double size = size_of(level);
    level.a /= size;
    level.s /= size;
  };
  for (Row& row : plan.rows) {
    const double from = size_of(row.from), to = size_of(row.to), asked = std::hypot(row.a, row.s);
    row.c_x *= from / to;
    for (std::size_t j = 0; j < Row::history; ++j) {
      row.c_d[j] /= to;
      row.c_e[j] /= to;
    }
    row.c_s /= to * asked;  // a score is one over a length
    row.c_z /= to;
    row.a /= asked;
    row.s /= asked;
    shrink(row.from);
    shrink(row.to);
  }
  plan.init_scale /= size_of(plan.start);
  shrink(plan.start);
  return plan;
}

std::size_t row_beside(const Row& row, std::size_t number, const Plan& other) {
  const double here = log_snr(row.from);
  const auto distance = [&](std::size_t i) {
    const Level& there = other.rows[i].from;
    const double levels = same_level(row.from, there) ? 0 : std::abs(log_snr(there) - here);
    return std::pair(levels, i > number ? i - number : number - i);
  };
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < other.rows.size(); ++i)
    if (distance(i) < distance(nearest)) nearest = i;
  return nearest;
}

PlanBeside plan_beside(const Derived& derived, std::size_t lane, const PlanAgainst& against) {
  const Lane& own = derived.lanes[lane];
  const Plan& plan = *own.plan;
  PlanBeside beside;
  beside.sentence =
      rows_text(plan.rows.size()) + ", NFE " + std::to_string(plan.evaluations()) + ".";
  const auto* other = std::get_if<OtherLane>(&against);
  const auto* preset = std::get_if<NamedPreset>(&against);
  const auto* kept = std::get_if<ReferenceLane>(&against);
  const auto is_other = [&](const Lane& run) { return std::cmp_equal(run.index, other->index); };
  if ((!other && !preset && !kept) || (other && is_other(own))) return beside;
  std::string name = preset ? preset->name : to_text(against);
  try {
    if (preset) {
      if (auto sampler = find_preset(preset->name)) {
        if (preset->own_steps) sampler->grid.steps = own.spec.sampler.grid.steps;
        beside.plan = build_plan(*own.process, *sampler, own.guidance);
      }
    } else if (kept) {
      const Derived* reference = derived.reference.get();
      const auto place =
          reference ? place_of(*reference, static_cast<std::size_t>(kept->index)) : std::nullopt;
      if (place) beside.plan = *reference->lanes[*place].plan;
      if (place) name = reference->scene->title + ": " + reference->lanes[*place].title;
    } else if (const auto run = std::ranges::find_if(derived.lanes, is_other);
               run != derived.lanes.end()) {
      beside.plan = *run->plan;
      name = run->title;
    }
  } catch (const BadRequest& refused) {  // the preset does not run on this process
    beside.sentence = refused.what();
    return beside;
  }
  if (!beside.plan) {
    beside.sentence = "Nothing is called \u201C" + name + "\u201D.";
    return beside;
  }
  beside.difference = difference(plan, *beside.plan);
  beside.same_levels = plan.rows.size() == beside.plan->rows.size() &&
                       first_apart(plan, *beside.plan) == plan.rows.size();
  beside.same_scale = !beside.same_levels || same_scales(plan, *beside.plan);
  if (!beside.same_scale) beside.difference = difference(in_size(plan), in_size(*beside.plan));
  beside.sentence = sentence_of(plan, beside, name);
  return beside;
}

}  // namespace alphabar

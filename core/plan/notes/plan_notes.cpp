#include "core/plan/notes/plan_notes.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>

namespace alphabar {
namespace {

bool same(const Level& a, const Level& b) { return a.a == b.a && a.s == b.s; }

double apart(const Row& a, const Row& b) {
  double most = 0;
  for (const auto& [x, y] : std::initializer_list<std::pair<double, double>>{{a.c_x, b.c_x},
                                                                             {a.c_s, b.c_s},
                                                                             {a.c_z, b.c_z},
                                                                             {a.w, b.w},
                                                                             {a.snr, b.snr},
                                                                             {a.alpha, b.alpha},
                                                                             {a.from.a, b.from.a},
                                                                             {a.from.s, b.from.s},
                                                                             {a.to.a, b.to.a},
                                                                             {a.to.s, b.to.s}})
    most = std::max(most, std::abs(x - y));
  for (std::size_t j = 0; j < Row::history; ++j)
    most = std::max({most, std::abs(a.c_d[j] - b.c_d[j]), std::abs(a.c_e[j] - b.c_e[j])});
  if (a.evaluate && b.evaluate) most = std::max({most, std::abs(a.a - b.a), std::abs(a.s - b.s)});
  return most;
}

}  // namespace

std::vector<RowNote> notes(const Plan& plan) {
  std::vector<RowNote> notes;
  int evaluations = 0;
  const Row *asked = nullptr, *before = nullptr;  // the last row that asked the model; the last row
  for (const Row& row : plan.rows) {
    const bool langevin = row.reads_score();
    RowNote note{0, langevin ? Miss{std::nan(""), std::nan("")} : miss(row), ""};
    if (same(row.from, row.to) && row.c_z == 0 && !langevin && row.commit)
      note.flag = "zero length";
    else if (row.evaluate && !row.replace_newest && !langevin && row.c_z == 0 && asked &&
             asked->commit && asked->c_z == 0 && asked->a == row.a && asked->s == row.s &&
             same(asked->from, row.from))
      note.flag = "repeats a level";
    else if (!row.commit)
      note.flag = "a trial: x stays";
    else if (before && !before->commit && same(before->from, row.from))
      note.flag = "from the same x";
    if (row.evaluate) {
      ++evaluations;
      asked = &row;
    }
    note.evaluations = evaluations;
    before = &row;
    notes.push_back(note);
  }
  return notes;
}

PlanDifference difference(const Plan& a, const Plan& b) {
  PlanDifference found;
  const std::size_t both = std::min(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < both; ++i) {
    found.rows.push_back(apart(a.rows[i], b.rows[i]));
    if (found.rows[i] > found.largest) {
      found.largest = found.rows[i];
      found.where = i;
    }
  }
  found.rows.resize(std::max(a.rows.size(), b.rows.size()),
                    std::numeric_limits<double>::infinity());
  return found;
}

}  // namespace alphabar

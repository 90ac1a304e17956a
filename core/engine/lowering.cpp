#include "core/engine/lowering.h"

#include <algorithm>

namespace alphabar {

std::vector<Step> steps_of(const Plan& plan, const Record& record) {
  const std::vector<int> kept = kept_rows(plan, record);
  std::vector<Step> steps;
  int draws = 0, evaluations = 0;
  for (int i = 0; i < static_cast<int>(plan.rows.size()); ++i) {
    const Row& row = plan.rows[static_cast<std::size_t>(i)];
    Step step;
    step.row = i;
    if (row.draws()) step.draw = draws++;
    if (record.evaluations && row.evaluate) step.evaluation = evaluations++;
    if (row.snr > 0) {
      step.part = Step::Part::ask;
      steps.push_back(step);
      step.part = Step::Part::move;
      step.evaluation = -1;
    }
    const auto found = std::ranges::lower_bound(kept, i);
    if (found != kept.end() && *found == i) step.state = static_cast<int>(found - kept.begin());
    steps.push_back(step);
  }
  return steps;
}

OutputHistory::OutputHistory(const Plan& plan) : place_(plan.rows.size(), 0) {
  std::array<std::size_t, Row::history> now{};
  std::size_t pushes = 0;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Row& row = plan.rows[i];
    if (row.evaluate) {
      if (!(row.replace_newest && pushes > 0)) {
        std::shift_right(now.begin(), now.end(), 1);
        ++pushes;
      }
      now[0] = i;
      place_[i] = pushes % Row::history;
    }
    at_.push_back(now);
  }
}

std::vector<ReadLater> read_later(const Plan& plan, const OutputHistory& history) {
  std::vector<ReadLater> read(plan.rows.size());
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Row& row = plan.rows[i];
    const auto mark = [&](std::size_t age, bool ReadLater::*half) {
      const std::size_t output = history.output(i, age);
      if (output != i || row.snr > 0) read[output].*half = true;
    };
    for (std::size_t j = 0; j < Row::history; ++j) {
      if (row.c_d[j] != 0) mark(j, &ReadLater::x0_hat);
      if (row.c_e[j] != 0) mark(j, &ReadLater::eps_hat);
    }
    if (row.reads_score()) mark(0, &ReadLater::score);
  }
  return read;
}

bool is_guided(const Plan& plan) {
  return std::ranges::any_of(plan.rows, [](const Row& row) { return row.w != 0; });
}

bool has_corrector(const Plan& plan) {
  return std::ranges::any_of(plan.rows, [](const Row& row) { return row.snr > 0; });
}

}  // namespace alphabar

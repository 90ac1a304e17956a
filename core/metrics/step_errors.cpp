#include "core/metrics/step_errors.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "core/base/error.h"
#include "core/engine/start.h"
#include "core/metrics/estimators/guided_flow.h"
#include "core/model/denoiser.h"

namespace alphabar {
namespace {

/// Executes rows on points, with a history of outputs.
class Stepper {
 public:
  Stepper(const Lane& lane, PointBatch start) : lane_(lane), x_(start), y_(std::move(start)) {}

  const PointBatch& y() const { return y_; }
  void put(PointBatch x, PointBatch y) {
    x_ = std::move(x);
    y_ = std::move(y);
  }

  void run(const Row& row) {
    if (row.evaluate) ask(row);
    PointBatch next = PointBatch::Zero(y_.rows(), y_.cols());
    if (row.c_x != 0) next += row.c_x * x_;
    for (std::size_t j = 0; j < Row::history; ++j) {
      if (row.c_d[j] != 0) next += row.c_d[j] * outputs_[j].x0_hat;
      if (row.c_e[j] != 0) next += row.c_e[j] * outputs_[j].eps_hat;
    }
    if (row.c_s != 0) next += row.c_s * outputs_[0].score;
    y_ = std::move(next);
    if (row.commit) x_ = y_;
  }

 private:
  void ask(const Row& row) {
    const BatchGuidance guidance = batch_guidance(lane_.guide, row.w);
    if (row.replace_newest && !outputs_.empty()) outputs_.pop_front();
    outputs_.push_front(
        lane_.model->guided_split_batch(y_, {row.from.t, row.a, row.s}, guidance).guided);
    if (outputs_.size() > Row::history) outputs_.pop_back();
  }

  const Lane& lane_;
  PointBatch x_, y_;
  std::deque<SplitBatch> outputs_;  // newest first
};

/// Whether a step ends with this row: its state is gone on from, or made again at its own level by
/// a corrector.
bool ends_step(const Plan& plan, std::size_t row) {
  const Row& made = plan.rows[row];
  if (made.report != Report::state) return false;
  if (made.commit || row + 1 == plan.rows.size()) return true;
  return plan.rows[row + 1].to == made.to;
}

PointBatch start_of(const Lane& lane, std::size_t particles) {
  RunRequest request = run_request(lane);
  request.particles = particles;
  const StartPoints start(request);
  PointBatch x(2, static_cast<Eigen::Index>(particles));
  for (std::size_t p = 0; p < particles; ++p) {
    const Vec2 at = start(p);
    x.col(static_cast<Eigen::Index>(p)) << at[0], at[1];
  }
  return x;
}

/// The exact flow's states at plan.start and wherever a step ends.
class FlowStates {
 public:
  FlowStates(const Lane& lane, const std::vector<int>& ends, const PointBatch& start,
             const std::stop_token& stop)
      : columns_(start.cols()) {
    levels_ = {lane.plan->start};
    for (const int row : ends) levels_.push_back(lane.plan->rows[static_cast<std::size_t>(row)].to);
    FlowOptions options;
    options.tolerance = 1e-9;
    options.threads = 1;
    options.stop = stop;
    states_ = guided_flow_states(*lane.model, lane.guidance, levels_,
                                 {start.data(), static_cast<std::size_t>(start.size())}, options);
  }

  /// At the end of step i, from 1; 0: the start.
  PointBatch at(std::size_t i) const {
    return Eigen::Map<const PointBatch>(
        states_.data() + static_cast<std::ptrdiff_t>(i) * 2 * columns_, 2, columns_);
  }
  /// At a level that a step up to the i-th ended on; the last of several.
  PointBatch at(const Level& level, std::size_t i) const {
    while (i > 0 && !(levels_[i] == level)) --i;
    return at(i);
  }

 private:
  Eigen::Index columns_;
  std::vector<Level> levels_;
  std::vector<double> states_;
};

double rms(const PointBatch& difference) {
  return std::sqrt(difference.squaredNorm() / static_cast<double>(difference.cols()));
}

}  // namespace

std::optional<StepErrors> step_errors(const Lane& lane, std::size_t particles,
                                      const std::stop_token& stop) {
  const Plan& plan = *lane.plan;
  const bool noisy = std::ranges::any_of(plan.rows, &Row::reads_draw);
  if (noisy || plan.begin == Start::box || !has_flow(lane.guidance)) return std::nullopt;
  StepErrors found;
  for (std::size_t i = 0; i < plan.rows.size(); ++i)
    if (ends_step(plan, i)) found.rows.push_back(static_cast<int>(i));
  const PointBatch start = start_of(lane, std::min(particles, lane.particles));
  try {
    const FlowStates exact(lane, found.rows, start, stop);
    Stepper own(lane, start), forced(lane, start);
    for (std::size_t i = 0, done = 0; i < plan.rows.size(); ++i) {
      if (stop.stop_requested()) throw Cancelled();
      own.run(plan.rows[i]);
      forced.run(plan.rows[i]);
      if (!ends_step(plan, i)) continue;
      ++done;
      found.global.push_back(rms(own.y() - exact.at(done)));
      found.local.push_back(rms(forced.y() - exact.at(done)));
      if (i + 1 == plan.rows.size()) break;
      forced.put(exact.at(plan.rows[i + 1].from, done), exact.at(done));
    }
  } catch (const Failed&) {  // the flow's steps shrink to nothing
    return std::nullopt;
  }
  return found;
}

}  // namespace alphabar

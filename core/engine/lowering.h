#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/engine/engine.h"

namespace alphabar {

/// One step of a run. A row of a plan is one step, but for a Langevin corrector row, whose step
/// size needs means over all particles: it is split into asking the model (ask) and moving (move).
struct Step {
  enum class Part { whole, ask, move };
  int row = 0;  ///< of the plan
  Part part = Part::whole;
  int draw = -1;        ///< number of the draw that the row consumes, for both parts; -1: none
  int state = -1;       ///< row of Trajectory::x that it makes; -1: none
  int evaluation = -1;  ///< row of the recorded evaluations that it makes; -1: none

  const Row& of(const Plan& plan) const { return plan.rows[static_cast<std::size_t>(row)]; }
  bool asks(const Plan& plan) const { return part != Part::move && of(plan).evaluate; }
  bool moves() const { return part != Part::ask; }
};

/// The steps of a plan, in order, as its record asks to keep them.
std::vector<Step> steps_of(const Plan& plan, const Record& record);

/// The model outputs that are at hand, row by row. An output is named by the plan row that asked
/// for it, and lives in one place of a ring of Row::history from then on.
class OutputHistory {
 public:
  explicit OutputHistory(const Plan& plan);

  /// What stands `age` outputs back, 0 the newest, once the row has asked: its plan row. The plan
  /// has passed check(): nothing else is asked for than what is there.
  std::size_t output(std::size_t row, std::size_t age) const { return at_[row][age]; }
  /// Where in the ring a row's output is kept.
  std::size_t place(std::size_t row) const { return place_[row]; }
  /// The same of the output that stands `age` back.
  std::size_t place(std::size_t row, std::size_t age) const { return place_[output(row, age)]; }

 private:
  std::vector<std::array<std::size_t, Row::history>> at_;
  std::vector<std::size_t> place_;
};

/// Which halves of an output are read by steps later than the one that asked for it.
struct ReadLater {
  bool x0_hat = false, eps_hat = false, score = false;
};
/// For every row. The move of a corrector row is later than its ask.
std::vector<ReadLater> read_later(const Plan& plan, const OutputHistory& history);

/// What guided rows are guided by.
enum class GuidedBy { none, label, loss };

/// Whether some row is guided, or moves by means over all particles.
bool is_guided(const Plan& plan);
bool has_corrector(const Plan& plan);

}  // namespace alphabar

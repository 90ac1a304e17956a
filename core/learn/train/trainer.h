#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/learn/form/learned_net.h"
#include "core/learn/losses/net_loss.h"
#include "core/learn/train/asked_levels.h"
#include "core/learn/train/problem.h"

namespace alphabar {

/// Everything that changes in a training; what it goes on from.
struct TrainingState {
  std::vector<float> weights, average, m, v;  ///< [shape.size()] each
  std::vector<float> chains;                  ///< [batch][2], of an energy's persistent negatives
  std::int64_t step = 0;
  bool operator==(const TrainingState&) const = default;
};

/// One training, step by step. The same problem comes to the same weights on one machine, however
/// the steps are spread over calls, threads and continuations. To be used by one thread at a time.
class Trainer {
 public:
  /// From the first weights.
  explicit Trainer(std::shared_ptr<const TrainingProblem> problem);
  /// From a state of the same problem; throws BadRequest where its sizes are others.
  Trainer(std::shared_ptr<const TrainingProblem> problem, TrainingState state);
  ~Trainer();

  const TrainingProblem& problem() const { return *problem_; }
  const TrainingState& state() const { return state_; }
  bool done() const { return state_.step >= problem_->training().steps; }

  /// One step of the optimizer; returns the loss of its batch before it. Throws Failed where loss
  /// or weights are finite no more, saying at which step: the state is then the last good one.
  double step();

  /// The averaged weights, which are what runs.
  LearnedNet net() const;
  /// Their loss on draws that no training sees. Of an energy: E of those less E of the chains as
  /// they are, without the decay.
  double held_out_loss();
  /// Where an energy's chains are now, or were when the last step used them; else empty.
  const std::vector<Vec2>& negatives() const { return negatives_; }

  /// At which levels this object's steps have asked the net.
  const AskedLevels& asked() const { return asked_; }

  /// The learning rate of a step, from 0.
  double learning_rate(std::int64_t step) const;

 private:
  void start_chains(LossBatch& batch);
  void make_negatives(LossBatch& batch);

  std::shared_ptr<const TrainingProblem> problem_;
  TrainingState state_;
  NetLoss<float> loss_;
  LineVector<float> gradient_;
  LossBatch held_out_;
  std::vector<Vec2> negatives_;
  AskedLevels asked_;
};

}  // namespace alphabar

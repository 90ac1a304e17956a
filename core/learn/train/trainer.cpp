#include "core/learn/train/trainer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/engine/unet/kernels/adam.h"
#include "core/learn/train/parts.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

constexpr std::size_t held_out_size = 2048;

TrainingState first_state(const TrainingProblem& problem) {
  const std::vector<double> first =
      first_weights(problem.net().shape(), static_cast<std::uint64_t>(problem.training().seed));
  TrainingState state;
  state.weights.assign(first.begin(), first.end());
  state.average = state.weights;
  state.m.assign(first.size(), 0);
  state.v.assign(first.size(), 0);
  return state;
}

bool is_finite(const TrainingState& state) {
  const auto all = [](const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
  };
  return all(state.weights) && all(state.average) && all(state.m) && all(state.v);
}

}  // namespace

Trainer::Trainer(std::shared_ptr<const TrainingProblem> problem)
    : Trainer(problem, first_state(*problem)) {}

Trainer::Trainer(std::shared_ptr<const TrainingProblem> problem, TrainingState state)
    : problem_(std::move(problem)),
      state_(std::move(state)),
      loss_(problem_->net()),
      gradient_(problem_->net().shape().size()),
      held_out_(problem_->held_out(held_out_size)),
      asked_(asked_levels(problem_->net())) {
  for (const auto* each : {&state_.weights, &state_.average, &state_.m, &state_.v})
    if (each->size() != gradient_.size())
      throw BadRequest("training", "state", std::to_string(each->size()) + " numbers",
                       std::to_string(gradient_.size()), "it is of another net: start anew");
  const std::size_t chains = 2 * static_cast<std::size_t>(problem_->training().batch);
  if (!state_.chains.empty() && state_.chains.size() != chains)
    throw BadRequest("training", "chains", std::to_string(state_.chains.size()),
                     std::to_string(chains), "it is of another batch: start anew");
}

Trainer::~Trainer() = default;

double Trainer::learning_rate(std::int64_t step) const {
  const TrainingSpec& t = problem_->training();
  const double at = static_cast<double>(step);
  const double rise = t.warm_up > 0 ? std::min(1.0, (at + 1) / t.warm_up) : 1;
  const double rest = std::max(1.0, static_cast<double>(t.steps - t.warm_up));
  const double share = std::clamp((at - t.warm_up) / rest, 0.0, 1.0);
  switch (t.schedule) {
    case RateSchedule::constant: return t.learning_rate * rise;
    case RateSchedule::linear: return t.learning_rate * rise * (1 - share);
    case RateSchedule::cosine: break;
  }
  return t.learning_rate * rise * 0.5 * (1 + std::cos(std::numbers::pi * share));
}

/// Where this step's chains begin.
void Trainer::start_chains(LossBatch& batch) {
  const TrainingSpec& t = problem_->training();
  const std::size_t n = batch.size();
  batch.negatives.resize(n);
  const bool go_on = t.negatives == NegativeStart::persistent && !state_.chains.empty();
  const double std = std::hypot(problem_->net().form().data_std, t.sigma);
  for (std::size_t i = 0; i < n; ++i) {
    if (t.negatives == NegativeStart::data) {
      batch.negatives[i] = batch.x(i);
    } else if (go_on) {
      batch.negatives[i] = {state_.chains[2 * i], state_.chains[2 * i + 1]};
    } else {
      const auto z =
          normal_block(static_cast<std::uint64_t>(t.seed), i,
                       static_cast<std::uint32_t>(state_.step), Stream::shuffle, part_chain_start);
      batch.negatives[i] = {std * z[0], std * z[1]};
    }
  }
}

void Trainer::make_negatives(LossBatch& batch) {
  const TrainingSpec& t = problem_->training();
  start_chains(batch);
  std::vector<Vec2> z(batch.size());
  for (int k = 0; k < t.langevin_steps; ++k) {
    for (std::size_t i = 0; i < z.size(); ++i) {
      const std::uint64_t element = static_cast<std::uint64_t>(k) * z.size() + i;
      const auto draw =
          normal_block(static_cast<std::uint64_t>(t.seed), element,
                       static_cast<std::uint32_t>(state_.step), Stream::shuffle, part_chain);
      z[i] = {draw[0], draw[1]};
    }
    loss_.langevin_step(state_.weights, t.langevin_step, z, batch.negatives);
  }
  // Chains that left every scale would spoil the weights; their step is refused in step().
  state_.chains.resize(2 * batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i)
    for (std::size_t c = 0; c < 2; ++c) {
      state_.chains[2 * i + c] = static_cast<float>(batch.negatives[i][c]);
      batch.negatives[i][c] = state_.chains[2 * i + c];
    }
  negatives_ = batch.negatives;
}

double Trainer::step() {
  const TrainingSpec& t = problem_->training();
  const TrainingState before = state_;
  LossBatch batch = problem_->batch(state_.step);
  if (t.objective == Objective::energy) make_negatives(batch);
  const double loss = loss_.gradient(state_.weights, batch, gradient_);
  double square = 0;
  for (const float g : gradient_) square += static_cast<double>(g) * static_cast<double>(g);
  const double norm = std::sqrt(square), count = static_cast<double>(state_.step);
  net::AdamOptions adam{.learning_rate = learning_rate(state_.step),
                        .weight_decay = t.weight_decay};
  if (t.clip > 0 && norm > t.clip) adam.gradient_scale = t.clip / norm;
  adam.average_decay = std::min(t.ema, (1 + count) / (10 + count));
  if (t.ema == 0) adam.average_decay = 0;
  if (std::isfinite(loss) && std::isfinite(norm))
    net::adam_step({state_.weights, state_.m, state_.v, state_.average}, gradient_, state_.step + 1,
                   adam);
  if (!std::isfinite(loss) || !std::isfinite(norm) || !is_finite(state_)) {
    state_ = before;
    throw Failed("training diverges at step " + std::to_string(state_.step + 1) +
                 ": the loss is no number any more; what is there is of the step before. Try a "
                 "smaller learning rate, or clip the gradient");
  }
  ++state_.step;
  asked_.add(batch);
  return loss;
}

LearnedNet Trainer::net() const { return {problem_->net().form(), state_.average, state_.step}; }

double Trainer::held_out_loss() {
  if (problem_->training().objective == Objective::energy) {
    if (negatives_.empty()) return 0;
    LossBatch batch = held_out_;
    batch.negatives = negatives_;
    return loss_.value(state_.average, batch);
  }
  return loss_.value(state_.average, held_out_);
}

}  // namespace alphabar

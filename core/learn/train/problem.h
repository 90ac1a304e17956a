#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/learn/form/net_form.h"
#include "core/learn/losses/batch.h"
#include "core/model/draws/data_draws.h"
#include "core/model/mixture.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What is learned: a training on data and a process, with all that follows from them. Batches are
/// functions of the training's seed and the step alone.
class TrainingProblem {
 public:
  /// Throws BadRequest where a part cannot be used, or they do not fit each other.
  TrainingProblem(const TrainingSpec& training, const DataSpec& data, const ProcessSpec& process);
  explicit TrainingProblem(const Scene& scene)
      : TrainingProblem(scene.training, scene.data, scene.process) {}

  const NetLevels& net() const { return net_; }
  const TrainingSpec& training() const { return net_.form().training; }
  /// Of more than DataSpec::most points, of circles that stand for them.
  const Mixture& data() const { return data_; }
  /// The exact model of the data, of all points.
  const Denoiser& exact() const { return points_ ? *points_ : static_cast<const Denoiser&>(data_); }

  /// The batch of a step, from 0; without the negatives of an energy.
  LossBatch batch(std::int64_t step) const;
  /// A batch of draws that no training sees, of this size; the same at every call.
  LossBatch held_out(std::size_t size) const;
  /// Draws of the data that no training sees.
  std::vector<Vec2> held_out_points(std::size_t size) const;
  /// The training set; empty where every batch is drawn anew.
  const std::vector<Vec2>& points() const { return set_.points; }

  /// The least loss that any net can reach on fresh draws, over the levels as they are trained on;
  /// none where it is not known: an energy's is 0 where its samples are the data's. By quadrature
  /// at up to `levels` of them. Throws Cancelled.
  std::optional<double> least_loss(int levels = 33, const std::stop_token& stop = {}) const;

 private:
  LossBatch draws(std::size_t size, std::uint32_t number, bool held_out) const;

  Mixture data_;
  std::shared_ptr<const Denoiser> points_;  ///< null: data_ is exact
  DataDraws draws_;
  NetLevels net_;
  DataSpec set_;  ///< training set as points; none: drawn anew
};

/// The mean of a coordinate's variances over the data, as a deviation.
double data_std(const DataSpec& data);

}  // namespace alphabar

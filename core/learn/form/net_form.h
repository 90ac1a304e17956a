#pragma once

#include <cstddef>
#include <vector>

#include "core/learn/form/output.h"
#include "core/learn/net/mlp_shape.h"
#include "core/process/process.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// What a net is, besides its weights: what its folder says in config.json.
struct NetForm {
  TrainingSpec training;
  ProcessSpec process;  ///< that it is trained on
  double data_std = 1;  ///< root mean square deviation of a coordinate of the data, > 0
  int classes = 0;      ///< a classifier: of its logits
  bool operator==(const NetForm&) const = default;
};

/// The same with its tables made: which levels a net knows, and what it is told of one.
class NetLevels {
 public:
  /// Throws BadRequest where the process does not fit the objective, saying which do.
  explicit NetLevels(const NetForm& form);

  const NetForm& form() const { return form_; }
  const Process& process() const { return process_; }
  Output output() const { return output_; }
  bool one_level() const { return one_level_; }
  MlpShape shape() const;

  /// A level of any process as the net was shown one of the same sigma; outside of what it was
  /// trained on, the nearest that it knows. x there is x here times `scale`.
  struct Shown {
    Level level;  ///< of the training's process
    double scale = 1;
    bool below = false, above = false;  ///< the level asked for is cleaner, or noisier, than known
  };
  Shown shown(const Level& level) const;

  /// Of x at a level that the net was shown: 1 / sqrt(a^2 data_std^2 + s^2).
  double input_scale(const Level& level) const;
  /// The number that its features are of: sin and cos of it times each frequency; 0 of one level.
  double feature_place(const Level& level) const;
  /// Of the features, [features / 2], each a float; a file has them too.
  const std::vector<double>& frequencies() const { return frequencies_; }
  /// What the net is told of the level: [shape().features], into `out`.
  template <class Real>
  void features(const Level& level, Real* out) const;

 private:
  NetForm form_;
  Process process_;
  Output output_;
  bool one_level_;
  double sigma_low_ = 0, sigma_high_ = 0;  ///< of what it is trained on
  std::vector<double> frequencies_;        ///< [features / 2]
};

}  // namespace alphabar

#pragma once

#include <array>
#include <string>

#include "core/base/check.h"
#include "core/base/listed.h"
#include "core/scene/data.h"

namespace alphabar {

enum class ModelKind {
  exact,    ///< the split of the data, in closed form
  blurred,  ///< that of the data with every component wider: a weaker model of the same classes
  points,   ///< that of finitely many points drawn from the data: what a net that memorises learns
  learned,  ///< a net that was trained
};

constexpr auto listed(ModelKind) {
  return std::array{
      Listed{ModelKind::exact, "exact", "exact"},
      Listed{ModelKind::blurred, "blurred", "blurred",
             "every component's variances plus blur\u00B2: a model that has learned less"},
      Listed{ModelKind::points, "points", "exact for finite points",
             "the data are these points: the perfect minimiser of any loss on a training set"},
      Listed{ModelKind::learned, "learned", "a net", "what a net that was trained says"},
  };
}

/// What rows ask for x0_hat and eps_hat.
struct ModelSpec {
  ModelKind kind = ModelKind::exact;
  double blur = 0.3;  ///< blurred: in data units, 0..10
  int points = 200;   ///< points: how many, 1..DataSpec::most_points
  int seed = 1;       ///< points: of their draws; a training's seed names its training set
  std::string net =
      {};  ///< learned: a folder of assets/nets, or a path; empty: the one in training

  bool operator==(const ModelSpec&) const = default;
};

/// Throws BadRequest naming the field, its value and its range.
inline void check(const ModelSpec& model) {
  check_range("model", "blur", model.blur, 0, 10);
  check_range("model", "points", model.points, 1, DataSpec::most_points);
  check_range("model", "seed", model.seed, 0, 2'000'000'000);
}

}  // namespace alphabar

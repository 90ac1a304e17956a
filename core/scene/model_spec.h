#pragma once

#include <array>

#include "core/base/check.h"
#include "core/base/listed.h"

namespace alphabar {

enum class ModelKind {
  exact,    ///< the split of the data, in closed form
  blurred,  ///< that of the data with every component wider: a weaker model of the same classes
};

constexpr auto listed(ModelKind) {
  return std::array{
      Listed{ModelKind::exact, "exact", "exact"},
      Listed{ModelKind::blurred, "blurred", "blurred",
             "every component's variances plus blur\u00B2: a model that has learned less"},
  };
}

/// What rows ask for x0_hat and eps_hat.
struct ModelSpec {
  ModelKind kind = ModelKind::exact;
  double blur = 0.3;  ///< blurred: in data units, 0..10
  bool operator==(const ModelSpec&) const = default;
};

/// Throws BadRequest naming the field, its value and its range.
inline void check(const ModelSpec& model) { check_range("model", "blur", model.blur, 0, 10); }

}  // namespace alphabar

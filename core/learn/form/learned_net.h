#pragma once

#include <cstdint>
#include <vector>

#include "core/learn/form/net_form.h"

namespace alphabar {

/// A net that was trained: a value.
struct LearnedNet {
  NetForm form;
  std::vector<float> weights;  ///< [NetLevels(form).shape().size()], averaged
  std::int64_t step = 0;       ///< of the optimizer, that it has come to
  bool operator==(const LearnedNet&) const = default;
};

}  // namespace alphabar

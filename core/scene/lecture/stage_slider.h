#pragma once

#include <array>

#include "core/base/listed.h"

namespace alphabar {

/// A number that a class may see changed, on a slider of the slide.
enum class StageValue { eta, steps, guidance, timesteps, beta_end, particles };

constexpr auto listed(StageValue) {
  return std::array{
      Listed{StageValue::eta, "eta", "η"},
      Listed{StageValue::steps, "steps", "steps"},
      Listed{StageValue::guidance, "guidance", "guidance w"},
      Listed{StageValue::timesteps, "timesteps", "T"},
      Listed{StageValue::beta_end, "beta_end", "β end"},
      Listed{StageValue::particles, "particles", "particles"},
  };
}

/// A slider on the slide.
struct StageSlider {
  StageValue value = StageValue::eta;
  int lane = -1;  ///< whose, 0..11; -1: of the scene and of all lanes that have it
  bool operator==(const StageSlider&) const = default;
};

}  // namespace alphabar

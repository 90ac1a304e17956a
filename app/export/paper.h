#pragma once

#include <array>

#include "core/base/listed.h"

namespace alphabar {

/// What a figure or an animation stands on.
enum class Paper { white, transparent, theme };

constexpr auto listed(Paper) {
  return std::array{
      Listed{Paper::white, "white", "white"},
      Listed{Paper::transparent, "transparent", "transparent"},
      Listed{Paper::theme, "theme", "of the theme"},
  };
}

}  // namespace alphabar

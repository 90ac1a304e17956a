#pragma once

#include <array>
#include <string>

#include "core/base/listed.h"

namespace alphabar {

/// Where a scene's note stands.
enum class NotePlace { above, beside };

constexpr auto listed(NotePlace) {
  return std::array{
      Listed{NotePlace::above, "above", "above"},
      Listed{NotePlace::beside, "beside", "beside"},
  };
}

/// What a card points to.
enum class CardTarget {
  none,
  point,      ///< of the plane, in data units
  particle,   ///< of the first lane, where it is
  component,  ///< of the data, as its mean has moved
};

constexpr auto listed(CardTarget) {
  return std::array{
      Listed{CardTarget::none, "none", "nothing"},
      Listed{CardTarget::point, "point", "a point"},
      Listed{CardTarget::particle, "particle", "a particle"},
      Listed{CardTarget::component, "component", "a component"},
  };
}

/// A few words over a pane of particles, with an arrow to what they are about.
struct Card {
  std::string words;               ///< Markdown with LaTeX between dollars
  std::array<double, 2> at{0, 0};  ///< of its middle: shares of the pane's width and height, 0..1
                                   ///< from the left and from the top
  CardTarget target = CardTarget::none;
  std::array<double, 2> point{0, 0};  ///< point: where, in data units
  int index = 0;     ///< particle, component: which; one that is not there: no arrow
  int lane = 0;      ///< in whose pane, 0..11; the last one where there are fewer
  double from = 0;   ///< shown from this place on the time slider,
  double until = 1;  ///< to this one, 0..1
  bool operator==(const Card&) const = default;
};

}  // namespace alphabar

#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/base/listed.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What an animation shows.
enum class Subject {
  lanes,      ///< the particle panes, side by side
  filmstrip,  ///< the UNet's pictures, the current one large
};

constexpr auto listed(Subject) {
  return std::array{
      Listed{Subject::lanes, "lanes", "lanes"},
      Listed{Subject::filmstrip, "filmstrip", "filmstrip"},
  };
}

/// An animation of one pass through a scene.
struct AnimationSpec {
  Subject subject = Subject::lanes;
  int width = 1280, height = 720;  ///< pixels, 160..7680 and 120..4320
  double fps = 30;                 ///< frames a second, 1..120
  double rest = 1;                 ///< seconds that the last state stays, 0..60
  int first = 0;                   ///< the frames wanted: first .. end - 1
  std::optional<int> end;          ///< none: to the last

  bool operator==(const AnimationSpec&) const = default;
};

/// Frames of the whole pass, playback.seconds long, and the rest after it.
int frame_count(const Scene& scene, const AnimationSpec& spec);

/// The position in [0, 1] that a frame shows: the first shows 0, the last moving one 1.
double frame_position(const Scene& scene, const AnimationSpec& spec, int frame);

/// Throws BadRequest naming the option, its value and its range.
void check(const Scene& scene, const AnimationSpec& spec);

/// "A:B" to frames A .. B - 1; either may be left out. Throws BadRequest.
void read_frames(const std::string& text, AnimationSpec& spec);

}  // namespace alphabar

#pragma once

#include <array>
#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// What of playing is not part of the scene.
struct Playback {
  bool playing = true;
  bool backwards = false;  ///< on the way back of ping-pong
  double rested = 0;       ///< seconds spent at the end of the pass so far
};

/// Where the slider is after `seconds` more on the clock. At the end it rests for a second and then
/// starts again, turns round, or stops playing. Playing on from the end starts at 0.
double advance(const PlaybackSpec& spec, Playback& playback, double seconds);

/// The seconds of one pass that are offered, and the next of them with more or fewer; the last
/// stays.
inline constexpr std::array pass_seconds{1.5, 3.0, 6.0, 12.0, 24.0, 60.0};
double slower(double seconds);
double faster(double seconds);

/// "1.5 s"
std::string seconds_text(double seconds);

/// Space bar: at the end a pass starts again, or goes back where it goes to and fro.
double toggle_playing(const PlaybackSpec& spec, Playback& playback);

}  // namespace alphabar

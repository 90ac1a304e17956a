#pragma once

#include <array>
#include <string>

#include "core/scene/scene.h"

namespace alphabar {

/// What of playing is not part of the scene.
struct Playback {
  bool playing = true;
  double speed = 1;        ///< 1: one pass takes scene.playback.seconds; > 0
  bool backwards = false;  ///< on the way back of ping-pong
  double rested = 0;       ///< seconds spent at the end of the pass so far
};

/// Where the slider is after `seconds` more on the clock. At the end it rests for a second and then
/// starts again, turns round, or stops playing. Playing on from the end starts at 0.
double advance(const PlaybackSpec& spec, Playback& playback, double seconds);

/// The speeds that are offered, and the next of them down or up; the last stays.
inline constexpr std::array playback_speeds{0.1, 0.25, 0.5, 1.0, 2.0, 4.0};
double slower(double speed);
double faster(double speed);

/// "0.25 ×"
std::string speed_text(double speed);

/// Space bar: at the end a pass starts again, or goes back where it goes to and fro.
double toggle_playing(const PlaybackSpec& spec, Playback& playback);

}  // namespace alphabar

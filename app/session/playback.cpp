#include "app/session/playback.h"

#include <algorithm>

namespace alphabar {
namespace {

constexpr double rest_at_end = 1;  // seconds

}  // namespace

double advance(const PlaybackSpec& spec, Playback& playback, double seconds) {
  if (!playback.playing) return spec.position;
  if (spec.position >= 1) {
    playback.rested += seconds;
    if (playback.rested < rest_at_end) return 1;
    playback.rested = 0;
    if (spec.loop) return 0;
    playback.playing = false;
    return 1;
  }
  playback.rested = 0;
  return std::min(1.0, spec.position + seconds * playback.speed / spec.seconds);
}

double toggle_playing(const PlaybackSpec& spec, Playback& playback) {
  playback.playing = !playback.playing;
  playback.rested = 0;
  return playback.playing && spec.position >= 1 ? 0 : spec.position;
}

}  // namespace alphabar

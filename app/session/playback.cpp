#include "app/session/playback.h"

#include <algorithm>
#include <cstdio>

namespace alphabar {
namespace {

constexpr double rest_at_end = 1;  // seconds

}  // namespace

double advance(const PlaybackSpec& spec, Playback& playback, double seconds) {
  if (!playback.playing) return spec.position;
  if (spec.repeat != Repeat::ping_pong) playback.backwards = false;
  const double end = playback.backwards ? 0 : 1;
  if (spec.position == end) {
    playback.rested += seconds;
    if (playback.rested < rest_at_end) return end;
    playback.rested = 0;
    if (spec.repeat == Repeat::loop) return 0;
    if (spec.repeat == Repeat::once) playback.playing = false;
    if (spec.repeat == Repeat::ping_pong) playback.backwards = !playback.backwards;
    return end;
  }
  playback.rested = 0;
  const double way = seconds / spec.seconds;
  return std::clamp(spec.position + (playback.backwards ? -way : way), 0.0, 1.0);
}

double slower(double seconds) {
  const auto* at = std::ranges::upper_bound(pass_seconds, seconds);
  return at == pass_seconds.end() ? seconds : *at;
}

double faster(double seconds) {
  const auto* at = std::ranges::lower_bound(pass_seconds, seconds);
  return at == pass_seconds.begin() ? seconds : *(at - 1);
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g s", seconds);
  return text;
}

double toggle_playing(const PlaybackSpec& spec, Playback& playback) {
  playback.playing = !playback.playing;
  playback.rested = 0;
  const bool to_and_fro = spec.repeat == Repeat::ping_pong;
  if (spec.position <= 0 || spec.position >= 1)  // in between the way goes on as it went
    playback.backwards = to_and_fro && spec.position >= 1;
  return playback.playing && spec.position >= 1 && !to_and_fro ? 0 : spec.position;
}

}  // namespace alphabar

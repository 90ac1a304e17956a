#include "app/session/playback.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

TEST(Playback, TakesItsSecondsForOnePass) {
  PlaybackSpec spec{.position = 0.25, .seconds = 4, .repeat = Repeat::loop};
  Playback playback;
  EXPECT_DOUBLE_EQ(advance(spec, playback, 1), 0.5);
  spec.seconds = 2;
  EXPECT_DOUBLE_EQ(advance(spec, playback, 1), 0.75);
  EXPECT_EQ(advance(spec, playback, 100), 1);
}

TEST(Playback, StandsStillWhenItDoesNotPlay) {
  Playback playback{.playing = false};
  EXPECT_EQ(advance({.position = 0.25}, playback, 1), 0.25);
}

TEST(Playback, RestsAtTheEndAndStartsAgain) {
  PlaybackSpec spec{.position = 1, .seconds = 4, .repeat = Repeat::loop};
  Playback playback;
  EXPECT_EQ(advance(spec, playback, 0.6), 1);
  EXPECT_EQ(advance(spec, playback, 0.6), 0);
  EXPECT_TRUE(playback.playing);
}

TEST(Playback, StopsAtTheEndWithoutLoop) {
  PlaybackSpec spec{.position = 1, .seconds = 4, .repeat = Repeat::once};
  Playback playback;
  EXPECT_EQ(advance(spec, playback, 2), 1);
  EXPECT_FALSE(playback.playing);
  EXPECT_EQ(toggle_playing(spec, playback), 0) << "played again, it starts at x_T";
  EXPECT_TRUE(playback.playing);
}

TEST(Playback, PingPongTurnsRoundAtBothEnds) {
  PlaybackSpec spec{.position = 1, .seconds = 4, .repeat = Repeat::ping_pong};
  Playback playback;
  EXPECT_EQ(advance(spec, playback, 1.2), 1) << "it rests before it turns";
  spec.position = advance(spec, playback, 1);
  EXPECT_DOUBLE_EQ(spec.position, 0.75);
  EXPECT_EQ(advance(spec, playback, 100), 0);
  spec.position = 0;
  EXPECT_EQ(advance(spec, playback, 1.2), 0);
  EXPECT_DOUBLE_EQ(advance(spec, playback, 1), 0.25);
  EXPECT_TRUE(playback.playing);
}

TEST(Playback, TogglesWhereItIs) {
  Playback playback;
  EXPECT_EQ(toggle_playing({.position = 0.4}, playback), 0.4);
  EXPECT_FALSE(playback.playing);
  EXPECT_EQ(toggle_playing({.position = 0.4}, playback), 0.4);
  EXPECT_TRUE(playback.playing);
}

TEST(Playback, SpeedsGoUpAndDownFromAnywhere) {
  EXPECT_EQ(faster(6), 3);
  EXPECT_EQ(slower(6), 12);
  EXPECT_EQ(faster(10), 6) << "one from a file";
  EXPECT_EQ(slower(10), 12);
  EXPECT_EQ(faster(0.5), 0.5);
  EXPECT_EQ(slower(100), 100);
  EXPECT_EQ(seconds_text(1.5), "1.5 s");
}

}  // namespace
}  // namespace alphabar

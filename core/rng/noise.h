#pragma once

#include <array>
#include <cstdint>

namespace alphabar {

/// What a draw is for; part of the generator's counter, so that the streams never meet.
enum class Stream : std::uint32_t {
  start = 0,    ///< x_T
  noise = 1,    ///< the z of a plan's rows
  pick = 2,     ///< which component a data draw comes from
  shuffle = 3,  ///< training: order, timesteps, labels
  target = 4,   ///< exact draws from the mixture, which a run's end is compared with
  thin = 5,     ///< which rows of a table are kept
  walk = 6,     ///< where a walk on a Markov chain goes
  brush = 7,    ///< points that are drawn by hand
};

/// Standard normal draws 4 block .. 4 block + 3 of draw number `draw` of a stream.
///
/// Philox4x32-10 (Salmon et al. 2011) with key = seed and counter = (block low, block high, draw,
/// stream), then Box-Muller on the word pairs (0, 1) and (2, 3):
///     u = (w + 0.5) 2^-32,  z_0 = sqrt(-2 log u_0) cos(2 pi u_1),  z_1 = the same with sin.
/// Element e = particle * components + component of an array is entry e % 4 of block e / 4: a 2D
/// particle p is words (0, 1) of block p / 2 where p is even and (2, 3) where it is odd. The same
/// on every engine, up to the rounding of log and cos. `lane` separates runs that must not share
/// noise.
std::array<double, 4> normal_block(std::uint64_t seed, std::uint64_t block, std::uint32_t draw,
                                   Stream stream, std::uint32_t lane = 0);

/// The four 32-bit words behind a block.
std::array<std::uint32_t, 4> philox_block(std::uint64_t seed, std::uint64_t block,
                                          std::uint32_t draw, Stream stream,
                                          std::uint32_t lane = 0);

/// One element: normal_block(...)[element % 4] of block element / 4.
double normal(std::uint64_t seed, std::uint64_t element, std::uint32_t draw, Stream stream,
              std::uint32_t lane = 0);

/// The open unit interval's point behind a word: (w + 0.5) 2^-32, exact in double.
constexpr double unit_of_word(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

/// The last counter word: stream in the low 8 bits, lane above.
constexpr std::uint32_t stream_word(Stream stream, std::uint32_t lane) {
  return static_cast<std::uint32_t>(stream) | lane << 8;
}

}  // namespace alphabar

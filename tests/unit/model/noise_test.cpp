#include "core/rng/noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace alphabar {
namespace {

using Words = std::array<std::uint32_t, 4>;

/// Known answers of philox 4x32, 10 rounds, as Random123 publishes them (kat_vectors).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox_block(0, 0, 0, Stream{0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox_block(~0ull, ~0ull, ~0u, Stream{0xff}, 0xffffff),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox_block(0x299f31d0a4093822, 0x85a308d3243f6a88, 0x13198a2e, Stream{0x44}, 0x037073),
      (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Noise, ElementsAreThoseOfTheirBlock) {
  const auto block = normal_block(7, 12, 3, Stream::noise, 2);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(normal(7, 48 + i, 3, Stream::noise, 2), block[i]);
}

TEST(Noise, IsBoxMullerOfItsWords) {
  const auto words = philox_block(5, 9, 1, Stream::start);
  const auto z = normal_block(5, 9, 1, Stream::start);
  const double radius = std::sqrt(-2 * std::log((words[2] + 0.5) / 4294967296.0));
  const double angle = 2 * M_PI * (words[3] + 0.5) / 4294967296.0;
  EXPECT_NEAR(z[2], radius * std::cos(angle), 1e-15);
  EXPECT_NEAR(z[3], radius * std::sin(angle), 1e-15);
}

TEST(Noise, UnitsAreOpen) {
  EXPECT_GT(unit_of_word(0), 0);
  EXPECT_LT(unit_of_word(~0u), 1);
}

TEST(Noise, StreamsLanesDrawsAndSeedsDiffer) {
  const double z = normal(1, 0, 0, Stream::noise);
  EXPECT_NE(z, normal(1, 0, 0, Stream::start));
  EXPECT_NE(z, normal(1, 0, 0, Stream::noise, 1));
  EXPECT_NE(z, normal(1, 0, 1, Stream::noise));
  EXPECT_NE(z, normal(2, 0, 0, Stream::noise));
  EXPECT_NE(z, normal(1ull << 32, 0, 0, Stream::noise));
}

/// Moments and a chi-square of 2^18 draws. The seed is fixed, so there is no chance in the result;
/// the bounds are five standard errors of each figure.
TEST(Noise, IsStandardNormal) {
  constexpr std::uint64_t n = 1 << 18;
  double sum = 0, squares = 0, fourth = 0, neighbours = 0, last = 0;
  std::vector<double> bins(16);
  for (std::uint64_t block = 0; block < n / 4; ++block)
    for (const double z : normal_block(3, block, 0, Stream::noise)) {
      sum += z;
      squares += z * z;
      fourth += z * z * z * z;
      neighbours += z * last;
      last = z;
      const double u = 0.5 * std::erfc(-z / std::sqrt(2.0));
      ++bins[static_cast<std::size_t>(u * 16)];
    }
  const double root = std::sqrt(static_cast<double>(n));
  EXPECT_LT(std::abs(sum / n), 5 / root);
  EXPECT_LT(std::abs(squares / n - 1), 5 * std::sqrt(2.0) / root);
  EXPECT_LT(std::abs(fourth / n - 3), 5 * std::sqrt(96.0) / root);
  EXPECT_LT(std::abs(neighbours / n), 5 / root);
  double chi2 = 0;
  for (const double count : bins) chi2 += (count - n / 16.0) * (count - n / 16.0) / (n / 16.0);
  EXPECT_LT(chi2, 15 + 5 * std::sqrt(30.0));
}

}  // namespace
}  // namespace alphabar

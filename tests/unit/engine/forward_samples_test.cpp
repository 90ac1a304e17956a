#include "core/engine/forward_samples.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/start.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

TEST(ForwardSamples, HaveTheMomentsOfEveryLevel) {
  DataSpec data;
  data.components = {{.mean = {-1, 0.5}, .std = {0.3, 0.6}, .angle = 0.4, .weight = 0.25},
                     {.mean = {1, 0}, .std = {0.2, 0.2}, .weight = 0.75}};
  constexpr std::size_t n = 100'000;
  const Trajectory<float> samples = forward_samples(Mixture(data), n, 7);
  ASSERT_EQ(samples.rows(), 2u);
  Vec2 mean{0, 0};
  double variance = 0;  // of x_0's first coordinate
  for (const Component& c : data.components) mean[0] += c.weight * c.mean[0];
  for (const Component& c : data.components) {
    const double cos = std::cos(c.angle), sin = std::sin(c.angle), d = c.mean[0] - mean[0];
    variance += c.weight * (std::pow(cos * c.std[0], 2) + std::pow(sin * c.std[1], 2) + d * d);
  }
  for (const auto& [a, s] : {std::pair{1.0, 0.0}, {0.6, 0.8}, {0.0, 1.0}}) {
    double sum = 0, squares = 0;
    for (std::size_t p = 0; p < n; ++p) {
      const double x = a * samples.state(0)[2 * p] + s * samples.state(1)[2 * p];
      sum += x;
      squares += x * x;
    }
    const double wanted = a * a * variance + s * s, found = sum / n;
    // Five standard errors of a mean, and of a variance of near-normal draws.
    EXPECT_NEAR(found, a * mean[0], 5 * std::sqrt(wanted / n)) << a;
    EXPECT_NEAR(squares / n - found * found, wanted, 5 * wanted * std::sqrt(2.0 / n)) << a;
  }
}

TEST(ForwardSamples, AreNoisedByWhatRunsStartFrom) {
  const Mixture model(data_preset("ring"));
  const Trajectory<float> samples = forward_samples(model, 5, 3);
  Plan plan;
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 5;
  request.seed = 3;
  const StartPoints start(request);
  for (std::size_t p = 0; p < 5; ++p)
    for (std::size_t i = 0; i < 2; ++i)
      EXPECT_EQ(samples.state(1)[2 * p + i], static_cast<float>(start(p)[i]));
  EXPECT_EQ(forward_samples(model, 9, 3).state(0)[3], samples.state(0)[3]);
  EXPECT_NE(forward_samples(model, 5, 4).state(0)[3], samples.state(0)[3]);
}

}  // namespace
}  // namespace alphabar

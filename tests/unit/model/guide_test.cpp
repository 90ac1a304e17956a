// Guidance of the exact model: the gradient of a loss through x0_hat, in closed form, against
// differences and against the case where everything is linear.

#include <gtest/gtest.h>

#include <cmath>

#include "core/model/guided_model.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/plain_run.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

const Loss point{.target = {0.7, -1.1}};
const Loss plane{
    .plane = true, .normal = {std::cos(0.6), std::sin(0.6)}, .offset = 0.3, .softness = 0.2};

/// Levels from nearly clean to nearly pure noise, on both sides of s = a.
const Level levels[]{{0, 1, 0.02},      {0, 0.95, 0.31},   {0, 0.8, 0.6},
                     {0, 0.708, 0.707}, {0, 0.706, 0.708}, {0, 0.3, 0.95},
                     {0, 0.01, 1},      {0, 1, 3},         {0, 0.4, 0.6}};

/// grad_x L(x0_hat(x)) by central differences of fourth order: good to about 1e-10 of its size.
Vec2 difference(const Mixture& model, const Level& level, const Loss& loss, const Vec2& x) {
  const double h = 1e-3 * std::max(level.s, 0.02);
  Vec2 gradient{};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto at = [&](double steps) {
      Vec2 y = x;
      y[i] += steps * h;
      return value(loss, model.split(y, level).x0_hat);
    };
    gradient[i] = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
  }
  return gradient;
}

TEST(Loss, HasTheGradientOfItsValue) {
  for (const Loss& loss : {point, plane})
    for (const Vec2& x0 : {Vec2{0, 0}, Vec2{3, -2}, Vec2{0.2, 0.5}, Vec2{-40, 20}, Vec2{40, 20}}) {
      const Vec2 g = gradient(loss, x0);
      for (std::size_t i = 0; i < 2; ++i) {
        Vec2 up = x0, down = x0;
        up[i] += 1e-5;
        down[i] -= 1e-5;
        EXPECT_NEAR(g[i], (value(loss, up) - value(loss, down)) / 2e-5,
                    1e-8 * (1 + std::abs(g[i])));
      }
    }
  EXPECT_TRUE(std::isfinite(value(plane, {-1e6, 0})));
  EXPECT_EQ(value(plane, {1e6, 0}), 0);
}

// 1e-7 of the gradient's size and of 1 / s: what the differences are good for at the cleanest
// level.
TEST(Guide, ALossIsFollowedThroughX0Hat) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Mixture model(random_mixture(seed, 6, seed % 2 == 0));
    for (const Level& level : levels)
      for (const Loss& loss : {point, plane})
        for (const Vec2& x0 : {Vec2{0.1, 0.4}, Vec2{-1, 0.9}, Vec2{1.5, 1.5}}) {
          const Vec2 x{level.a * x0[0] + 0.5 * level.s, level.a * x0[1] - 0.3 * level.s};
          const Split plain = model.split(x, level);
          const Split guided = GuidedModel(model, level, {-1, loss}, 1)(x);
          const Vec2 gradient = difference(model, level, loss, x);
          for (std::size_t i = 0; i < 2; ++i) {
            const double tolerance = 1e-7 * (std::abs(gradient[i]) + 1 / level.s);
            EXPECT_NEAR(guided.score[i] - plain.score[i], -gradient[i], tolerance);
            EXPECT_NEAR(guided.eps_hat[i] - plain.eps_hat[i], level.s * gradient[i],
                        level.s * tolerance);
            EXPECT_NEAR(guided.x0_hat[i] - plain.x0_hat[i],
                        -level.s * level.s / level.a * gradient[i],
                        level.s * level.s / level.a * tolerance);
            // The halves still make x.
            EXPECT_NEAR(level.a * guided.x0_hat[i] + level.s * guided.eps_hat[i], x[i], 1e-11);
          }
        }
  }
}

TEST(Guide, PureNoiseAndCleanDataAreLimits) {
  const Mixture model(random_mixture(3, 5, false));
  const Vec2 x{0.4, -0.8};
  for (const Loss& loss : {point, plane}) {
    const auto at = [&](double a, double s) {
      return GuidedModel(model, {0, a, s}, {-1, loss}, 2)(x);
    };
    const Split noise = at(0, 1), nearly_noise = at(1e-7, 1);
    const Split clean = at(1, 0), nearly_clean = at(1, 1e-5);
    EXPECT_EQ(noise.score, model.split(x, {0, 0, 1}).score);  // there x knows nothing of x_0
    EXPECT_NE(noise.x0_hat, model.split(x, {0, 0, 1}).x0_hat);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_NEAR(noise.x0_hat[i], nearly_noise.x0_hat[i], 1e-5);
      EXPECT_NEAR(clean.x0_hat[i], x[i], 1e-14);
      EXPECT_NEAR(clean.score[i], nearly_clean.score[i], 1e-4 * (1 + std::abs(clean.score[i])));
      EXPECT_TRUE(std::isfinite(clean.score[i]));
    }
  }
}

// One Gaussian N(mu, v I): x0_hat = mu + g (x - a mu) with g = a v / (a^2 v + s^2), and the loss's
// gradient is g (x0_hat - c), so that guided DDIM is a recursion of numbers.
TEST(Guide, OneGaussianIsLinear) {
  const double mu = 0.8, std = 0.4, c = -0.5, w = 0.7;
  const Mixture model(DataSpec{"one", {{{mu, mu}, {std, std}, 0, 1, 0}}});
  const Process process{ProcessSpec{}};
  SamplerSpec sampler;
  sampler.grid.steps = 25;
  for (const bool mean_shift : {false, true}) {
    const GuidanceSpec guidance{
        .kind = GuidanceKind::loss_point, .scale = w, .target = {c, c}, .mean_shift = mean_shift};
    const Plan plan = build_plan(process, sampler, guidance);
    const Replay replay{{0.9, -1.3}, {}};
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = 1;
    request.loss = loss_of(guidance);
    request.replay = &replay;
    const auto run = plain_run(request);
    double x = 0.9;
    for (int i = 0; i < 25; ++i) {
      const int t = 960 - 40 * i + 1;
      const double ab = process.alpha_bar(t), before = t > 40 ? process.alpha_bar(t - 40) : 1;
      const double a = std::sqrt(ab), s = std::sqrt(1 - ab);
      const double g = a * std * std / (ab * std * std + 1 - ab);
      const double x0 = mu + g * (x - a * mu), gradient = g * (x0 - c);
      // DDPM's form moves the mean by beta_tilde grad; DDIM's changes eps_hat by s grad.
      const double weight = mean_shift ? w * std::sqrt(ab / before) * (1 - before) / (1 - ab) : w;
      const double eps = (x - a * x0) / s + weight * s * gradient;
      x = std::sqrt(before) * (x - s * eps) / a + std::sqrt(1 - before) * eps;
      EXPECT_NEAR(run.x[2 * static_cast<std::size_t>(i + 1)], x, 1e-12) << i;
    }
    EXPECT_LT(x, mu + 0.9 * std - 0.1) << "without guidance it would end near mu + 0.9 std";
  }
}

// Dhariwal and Nichol 2021, algorithm 1, written out: x ~ N(mu + scale Sigma grad log p(y | x_t),
// Sigma), the noise left out, with the small variance of DDPM and with the large one.
TEST(Guide, MovesDdpmsMeanByItsOwnVariance) {
  const DataSpec data{"three",
                      {{{-1, 0.2}, {0.4, 0.3}, 0.5, 0.5, 0},
                       {{0.8, 0.9}, {0.3, 0.3}, 0, 0.3, 1},
                       {{0.5, -1}, {0.5, 0.2}, 0, 0.2, 1}}};
  DataSpec wanted = data;
  wanted.components.erase(wanted.components.begin());
  for (Component& c : wanted.components) c.weight /= 0.5;
  const Mixture model(data), conditional(wanted);
  const Process process{ProcessSpec{}};
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddpm;
  sampler.grid.steps = 20;
  for (const Variance variance : {Variance::small, Variance::large}) {
    sampler.variance = variance;
    const Plan plan =
        build_plan(process, sampler, {.kind = GuidanceKind::classifier_ddpm, .scale = 1.5});
    const Replay replay{{0.9, -0.3},
                        std::vector<double>(2 * static_cast<std::size_t>(plan.draws()))};
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = 1;
    request.labels = {1};
    request.replay = &replay;
    const auto run = plain_run(request);
    Vec2 x{0.9, -0.3};
    for (int i = 0; i < 19; ++i) {
      const int t = 950 - 50 * i + 1;
      const double ab = process.alpha_bar(t), before = process.alpha_bar(t - 50);
      const double alpha = ab / before, beta = 1 - alpha;
      const Level level{0, std::sqrt(ab), std::sqrt(1 - ab)};
      const Split plain = model.split(x, level), towards = conditional.split(x, level);
      const double sigma2 = variance == Variance::small ? beta * (1 - before) / (1 - ab) : beta;
      for (std::size_t c = 0; c < 2; ++c) {
        const double mu = std::sqrt(before) * beta / (1 - ab) * plain.x0_hat[c] +
                          std::sqrt(alpha) * (1 - before) / (1 - ab) * x[c];
        x[c] = mu + 1.5 * sigma2 * (towards.score[c] - plain.score[c]);
        EXPECT_NEAR(run.x[2 * static_cast<std::size_t>(i + 1) + c], x[c], 1e-11) << i;
      }
    }
  }
}

TEST(Guide, IsMadeFromTheScenesGuidance) {
  GuidanceSpec spec;
  EXPECT_EQ(guide_of(spec), Guide{});
  spec = {GuidanceKind::classifier_free, 2, 3};
  EXPECT_EQ(guide_of(spec), (Guide{3, std::nullopt}));
  spec = {.kind = GuidanceKind::loss_point, .target = {1, 2}};
  EXPECT_EQ(guide_of(spec), (Guide{-1, Loss{.target = {1, 2}}}));
  spec = {.kind = GuidanceKind::loss_half_plane, .angle = 0, .offset = 0.5, .softness = 0.25};
  EXPECT_EQ(guide_of(spec),
            (Guide{-1, Loss{.plane = true, .normal = {1, 0}, .offset = 0.5, .softness = 0.25}}));
}

}  // namespace
}  // namespace alphabar

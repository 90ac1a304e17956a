// Training objectives of exact models against closed forms, against each other, and against their
// definitions by Monte Carlo.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/engine/start.h"
#include "core/model/mixture.h"
#include "core/objectives/bound.h"
#include "core/objectives/score_matching.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

const std::array levels{Level{0, 1, 0.05}, Level{0, 0.9, 0.4}, Level{0, 1, 0.7},
                        Level{0, 0.3, 0.95}, Level{0, 1, 20}};

Mixture one_ellipse(Vec2 mean, Vec2 std) {
  return Mixture(DataSpec{"one", {{mean, std, 0.6, 1, 0}}});
}

/// Ellipses that overlap and one that lies inside another.
Mixture shapes() {
  return Mixture(DataSpec{"shapes",
                          {{{-0.8, -0.6}, {0.5, 0.3}, 0.5, 0.4, 0},
                           {{0.5, 0.9}, {0.2, 0.2}, 0, 0.25, 1},
                           {{1.1, -0.4}, {0.35, 0.2}, -0.8, 0.25, 2},
                           {{-0.7, -0.5}, {0.1, 0.1}, 0, 0.1, 0}}});
}

/// The same with everything a little elsewhere: a model that is not quite right.
Mixture near_shapes() {
  DataSpec data = shapes().data();
  for (Component& c : data.components) {
    c.mean[0] += 0.1;
    c.std[0] *= 1.2;
    c.angle += 0.3;
  }
  return Mixture(data);
}

Process process_of(int T) {
  ProcessSpec spec;
  spec.T = T;
  spec.beta_start = 0.1 / T;
  spec.beta_end = 20.0 / T;
  return Process(spec);
}

TEST(Objectives, OfOneGaussianAreClosedForms) {
  const Vec2 std{0.7, 0.05};
  const Mixture p = one_ellipse({0.4, -0.3}, std), q = one_ellipse({0.9, 0.1}, {0.5, 0.2});
  for (const Level& level : levels) {
    const double s2 = level.s * level.s, a2 = level.a * level.a;
    double spread = 0, information = 0, entropy_of = std::log(2 * std::numbers::pi) + 1;
    double divergence = 0;
    const double dx = level.a * -0.5, dy = level.a * -0.4;  // of the means, in the axes of both
    const Vec2 shift{std::cos(0.6) * dx + std::sin(0.6) * dy,
                     std::cos(0.6) * dy - std::sin(0.6) * dx};
    for (int i = 0; i < 2; ++i) {
      const double v = a2 * std[i] * std[i] + s2;
      const double w = a2 * std::pow(q.data().components[0].std[i], 2) + s2;
      spread += std[i] * std[i] * s2 / v;
      information += 1 / v;
      entropy_of += 0.5 * std::log(v);
      divergence += 0.5 * (std::pow(1 / v - 1 / w, 2) * v + std::pow(shift[i] / w, 2));
    }
    EXPECT_NEAR(posterior_spread(p, level).value, spread, 1e-10 * (1 + spread));
    EXPECT_NEAR(eps_error(p, level).value, spread * a2 / s2, 1e-10);
    EXPECT_NEAR(fisher_information(p, level).value, information, 1e-10 * information);
    EXPECT_NEAR(entropy(p, level).value, entropy_of, 1e-10);
    EXPECT_NEAR(fisher_divergence(p, q, level).value, divergence, 1e-9 * (1 + divergence));
  }
}

// Tweedie: eps_hat = -s score, and eps = eps_hat + what is left, uncorrelated.
TEST(Objectives, InformationAndErrorShareOneSum) {
  const Mixture p = shapes();
  for (const Level& level : levels) {
    const double s2 = level.s * level.s;
    const Estimate information = fisher_information(p, level), error = eps_error(p, level);
    EXPECT_NEAR(s2 * information.value, 2 - error.value,
                1e-10 + s2 * information.error + error.error);
    EXPECT_LE(error.error, 1e-5 * error.value + 1e-15);
  }
}

// de Bruijn: dH / d(s^2) = E |score|^2 / 2 at a = 1. Central differences, whose error is of order
// 1e-8.
TEST(Objectives, EntropyGrowsByTheInformation) {
  const Mixture p = shapes();
  for (const double s2 : {0.04, 0.3, 2.0}) {
    const double step = 1e-3 * s2;
    const auto at = [&](double v) { return entropy(p, {0, 1, std::sqrt(v)}).value; };
    const double slope = (at(s2 + step) - at(s2 - step)) / (2 * step);
    const double information = fisher_information(p, {0, 1, std::sqrt(s2)}).value;
    EXPECT_NEAR(slope, 0.5 * information, 2e-6 * information);
  }
}

TEST(Objectives, ImplicitScoreMatchingIsTheDivergenceUpToAConstant) {
  const Mixture p = shapes(), q = near_shapes();
  for (const Level& level : levels) {
    const double constant = 0.5 * fisher_information(p, level).value;
    const Estimate divergence = fisher_divergence(p, q, level);
    EXPECT_NEAR(implicit_score_matching(p, q, level).value + constant, divergence.value,
                1e-6 * (1 + constant));
    EXPECT_GT(divergence.value, 0);
    EXPECT_NEAR(fisher_divergence(p, p, level).value, 0, 1e-20);
  }
}

// The definition, E |score_q(x_t) + eps / s|^2 / 2, by 40,000 draws of x_0 and eps; 5 standard
// errors are exceeded once in two million seeds.
TEST(Objectives, DenoisingScoreMatchingIsTheDivergencePlusAConstant) {
  const Mixture p = shapes(), q = near_shapes();
  Plan plan;
  plan.begin = Start::data;
  RunRequest request;
  request.plan = &plan;
  request.model = &p;
  const StartPoints data(request);
  for (const Level& level : levels) {
    const int n = 40000;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Vec2 x0 = data(i);
      const Vec2 eps{normal(9, 2 * i, 0, Stream::noise), normal(9, 2 * i + 1, 0, Stream::noise)};
      const Vec2 x{level.a * x0[0] + level.s * eps[0], level.a * x0[1] + level.s * eps[1]};
      const Vec2 score = q.split(x, level).score;
      const double loss = 0.5 * (std::pow(score[0] + eps[0] / level.s, 2) +
                                 std::pow(score[1] + eps[1] / level.s, 2));
      sum += loss;
      squares += loss * loss;
    }
    const double mean = sum / n, deviation = std::sqrt((squares / n - mean * mean) / n);
    EXPECT_NEAR(denoising_score_matching(p, q, level).value, mean, 5 * deviation);
  }
}

TEST(Objectives, EndsAreDefined) {
  const Mixture p = shapes();
  EXPECT_NEAR(posterior_spread(p, {0, 1, 0}).value, 0, 1e-30);
  EXPECT_EQ(eps_error(p, {0, 1, 0}).value, 2);
  EXPECT_EQ(eps_error(p, {0, 0, 1}).value, 0);
  EXPECT_TRUE(std::isinf(denoising_score_matching(p, p, {0, 1, 0}).value));
  double mean[2]{}, second = 0;
  for (const Component& c : p.data().components)
    for (int i = 0; i < 2; ++i) {
      mean[i] += c.weight * c.mean[i];
      second += c.weight * (c.mean[i] * c.mean[i] + c.std[i] * c.std[i]);
    }
  EXPECT_NEAR(posterior_spread(p, {0, 0, 1}).value, second - mean[0] * mean[0] - mean[1] * mean[1],
              1e-10);
}

// 25 components by quadrature, and each cut into four equal ones by Monte Carlo.
TEST(Objectives, ManyComponentsAreDrawnAndSayHowFarOffTheyAre) {
  DataSpec few{"grid", {}}, many = few;
  for (int k = 0; k < 25; ++k) {
    Component c{{k % 5 - 2.0, k / 5 - 2.0}, {0.2, 0.3}, 0.3, 0.04, 0};
    few.components.push_back(c);
    c.weight = 0.01;
    for (int i = 0; i < 4; ++i) many.components.push_back(c);
  }
  const Level level{0, 0.8, 0.3};
  const Estimate exact = posterior_spread(Mixture(few), level);
  const Estimate drawn = posterior_spread(Mixture(many), level);
  EXPECT_LT(exact.error, 1e-5 * exact.value);
  EXPECT_GT(drawn.error, 0);
  EXPECT_LT(drawn.error, 0.01 * exact.value);
  EXPECT_NEAR(drawn.value, exact.value, 5 * drawn.error);
}

TEST(Objectives, StopWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  ExpectationOptions options;
  options.stop = stop.get_token();
  EXPECT_THROW(eps_error(shapes(), levels[1], options), Cancelled);
}

// The bound holds: all terms together are at least what a perfect model pays, and come nearer with
// more steps. On smooth data the true reverse variance is near beta_t, so that large variance comes
// as near as one likes, and small variance does not.
TEST(Bound, IsAboveTheEntropyAndTightens) {
  const Mixture p = shapes();
  const double least = entropy(p, {0, 1, 0}).value;
  for (const Variance variance : {Variance::small, Variance::large}) {
    const double shrinks = variance == Variance::small ? 0.7 : 0.35;
    double gap = 1e9;
    for (const int T : {25, 100, 400}) {
      const Process process = process_of(T);
      double sum = 0;
      for (int t = 1; t <= T + 1; ++t) sum += bound_term(process, p, t, variance).value();
      EXPECT_GT(sum, least) << T;
      EXPECT_LT(sum - least, shrinks * gap) << T;
      gap = sum - least;
    }
    if (variance == Variance::large) {
      EXPECT_LT(gap, 0.03);
    }
  }
}

TEST(Bound, WeightsAreThePublishedOnes) {
  const Process process = process_of(100);
  const Mixture p = shapes();
  for (const int t : {1, 2, 17, 100}) {
    const double beta = process.beta(t), ab = process.alpha_bar(t),
                 before = process.alpha_bar(t - 1);
    const Posterior q = posterior(process, t);
    EXPECT_NEAR(q.small, beta * (1 - before) / (1 - ab), 1e-15);
    // The posterior's mean of x_t's mean is x_{t-1}'s.
    EXPECT_NEAR(q.of_x0 + q.of_x * std::sqrt(ab), std::sqrt(before), 1e-14);
    const BoundTerm large = bound_term(process, p, t, Variance::large);
    EXPECT_NEAR(large.weight, beta / (2 * (1 - beta) * (1 - ab)), 1e-12 * large.weight);
    EXPECT_NEAR(large.simple, eps_error(p, process.at(t)).value, 1e-12);
    if (t == 1) continue;
    EXPECT_EQ(bound_term(process, p, t, Variance::small).constant, 0);
    EXPECT_NEAR(printed_ddim_gamma(process, t, 1), 1 / (4 * q.small * ab), 1e-9 / q.small / ab);
  }
}

// With eta = 1 theorem 1 is the bound itself. A difference of nearly equal numbers: 1e-9 is left.
TEST(Gamma, IsTheBoundsWeightAtEtaOne) {
  const Process process = process_of(100);
  for (const int t : {1, 2, 17, 60, 100}) {
    const double weight = bound_term(process, shapes(), t, Variance::small).weight;
    EXPECT_NEAR(ddim_gamma(process, t, 1), weight, 1e-9 * weight) << t;
  }
  EXPECT_TRUE(std::isinf(ddim_gamma(process, 50, 0)));
}

// The terms of J_sigma as they are defined (DDIM, eq. 11, with eq. 7 and 10), by draws of x_0, x_t
// and x_{t-1}: E log q_sigma(x_{t-1} | x_t, x_0) - log p(x_{t-1} | x_t), and at t = 1 -E log p(x_0
// | x_1) less its constant. The model is one that is not exact, so that the loss is large enough to
// be seen. 5 standard errors are exceeded once in two million seeds; the printed weight misses by
// far more.
TEST(Gamma, TurnsTheSimpleLossIntoDdimsObjective) {
  const Mixture p = shapes(), model = near_shapes();
  const Process process = process_of(100);
  Plan plan;
  plan.begin = Start::data;
  RunRequest request;
  request.plan = &plan;
  request.model = &p;
  const StartPoints data(request);
  constexpr int n = 20000;
  for (const int t : {1, 2, 30, 90})
    for (const double eta : {0.3, 0.7, 1.0}) {
      const double ab = process.alpha_bar(t), before = process.alpha_bar(t - 1);
      const int of = t == 1 ? 2 : t;
      const double ab_of = process.alpha_bar(of), before_of = process.alpha_bar(of - 1);
      const double sigma2 = eta * eta * (1 - before_of) / (1 - ab_of) * (1 - ab_of / before_of);
      double sum = 0, squares = 0, loss = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const Vec2 x0 = data(i);
        double term = 0, eps[2], x[2];
        for (std::size_t k = 0; k < 2; ++k) {
          eps[k] = normal(9, 2 * i + k, 0, Stream::noise);
          x[k] = std::sqrt(ab) * x0[k] + std::sqrt(1 - ab) * eps[k];
        }
        const Split split = model.split({x[0], x[1]}, process.at(t));
        for (std::size_t k = 0; k < 2; ++k) {
          const auto mean = [&](double clean) {
            return t == 1 ? clean
                          : std::sqrt(before) * clean + std::sqrt(1 - before - sigma2) *
                                                            (x[k] - std::sqrt(ab) * clean) /
                                                            std::sqrt(1 - ab);
          };
          const double drawn =
              t == 1 ? x0[k]
                     : mean(x0[k]) + std::sqrt(sigma2) * normal(9, 2 * i + k, 1, Stream::noise);
          const double hat = (x[k] - std::sqrt(1 - ab) * split.eps_hat[k]) / std::sqrt(ab);
          const double off_p = drawn - mean(hat), off_q = drawn - mean(x0[k]);
          term += (off_p * off_p - off_q * off_q) / (2 * sigma2);
          loss += std::pow(eps[k] - split.eps_hat[k], 2) / n;
        }
        sum += term;
        squares += term * term;
      }
      const double found = sum / n, error = std::sqrt((squares / n - found * found) / n);
      // The loss is of the same draws: it scatters with the term, and by less.
      EXPECT_NEAR(ddim_gamma(process, t, eta) * loss, found, 5 * error) << t << ", " << eta;
      EXPECT_GT(std::abs(printed_ddim_gamma(process, t, eta) * loss - found), 50 * error)
          << t << ", " << eta;
    }
}

// Of one Gaussian the noised one is known: scores -x / v and -x / (v + sigma^2) along each axis.
TEST(NoisedModel, OfOneGaussianIsInClosedForm) {
  const Vec2 std{0.7, 0.05};
  for (const double sigma : {0.0, 0.03, 0.5, 4.0}) {
    double divergence = 0, constant = 0;
    for (const double s : std) {
      const double v = s * s, w = v + sigma * sigma;
      divergence += 0.5 * std::pow(1 / v - 1 / w, 2) * v;
      constant += 0.5 / v;
    }
    const NoisedModel found = noised_model(one_ellipse({0.4, -0.3}, std), sigma);
    EXPECT_NEAR(found.divergence.value, divergence, 1e-9 * (1 + divergence)) << sigma;
    EXPECT_NEAR(found.implicit.value + constant, divergence, 1e-9 * (1 + constant)) << sigma;
  }
}

// The definition on a mixture, by draws from the data and scores from differences of log densities
// of the mixture's own kernel at a = 1, s = sigma; 5 standard errors.
TEST(NoisedModel, IsHowFarTheScoreAtSigmaIsFromTheDatas) {
  const Mixture p = shapes();
  Plan plan;
  plan.begin = Start::data;
  RunRequest request;
  request.plan = &plan;
  request.model = &p;
  const StartPoints data(request);
  for (const double sigma : {0.1, 0.6}) {
    const int n = 20000;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Vec2 x = data(i);
      double off = 0;
      for (int k = 0; k < 2; ++k) {
        Vec2 above = x, below = x;
        above[k] += 1e-5;
        below[k] -= 1e-5;
        const auto slope = [&](const Level& level) {
          return (p.log_density(above, level) - p.log_density(below, level)) / 2e-5;
        };
        off += 0.5 * std::pow(slope({0, 1, 0}) - slope({0, 1, sigma}), 2);
      }
      sum += off;
      squares += off * off;
    }
    const double mean = sum / n, deviation = std::sqrt((squares / n - mean * mean) / n);
    EXPECT_NEAR(noised_model(p, sigma).divergence.value, mean, 5 * deviation) << sigma;
  }
  const double half = 0.5 * fisher_information(p, {0, 1, 0}).value;
  EXPECT_NEAR(noised_model(p, 1e5).divergence.value, half, 1e-6 * half);
  EXPECT_DOUBLE_EQ(noised_model(p, std::numeric_limits<double>::infinity()).divergence.value, half);
}

TEST(Bound, IsDefinedAtZeroTerminalSnr) {
  ProcessSpec spec;
  spec.zero_terminal_snr = true;
  const Process process(spec);
  const BoundTerm last = bound_term(process, shapes(), 1000, Variance::small);
  EXPECT_TRUE(std::isfinite(last.value()));
  EXPECT_GE(last.value(), 0);
  EXPECT_NEAR(bound_term(process, shapes(), 1001, Variance::small).value(), 0, 1e-15);
}

TEST(Bound, RefusesWhatItIsNotDefinedFor) {
  ProcessSpec spec;
  spec.kind = ProcessKind::vp_sde;
  EXPECT_THROW(posterior(Process(spec), 1), BadRequest);
  EXPECT_THROW(bound_term(Process(spec), shapes(), 1, Variance::small), BadRequest);
  EXPECT_THROW(bound_term(process_of(10), shapes(), 0, Variance::small), BadRequest);
  EXPECT_THROW(bound_term(process_of(10), shapes(), 12, Variance::small), BadRequest);
  EXPECT_THROW(ddim_gamma(process_of(10), 11, 1), BadRequest);
}

}  // namespace
}  // namespace alphabar

// Points as large as numbers get, and what is no number: the engine against the model itself. A
// result is right, or it is no finite number; the rule is in core/engine/cpu/kernels.h.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include "core/engine/cpu/cpu_engine.h"
#include "core/model/guided_model.h"
#include "core/model/mixture.h"
#include "tests/support/plain_run.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

/// Circles of one width: their shares hang on small differences of large exponents.
DataSpec equal_ring(int count, double std) {
  DataSpec data{"ring", {}};
  for (int k = 0; k < count; ++k)
    data.components.push_back({{1.6 * std::cos(0.3 + 2.1 * k), 1.6 * std::sin(0.3 + 2.1 * k)},
                               {std, std},
                               0,
                               1.0 / count,
                               k % 3});
  return data;
}

const DataSpec mixtures[]{random_mixture(1, 3, true),  random_mixture(2, 8, true),
                          random_mixture(3, 40, true), equal_ring(8, 0.1),
                          equal_ring(20, 1e-4),        random_mixture(4, 3, false),
                          random_mixture(5, 8, false), random_mixture(6, 40, false)};
const Level levels[]{{0, 1, 0.1}, {0, 0.6, 0.8}, {0, 1e-3, 1}, {0, 0, 1}, {0, 1, 80}, {0, 1, 0}};
const std::optional<Guide> guides[]{
    std::nullopt, Guide{1, {}}, Guide{-1, Loss{.target = {0.7, -1.1}}},
    Guide{-1, Loss{.plane = true, .normal = {0.6, 0.8}, .offset = 0.3, .softness = 0.2}}};
constexpr double weight = 1.5;

/// Points of every size; `most` is the largest number of the precision.
std::vector<Vec2> finite_points(double most) {
  std::vector<Vec2> points{{0, 0}, {1e-38, -1e-38}, {1e-300, 0}};
  for (const double size : {1e2, 3e2, 1e3, 1e4, 1e6, 1e8, 1e10, 1e18, 3e18, 1e19, 2e19, 1e30, 3e38,
                            1e100, 1e150, 1e154, 1e200, 1.7e308})
    for (const double angle : {0.0, 0.4, 1.9, 2.8, 4.4, 5.9})
      if (size <= most) points.push_back({size * std::cos(angle), size * std::sin(angle)});
  return points;
}

/// x0_hat, eps_hat and score of all points by the engine, of plain and of used splits.
template <class Real>
struct Outputs {
  Trajectory<Real> run;

  /// factor: what every x is multiplied by first, as a row.
  Outputs(const Mixture& model, const Level& level, const std::optional<Guide>& guide,
          const std::vector<Vec2>& points, double factor) {
    Plan plan;
    Row first, asked;
    first.evaluate = false;
    first.c_x = factor;
    first.report = Report::none;
    asked.a = level.a;
    asked.s = level.s;
    asked.c_d[0] = 1;
    if (guide) asked.w = weight;
    plan.rows = {first, asked};
    Replay replay;
    for (const Vec2& x : points) replay.x_init.insert(replay.x_init.end(), x.begin(), x.end());
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = points.size();
    request.replay = &replay;
    request.record.evaluations = true;
    if (guide) {
      request.labels = {std::max(guide->label, 0)};
      request.loss = guide->loss;
    }
    CpuEngine engine({.threads = 1});
    if constexpr (sizeof(Real) == 4)
      run = engine.run(request);
    else
      run = engine.run_double(request);
  }
};

struct Place {
  const Mixture& model;
  const Level& level;
  const Vec2& x;
  const char* what;

  std::string text() const {
    std::ostringstream out;
    out << what << " of " << model.data().name << " of " << model.data().components.size()
        << ", a = " << level.a << ", s = " << level.s << ", x = " << x[0] << ", " << x[1];
    return out.str();
  }
};

template <class Real>
bool finite(const Real* v) {
  return std::isfinite(v[0]) && std::isfinite(v[1]);
}

/// `got` is `wanted` but for rounding, of wanted and of what it is a sum of; or no finite number
/// where `largest`, the largest number on the way, is too large for this precision.
template <class Real>
void expect_right(const Real* got, const Vec2& wanted, double of, double largest,
                  const Place& place) {
  constexpr double most = std::numeric_limits<Real>::max();
  if (!finite(got)) {
    EXPECT_TRUE(!finite(wanted.data()) || largest > most / 64)
        << place.text() << ": " << got[0] << ", " << got[1];
    return;
  }
  const double tolerance = sizeof(Real) == 4 ? 5e-3 : 1e-9;
  EXPECT_LE(std::hypot(got[0] - wanted[0], got[1] - wanted[1]),
            tolerance * std::hypot(of, wanted[0], wanted[1]) + 1e-6)
      << place.text() << ": " << got[0] << ", " << got[1] << " for " << wanted[0] << ", "
      << wanted[1];
}

template <class Real>
void expect_right_everywhere() {
  const std::vector<Vec2> points = finite_points(std::numeric_limits<Real>::max());
  for (const DataSpec& data : mixtures)
    for (const Level& level : levels)
      for (const std::optional<Guide>& guide : guides) {
        const Mixture model(data);
        const auto run = Outputs<Real>(model, level, guide, points, 1).run;
        const GuidedModel reference(model, level, guide.value_or(Guide{}), guide ? weight : 0);
        for (std::size_t p = 0; p < points.size(); ++p) {
          const Vec2 x{Real(points[p][0]), Real(points[p][1])};
          const Split plain = reference.plain(x), used = reference(x);
          const double score = std::hypot(plain.score[0], plain.score[1], used.score[0]);
          const double large = std::max({std::hypot(x[0], x[1]), score, std::abs(used.score[1])});
          const auto check = [&](const char* what, const Values<Real>& got, const Vec2& wanted,
                                 const Vec2& unguided, double largest) {
            expect_right(&got[2 * p], wanted, std::hypot(unguided[0], unguided[1]), largest,
                         {model, level, points[p], what});
          };
          const double x0 = std::hypot(used.x0_hat[0], used.x0_hat[1], std::hypot(x[0], x[1]));
          check("plain x0_hat", run.x0_plain, plain.x0_hat, plain.x0_hat, x0);
          check("plain eps_hat", run.eps_plain, plain.eps_hat, plain.eps_hat, large);
          check("plain score", run.score_plain, plain.score, plain.score, large);
          if (!guide) continue;
          check("x0_hat", run.x0, used.x0_hat, plain.x0_hat, x0);
          check("eps_hat", run.eps, used.eps_hat, plain.eps_hat, large);
          check("score", run.score, used.score, plain.score, large);
        }
      }
}

TEST(FarPoints, AreRightInSinglePrecisionOrNoNumbers) { expect_right_everywhere<float>(); }
TEST(FarPoints, AreRightInDoublePrecisionOrNoNumbers) { expect_right_everywhere<double>(); }

/// `factor` is so large that some coordinate of every point becomes infinite; those points make
/// NaN.
template <class Real>
void expect_no_numbers(double size, double factor) {
  std::vector<Vec2> points;
  for (const double x : {size, -size, 0.0})
    for (const double y : {size, -size, 0.0})
      if (x != 0 || y != 0) points.push_back({x, y});
  points.push_back({0, 0});  // and this one stays what it is
  for (const DataSpec& data : mixtures)
    for (const Level& level : levels)
      for (const std::optional<Guide>& guide : guides) {
        const Mixture model(data);
        const auto run = Outputs<Real>(model, level, guide, points, factor).run;
        for (const auto* array : {&run.x0_plain, &run.eps_plain, &run.score_plain, &run.x0,
                                  &run.eps, &run.score, &run.x})
          for (std::size_t i = 0; i < array->size(); i += 2) {
            const std::size_t p = i / 2 % points.size();
            const bool start = array == &run.x && i < 2 * points.size();
            EXPECT_EQ(finite(&(*array)[i]), start || p + 1 == points.size())
                << Place{model, level, points[p], "what is made of infinity"}.text();
          }
      }
}

TEST(FarPoints, InfinityMakesNoNumberInSinglePrecision) { expect_no_numbers<float>(1e30, 1e30); }
TEST(FarPoints, InfinityMakesNoNumberInDoublePrecision) { expect_no_numbers<double>(1e300, 1e300); }

/// Once it is there NaN stays, whatever the rows are; other particles are not touched by it.
TEST(FarPoints, WhatIsNoNumberStaysNone) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Plan plan = random_plan(seed, {.guided = seed % 3 == 1});
    Row out;
    out.evaluate = false;
    out.c_x = 1e35;
    plan.rows.insert(plan.rows.begin(), {out, out, out, out, out, out, out, out, out});
    for (std::size_t i = 0; i < 9; ++i) plan.rows[i].report = Report::none;
    const Mixture model(random_mixture(seed, 5, seed % 2 == 0));
    Replay replay{{1, 1, 0, 0, -1, 1, 0, 0, 0, 0}, {}};
    replay.noise.assign(static_cast<std::size_t>(plan.draws()) * replay.x_init.size(), 0.5);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = replay.x_init.size() / 2;
    request.replay = &replay;
    request.labels = {1};
    const auto check = [&](const auto& run) {
      for (std::size_t row = 1; row < run.rows(); ++row)
        for (std::size_t p = 0; p < request.particles; ++p)
          EXPECT_EQ(finite(&run.state(row)[2 * p]), p != 0 && p != 2)
              << "seed " << seed << " row " << row << " particle " << p;
    };
    check(CpuEngine().run(request));
    check(CpuEngine().run_double(request));
  }
}

// A corrector's step is made of all scores: one that is no number leaves no step that looks like
// one.
TEST(FarPoints, ACorrectorDoesNotStandStillForAnInfiniteScore) {
  Plan plan;
  Row out, corrector;
  out.evaluate = false;
  out.c_x = 1e30;
  corrector.a = 1;
  corrector.s = 1e-3;
  corrector.snr = 0.16;
  plan.rows = {out, corrector};
  const Mixture model(random_mixture(2, 8, true));
  Replay replay{{3e8, 0, 0, 0}, {1, 1, 1, 1}};
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 2;
  request.replay = &replay;
  const auto run = CpuEngine().run(request);
  EXPECT_FALSE(finite(&run.state(2)[0]));
  EXPECT_FALSE(finite(&run.state(2)[2]));
}

// Far points do not change their neighbours in a vector, and are the same alone.
TEST(FarPoints, AreOneByOne) {
  const Mixture model(random_mixture(2, 8, true));
  Plan plan = random_plan(3, {});
  const auto run = [&](const std::vector<double>& x) {
    Replay replay{x, {}};
    replay.noise.assign(static_cast<std::size_t>(plan.draws()) * x.size(), 0.25);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = x.size() / 2;
    request.replay = &replay;
    return CpuEngine({.threads = 1}).run(request);
  };
  std::vector<double> mixed;
  for (int p = 0; p < 70; ++p)
    mixed.insert(mixed.end(), {p % 7 == 3 ? 1e9 * p : 0.02 * p, p % 11 == 5 ? -1e25 : 0.3});
  const auto together = run(mixed);
  for (std::size_t p = 0; p < 70; ++p) {
    const auto alone = run({mixed[2 * p], mixed[2 * p + 1]});
    for (std::size_t row = 0; row < together.rows(); ++row)
      for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(together.state(row)[2 * p + i], alone.state(row)[i]) << p << " " << row;
  }
}

// A whole sampler's run from far away ends where the plain run does.
TEST(FarPoints, ARunFromFarAwayEndsWhereItShould) {
  const Mixture model(random_mixture(2, 8, true));
  Plan plan;
  for (int i = 0; i < 20; ++i) {  // DDIM, a = cos, s = sin
    const double from = 1.5 * (20 - i) / 20, to = 1.5 * (19 - i) / 20;
    Row row;
    row.a = std::cos(from);
    row.s = std::sin(from);
    row.c_x = std::sin(to) / row.s;
    row.c_d[0] = std::cos(to) - row.a * row.c_x;
    plan.rows.push_back(row);
  }
  Replay replay{{1e4, 1e4, 1e18, -3e18, 1e30, 2e29, -1e38, 0, 0.3, 0.4}, {}};
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 5;
  request.replay = &replay;
  const auto wanted = plain_run(request);
  const auto single = CpuEngine().run(request);
  const auto twice = CpuEngine().run_double(request);
  for (std::size_t i = 0; i < 10; ++i) {
    const double end = wanted.state(20)[i];
    EXPECT_NEAR(single.state(20)[i], end, 1e-4 * (1 + std::abs(end))) << i;
    EXPECT_NEAR(twice.state(20)[i], end, 1e-12 * (1 + std::abs(end))) << i;
  }
}

}  // namespace
}  // namespace alphabar

// Points as large as numbers get, on the GPU engine: a result is right, or it is no finite number.

#include <cmath>
#include <sstream>

#include "core/model/guided_model.h"
#include "core/model/mixture.h"
#include "tests/parity/gl_parity.h"
#include "tests/support/plain_run.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

bool finite(const float* v) { return std::isfinite(v[0]) && std::isfinite(v[1]); }

/// One row that asks at all points, after `factor` times each.
struct Asked {
  Plan plan;
  Replay replay;
  RunRequest request;

  Asked(const Mixture& model, const Level& level, const std::vector<Vec2>& points, double factor) {
    Row first, asked;
    first.evaluate = false;
    first.c_x = factor;
    first.report = Report::none;
    asked.a = level.a;
    asked.s = level.s;
    asked.c_d[0] = 1;
    plan.rows = {first, asked};
    for (const Vec2& x : points) replay.x_init.insert(replay.x_init.end(), x.begin(), x.end());
    request.plan = &plan;
    request.model = &model;
    request.particles = points.size();
    request.replay = &replay;
    request.record.evaluations = true;
  }
  void guide(const Guide& by, double w) {
    plan.rows[1].w = w;
    request.labels = {std::max(by.label, 0)};
    request.loss = by.loss;
  }
};

const Level levels[]{{0, 1, 0.1}, {0, 0.6, 0.8}, {0, 0, 1}, {0, 1, 80}};
const Guide guides[]{{-1, {}},
                     {1, {}},
                     {-1, Loss{.target = {0.7, -1.1}}},
                     {-1, Loss{.plane = true, .normal = {0.6, 0.8}, .softness = 0.3}}};

class GlFarPoints : public GlParity {
 protected:
  static std::vector<DataSpec> mixtures() {
    return {ring_of_circles(), five_ellipses(), random_mixture(2, 20, true),
            random_mixture(3, 11, false)};
  }
};

TEST_F(GlFarPoints, AreRightOrNoNumbers) {
  std::vector<Vec2> points{{0, 0}, {0.5, -1}};
  for (const double size : {1e2, 1e4, 1e8, 1e10, 1e18, 3e18, 1e19, 1e25, 1e30, 3e38})
    for (const double angle : {0.05, 1.3, 2.9, 4.2})
      points.push_back({size * std::cos(angle), size * std::sin(angle)});
  int far = 0;  // points whose split is right beyond where a square is a number
  for (const DataSpec& data : mixtures())
    for (const Level& level : levels)
      for (const Guide& guide : guides) {
        const Mixture model(data);
        const bool guided = guide.label >= 0 || guide.loss;
        Asked asked(model, level, points, 1);
        if (guided) asked.guide(guide, 1.5);
        const auto run = gl().run(asked.request);
        const GuidedModel reference(model, level, guide, guided ? 1.5 : 0);
        for (std::size_t p = 0; p < points.size(); ++p) {
          const Vec2 x{float(points[p][0]), float(points[p][1])};
          const Split plain = reference.plain(x), used = reference(x);
          const double size = std::hypot(x[0], x[1]);
          std::ostringstream place;
          place << data.name << ", a = " << level.a << ", s = " << level.s << ", x = " << x[0]
                << ", " << x[1] << ", guided to " << guide.label
                << (guide.loss ? ", by a loss" : "");
          const auto check = [&](const Values<float>& got, const Vec2& wanted, const Vec2& of) {
            const float* v = &got[2 * p];
            if (!finite(v)) {
              EXPECT_GT(size, 1e25) << place.str();
              return;
            }
            far += size > 1e19;
            EXPECT_LE(std::hypot(v[0] - wanted[0], v[1] - wanted[1]),
                      5e-3 * std::hypot(wanted[0], wanted[1], std::hypot(of[0], of[1])) + 1e-4)
                << place.str() << ": " << v[0] << ", " << v[1] << " for " << wanted[0] << ", "
                << wanted[1];
          };
          check(run.x0_plain, plain.x0_hat, plain.x0_hat);
          check(run.score_plain, plain.score, plain.score);
          if (!guided) continue;
          check(run.x0, used.x0_hat, plain.x0_hat);
          check(run.score, used.score, plain.score);
        }
      }
  EXPECT_GT(far, 1000);
}

// As many components as there may be: one row asks several times for each of them.
TEST_F(GlFarPoints, AreRightAmongManyComponents) {
  const Mixture model(random_mixture(4, 4096, true));
  std::vector<Vec2> points;
  for (const double size : {1.0, 1e5, 1e12, 1e20})
    for (const double angle : {0.7, 2.2, 5.1})
      points.push_back({size * std::cos(angle), size * std::sin(angle)});
  for (const Guide& guide : {guides[1], guides[2]}) {
    const Level level{0, 0.6, 0.8};
    Asked asked(model, level, points, 1);
    asked.guide(guide, 1.5);
    asked.plan.rows.push_back(asked.plan.rows.back());
    const auto run = gl().run(asked.request);
    const GuidedModel reference(model, level, guide, 1.5);
    for (std::size_t p = 0; p < points.size(); ++p) {
      const Split used = reference({float(points[p][0]), float(points[p][1])});
      EXPECT_LE(std::hypot(run.x0[2 * p] - used.x0_hat[0], run.x0[2 * p + 1] - used.x0_hat[1]),
                5e-3 * (std::hypot(used.x0_hat[0], used.x0_hat[1]) +
                        0.5 * std::hypot(points[p][0], points[p][1])))
          << points[p][0] << ", " << points[p][1];
    }
  }
}

TEST_F(GlFarPoints, InfinityMakesNoNumber) {
  const std::vector<Vec2> points{{1e30, 0}, {0, -1e30}, {1e30, 1e30}, {-1e30, 1e30}, {0, 0}};
  for (const DataSpec& data : mixtures())
    for (const Level& level : levels)
      for (const Guide& guide : guides) {
        const Mixture model(data);
        Asked asked(model, level, points, 1e30);
        if (guide.label >= 0 || guide.loss) asked.guide(guide, 1.5);
        const auto run = gl().run(asked.request);
        for (std::size_t p = 0; p < points.size(); ++p)
          for (const auto* array :
               {&run.x0_plain, &run.eps_plain, &run.score_plain, &run.x0, &run.eps, &run.score})
            if (!array->empty()) {
              EXPECT_EQ(finite(&(*array)[2 * p]), p == 4) << data.name << " " << p;
            }
        for (std::size_t p = 0; p < points.size(); ++p)
          EXPECT_EQ(finite(&run.state(1)[2 * p]), p == 4) << data.name << " " << p;
      }
}

TEST_F(GlFarPoints, WhatIsNoNumberStaysNone) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Plan plan = random_plan(seed, {.guided = seed % 3 == 1});
    Row out;
    out.evaluate = false;
    out.c_x = 1e35;
    out.report = Report::none;
    plan.rows.insert(plan.rows.begin(), {out, out});
    const Mixture model(random_mixture(seed, 5, seed % 2 == 0));
    Replay replay{{1, 1, 0, 0, -1, 1, 0, 0, 0, 0}, {}};
    replay.noise.assign(static_cast<std::size_t>(plan.draws()) * replay.x_init.size(), 0.5);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = replay.x_init.size() / 2;
    request.replay = &replay;
    request.labels = {1};
    const auto run = gl().run(request);
    for (std::size_t row = 1; row < run.rows(); ++row)
      for (std::size_t p = 0; p < request.particles; ++p)
        EXPECT_EQ(finite(&run.state(row)[2 * p]), p != 0 && p != 2)
            << "seed " << seed << " row " << row << " particle " << p;
  }
}

TEST_F(GlFarPoints, ACorrectorDoesNotStandStillForAnInfiniteScore) {
  Plan plan;
  Row out, corrector;
  out.evaluate = false;
  out.c_x = 1e30;
  corrector.a = 1;
  corrector.s = 1e-3;
  corrector.snr = 0.16;
  plan.rows = {out, corrector};
  const Mixture model(ring_of_circles());
  Replay replay{{3e8, 0, 0, 0}, {1, 1, 1, 1}};
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = 2;
  request.replay = &replay;
  const auto run = gl().run(request);
  EXPECT_FALSE(finite(&run.state(2)[0]));
  EXPECT_FALSE(finite(&run.state(2)[2]));
}

// The kernels for far points change nothing for the others.
TEST_F(GlFarPoints, LeaveTheOthersAsTheyAre) {
  const Mixture model(random_mixture(2, 20, true));
  const Plan plan = random_plan(3, {});
  const auto run = [&](double last) {
    Replay replay;
    for (int p = 0; p < 300; ++p)
      replay.x_init.insert(replay.x_init.end(), {0.02 * p - 3, p == 299 ? last : 0.3});
    replay.noise.assign(static_cast<std::size_t>(plan.draws()) * replay.x_init.size(), 0.25);
    RunRequest request;
    request.plan = &plan;
    request.model = &model;
    request.particles = 300;
    request.replay = &replay;
    return gl().run(request);
  };
  const auto near = run(0.3), far = run(1e22);
  for (std::size_t row = 0; row < near.rows(); ++row) {
    EXPECT_TRUE(
        std::equal(near.state(row).begin(), near.state(row).end() - 2, far.state(row).begin()));
    EXPECT_TRUE(finite(&far.state(row)[2 * 299]));
  }
}

}  // namespace
}  // namespace alphabar

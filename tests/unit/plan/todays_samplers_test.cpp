// Samplers without a package to compare with, against their formulas written out over particles:
// SEEDS as ComfyUI has it (k_diffusion/sampling.py, sample_seeds_2 and 3), Restart as algorithm 1
// of its paper, the reverse SDE with a noise of its own, RES of
// three and four stages as their papers write them.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/model/mixture.h"
#include "core/plan/plan.h"
#include "core/plan/samplers/samplers.h"
#include "tests/support/plain_run.h"

namespace alphabar {
namespace {

const Mixture& model() {
  static const Mixture mixture(data_preset("ring"));
  return mixture;
}

Process edm() {
  ProcessSpec spec;
  spec.kind = ProcessKind::edm;
  return Process(spec);
}

SamplerSpec sampler(SamplerKind kind, int steps = 6) {
  SamplerSpec spec;
  spec.kind = kind;
  spec.grid.spacing = Spacing::karras;
  spec.grid.steps = steps;
  return spec;
}

/// The run of a plan from one point with given noise, state by state.
Trajectory<double> run(const Plan& plan, const Vec2& x, const std::vector<Vec2>& noise) {
  Replay replay;
  replay.x_init = {x[0], x[1]};
  for (const Vec2& z : noise) replay.noise.insert(replay.noise.end(), {z[0], z[1]});
  RunRequest request;
  request.plan = &plan;
  request.model = &model();
  request.target = &model();
  request.particles = 1;
  request.replay = &replay;
  return plain_run(request);
}

std::vector<Vec2> some_noise(int count) {
  std::vector<Vec2> noise;
  for (int i = 0; i < count; ++i) noise.push_back({std::sin(1.7 * i + 0.3), std::cos(2.9 * i)});
  return noise;
}

Vec2 add(const Vec2& x, double factor, const Vec2& to) {
  return {x[0] + factor * to[0], x[1] + factor * to[1]};
}
Vec2 times(double factor, const Vec2& x) { return {factor * x[0], factor * x[1]}; }
Vec2 denoised(const Vec2& x, double sigma) { return model().split(x, {0, 1, sigma}).x0_hat; }

/// One step of ComfyUI's, from sigma to sigma_to > 0, with stages at r of the way.
Vec2 seeds_2(const Vec2& x, double sigma, double to, double eta, const Vec2* z) {
  const double r = 0.5, h = std::log(sigma / to), h_eta = h * (eta + 1);
  const double middle = std::exp(std::log(sigma) - r * h);
  const double c1 = std::expm1(-r * h_eta), c2 = std::expm1(-h_eta);
  const double n1 = std::sqrt(-std::expm1(-2 * r * h * eta));
  const double n2 = std::sqrt(std::expm1(-2 * r * h * eta) - std::expm1(-2 * h * eta));
  const Vec2 d = denoised(x, sigma);
  const double shrink_1 = middle / sigma * std::exp(-r * h * eta),
               shrink = to / sigma * std::exp(-h * eta);
  EXPECT_NEAR(shrink_1, c1 + 1, 1e-12);
  Vec2 y = add(times(c1 + 1, x), -c1, d);
  y = add(y, middle * n1, z[0]);
  const Vec2 d2 = denoised(y, middle);
  EXPECT_NEAR(shrink, c2 + 1, 1e-12);
  Vec2 out = add(times(c2 + 1, x), -c2, d2);
  return add(add(out, to * n2, z[0]), to * n1, z[1]);
}

Vec2 seeds_3(const Vec2& x, double sigma, double to, double eta, const Vec2* z) {
  const double r1 = 1.0 / 3, r2 = 2.0 / 3, h = std::log(sigma / to), h_eta = h * (eta + 1);
  const double s1 = std::exp(std::log(sigma) - r1 * h), s2 = std::exp(std::log(sigma) - r2 * h);
  const double c1 = std::expm1(-r1 * h_eta), c2 = std::expm1(-r2 * h_eta), c3 = std::expm1(-h_eta);
  const double n1 = std::sqrt(-std::expm1(-2 * r1 * h * eta));
  const double n2 = std::sqrt(std::expm1(-2 * r1 * h * eta) - std::expm1(-2 * r2 * h * eta));
  const double n3 = std::sqrt(std::expm1(-2 * r2 * h * eta) - std::expm1(-2 * h * eta));
  const Vec2 d = denoised(x, sigma);
  const Vec2 y1 = add(add(times(c1 + 1, x), -c1, d), s1 * n1, z[0]);
  const Vec2 d2 = denoised(y1, s1);
  const double a32 = r2 / r1 * (c2 / (-r2 * h_eta) - 1), a31 = c2 - a32;
  Vec2 y2 = add(add(times(c2 + 1, x), -a31, d), -a32, d2);
  y2 = add(add(y2, s2 * n2, z[0]), s2 * n1, z[1]);
  const Vec2 d3 = denoised(y2, s2);
  const double b3 = (c3 / -h_eta - 1) / r2, b1 = c3 - b3;
  Vec2 out = add(add(times(c3 + 1, x), -b1, d), -b3, d3);
  out = add(add(out, to * n3, z[0]), to * n2, z[1]);
  return add(out, to * n1, z[2]);
}

TEST(Seeds, AreThoseOfComfyUi) {
  const Process process = edm();
  for (const int order : {2, 3})
    for (const double eta : {0.0, 0.5, 1.0}) {
      SamplerSpec spec = sampler(SamplerKind::seeds);
      spec.order = order;
      spec.eta = eta;
      const Plan plan = build_plan(process, spec);
      const std::vector<Level> levels = visited_levels(process, spec);
      const std::vector<Vec2> noise = some_noise(plan.draws());
      EXPECT_EQ(plan.draws(), eta > 0 ? order * 5 : 0);
      EXPECT_EQ(plan.evaluations(), order * 5 + 1);
      Vec2 x{40, -55};
      const auto ran = run(plan, x, noise);
      const std::vector<Vec2> none(3);
      for (std::size_t i = 0; i + 2 < levels.size(); ++i) {
        const Vec2* z = eta > 0 ? &noise[i * static_cast<std::size_t>(order)] : none.data();
        x = (order == 2 ? seeds_2 : seeds_3)(x, levels[i].sigma(), levels[i + 1].sigma(), eta, z);
        const auto state = ran.state(i + 1);
        EXPECT_NEAR(state[0], x[0], 1e-10 * (1 + std::abs(x[0])))
            << order << " " << eta << " " << i;
        EXPECT_NEAR(state[1], x[1], 1e-10 * (1 + std::abs(x[1])));
      }
    }
}

TEST(Seeds, OfOneStageAreDpmSolverOfOrderOne) {
  const Process process = edm();
  SamplerSpec seeds = sampler(SamplerKind::seeds), dpm = sampler(SamplerKind::dpmpp_2m);
  seeds.order = dpm.order = 1;
  const Plan a = build_plan(process, seeds), b = build_plan(process, dpm);
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    EXPECT_NEAR(a.rows[i].c_x, b.rows[i].c_x, 1e-12);
    EXPECT_NEAR(a.rows[i].c_d[0], b.rows[i].c_d[0], 1e-12);
  }
}

Vec2 heun(const Vec2& x, double from, double to) {
  const auto slope = [](const Vec2& at, double sigma) {
    return times(1 / sigma, add(at, -1, denoised(at, sigma)));
  };
  const Vec2 d = slope(x, from), y = add(x, to - from, d);
  return add(add(x, (to - from) / 2, d), (to - from) / 2, slope(y, to));
}

TEST(Restart, IsAlgorithmOneOfItsPaper) {
  const Process process = edm();
  SamplerSpec spec = sampler(SamplerKind::restart, 9);
  spec.restart = {.times = 2, .steps = 3, .sigma_low = 0.3, .sigma_high = 1.5};
  const Plan plan = build_plan(process, spec);
  const std::vector<Level> levels = visited_levels(process, spec);
  std::size_t turn = 0;
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (std::abs(levels[i].sigma() - 0.3) < std::abs(levels[turn].sigma() - 0.3)) turn = i;
  const std::vector<Vec2> noise = some_noise(plan.draws());
  ASSERT_EQ(noise.size(), 2u);
  Vec2 x{40, -55};
  const auto ran = run(plan, x, noise);
  std::size_t draw = 0;
  for (std::size_t i = 0; i + 2 < levels.size(); ++i) {
    x = heun(x, levels[i].sigma(), levels[i + 1].sigma());
    if (i + 1 != turn) continue;
    const double low = levels[turn].sigma();
    for (int time = 0; time < 2; ++time) {
      x = add(x, std::sqrt(1.5 * 1.5 - low * low), noise[draw++]);
      const auto sigma = [&](int k) {
        return std::pow(
            std::pow(1.5, 1 / 7.0) + k / 3.0 * (std::pow(low, 1 / 7.0) - std::pow(1.5, 1 / 7.0)),
            7);
      };
      for (int k = 0; k < 3; ++k) x = heun(x, sigma(k), sigma(k + 1));
    }
  }
  x = denoised(x, levels[levels.size() - 2].sigma());
  const auto end = ran.state(ran.x_rows.size() - 1);
  EXPECT_NEAR(end[0], x[0], 1e-9);
  EXPECT_NEAR(end[1], x[1], 1e-9);
}

TEST(Restart, OfNoRestartsIsHeun) {
  const Process process = edm();
  SamplerSpec spec = sampler(SamplerKind::restart);
  spec.restart.times = 0;
  EXPECT_EQ(build_plan(process, spec), build_plan(process, sampler(SamplerKind::heun)));
  spec.restart = {.times = 1, .steps = 2, .sigma_low = 1e-7, .sigma_high = 1e-6};
  EXPECT_EQ(build_plan(process, spec), build_plan(process, sampler(SamplerKind::heun)))
      << "no level is so low";
  spec.restart = {.times = 1, .steps = 2, .sigma_low = 2, .sigma_high = 2};
  EXPECT_THROW(build_plan(process, spec), BadRequest);
  spec.restart = {.times = 1000, .steps = 101, .sigma_low = 0.3, .sigma_high = 1};
  EXPECT_THROW(build_plan(process, spec), BadRequest) << "more steps than a grid may have";
}

TEST(ReverseSde, WithANoiseOfItsOwnIsItsFormula) {
  ProcessSpec flow_spec;
  flow_spec.kind = ProcessKind::flow;
  const Process flow(flow_spec);
  SamplerSpec spec;
  spec.kind = SamplerKind::euler_maruyama;
  spec.grid.spacing = Spacing::linspace;
  spec.grid.steps = 8;
  spec.diffusion_norm = 0.7;
  const double pi = std::numbers::pi;
  const auto w_of = [&](Diffusion diffusion, double t) -> double {
    switch (diffusion) {
      case Diffusion::constant: return 2 * 0.7;
      case Diffusion::noise: return 2 * 0.7 * t;
      case Diffusion::decreasing: return std::pow(1 - 0.7 * std::cos(pi * t), 2) / 2;
      case Diffusion::middle: return 2 * 0.7 * std::pow(std::sin(pi * t), 2);
      case Diffusion::reverse: break;
    }
    return 2 * t / (1 - t);
  };
  for (const Diffusion diffusion :
       {Diffusion::constant, Diffusion::noise, Diffusion::decreasing, Diffusion::middle}) {
    spec.diffusion = diffusion;
    const Plan plan = build_plan(flow, spec);
    for (const Row& row : plan.rows) {
      const double t = row.from.t, dt = row.from.t - row.to.t;
      // x' = x - dt v + w dt score / 2 + sqrt(w dt) z, v = eps_hat - x0_hat, score = -eps_hat / t,
      // and x = (1 - t) x0_hat + t eps_hat.
      const double w = w_of(diffusion, t);
      EXPECT_NEAR(row.c_x * (1 - t) + row.c_d[0], (1 - t) + dt, 1e-9) << t;
      EXPECT_NEAR(row.c_x * t + row.c_e[0], t - dt - w * dt / 2 / t, 1e-9) << t;
      EXPECT_NEAR(row.c_z, row.to.s > 0 ? std::sqrt(w * dt) : 0, 1e-9) << t;
    }
  }
}

/// One step on dx / dlambda = -x + x0_hat by ETD3RK as Cox and Matthews 2002 write it, eq. 23 to
/// 25, with c = -1.
Vec2 etd3rk(const Vec2& x, double sigma, double to) {
  const double h = std::log(sigma / to), c = -1, e = std::exp(c * h), half = std::exp(c * h / 2);
  const double middle = std::sqrt(sigma * to);
  const Vec2 f = denoised(x, sigma);
  const Vec2 a = add(times(half, x), (half - 1) / c, f), fa = denoised(a, middle);
  const Vec2 b = add(add(times(e, x), 2 * (e - 1) / c, fa), -(e - 1) / c, f);
  const Vec2 fb = denoised(b, to);
  const double hc = h * c, scale = 1 / (h * h * c * c * c);
  Vec2 out = add(times(e, x), scale * (-4 - hc + e * (4 - 3 * hc + hc * hc)), f);
  out = add(out, scale * 4 * (2 + hc + e * (-2 + hc)), fa);
  return add(out, scale * (-4 - 3 * hc - hc * hc + e * (4 - hc)), fb);
}

/// The same by Krogstad 2005, section 3.1, with phi_k in closed form.
Vec2 etdrk4(const Vec2& x, double sigma, double to) {
  const double h = std::log(sigma / to), middle = std::sqrt(sigma * to);
  const auto phi_1 = [](double z) { return std::expm1(z) / z; };
  const auto phi_2 = [](double z) { return (std::expm1(z) - z) / (z * z); };
  const auto phi_3 = [](double z) { return (std::expm1(z) - z - z * z / 2) / (z * z * z); };
  const Vec2 half = times(std::exp(-h / 2), x), whole = times(std::exp(-h), x);
  const Vec2 n1 = denoised(x, sigma);
  const Vec2 n2 = denoised(add(half, h / 2 * phi_1(-h / 2), n1), middle);
  const Vec2 y3 =
      add(add(half, h * (phi_1(-h / 2) / 2 - phi_2(-h / 2)), n1), h * phi_2(-h / 2), n2);
  const Vec2 n3 = denoised(y3, middle);
  const Vec2 y4 = add(add(whole, h * (phi_1(-h) - 2 * phi_2(-h)), n1), 2 * h * phi_2(-h), n3);
  const Vec2 n4 = denoised(y4, to);
  const double p1 = phi_1(-h), p2 = phi_2(-h), p3 = phi_3(-h);
  Vec2 out = add(whole, h * (p1 - 3 * p2 + 4 * p3), n1);
  out = add(add(out, h * (2 * p2 - 4 * p3), n2), h * (2 * p2 - 4 * p3), n3);
  return add(out, h * (4 * p3 - p2), n4);
}

TEST(Res, HasTheStagesOfExponentialRungeKuttaMethods) {
  for (const int order : {3, 4}) {
    SamplerSpec spec = sampler(SamplerKind::res_singlestep);
    spec.order = order;
    spec.eta = 0;
    const Plan plan = build_plan(edm(), spec);
    const std::vector<Level> levels = visited_levels(edm(), spec);
    EXPECT_EQ(plan.evaluations(), order * 5 + 1);
    Vec2 x{40, -55};
    const auto ran = run(plan, x, {});
    for (std::size_t i = 0; i + 2 < levels.size(); ++i) {
      x = (order == 3 ? etd3rk : etdrk4)(x, levels[i].sigma(), levels[i + 1].sigma());
      EXPECT_NEAR(ran.state(i + 1)[0], x[0], 1e-10 * (1 + std::abs(x[0]))) << order << " " << i;
      EXPECT_NEAR(ran.state(i + 1)[1], x[1], 1e-10 * (1 + std::abs(x[1])));
    }
  }
}

/// The error of a run of so many steps from sigma = 10 to 0.2, against one of very many.
double error_of(int order, int steps) {
  const auto end = [](int with_order, int with_steps) {
    SamplerSpec spec = sampler(SamplerKind::res_singlestep, with_steps);
    spec.grid.spacing = Spacing::exponential;
    spec.grid.sigma_min = 0.2;
    spec.grid.sigma_max = 10;
    spec.grid.end_clean = false;
    spec.order = with_order;
    spec.eta = 0;
    const Plan plan = build_plan(edm(), spec);
    const auto ran = run(plan, {6, -7}, {});
    const auto x = ran.state(ran.x_rows.size() - 1);
    return Vec2{x[0], x[1]};
  };
  static const Vec2 exact = end(4, 3000);
  const Vec2 x = end(order, steps);
  return std::hypot(x[0] - exact[0], x[1] - exact[1]);
}

TEST(Res, ConvergesWithTheOrderOfItsStages) {
  for (const int order : {1, 2, 3, 4}) {
    const double measured = std::log2(error_of(order, 80) / error_of(order, 160));
    EXPECT_NEAR(measured, order, 0.35) << order;
  }
}

/// The number of evaluations of each step that moves x.
std::vector<int> orders_that_run(const SamplerSpec& spec) {
  std::vector<int> orders{0};
  for (const Row& row : build_plan(edm(), spec).rows) {
    ++orders.back();
    if (row.commit) orders.push_back(0);
  }
  orders.pop_back();
  return orders;
}

TEST(Singlestep, TakesTheOrdersThatAListHas) {
  SamplerSpec spec = sampler(SamplerKind::dpm_singlestep, 8);
  spec.order = 3;
  const std::vector<int> usual{3, 3, 1, 1};
  EXPECT_EQ(orders_that_run(spec), usual) << "the last step, to clean data, is of order 1";
  spec.orders = {1, 2, 3};
  const std::vector<int> wanted{1, 2, 3, 1, 1};
  EXPECT_EQ(orders_that_run(spec), wanted);
  spec.orders = {2};
  SamplerSpec two = spec;
  two.orders.clear();
  two.order = 2;
  two.lower_order_final = false;
  EXPECT_EQ(build_plan(edm(), spec).rows, build_plan(edm(), two).rows);
  spec.orders = {4};
  EXPECT_THROW(check(spec), BadRequest);
}

}  // namespace
}  // namespace alphabar

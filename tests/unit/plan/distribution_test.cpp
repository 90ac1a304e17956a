// Where stochastic samplers end: 100,000 particles of each against as many draws from the mixture
// that they should reach, at the level that the run ends on.
//
// The statistic counts points in bins, which component is the likeliest (5) x how far from its mean
// in its own standard deviations (6 shells of equal mass) x in which quadrant of its axes (4), and
// asks by chi-square whether both sets come from one distribution. Each test fails by chance once
// in a million seeds, all together once in some 20,000; the seeds are fixed, so it does not.
//
// Discretised samplers end a little beside the mixture, as their theory says, and nearer with every
// doubling of the steps. Here the steps are so many that this bias is below what the test can see,
// which TheStatistic.* shows to be 4 % of a width or 2 points of a hundred in a weight. Fresh noise
// in each step (renoise) reaches no mixture of more than a point at any number of steps: Lemma1 has
// it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/engine/cpu/cpu_engine.h"
#include "core/engine/start.h"
#include "core/model/diffused_component.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "core/rng/noise.h"
#include "tests/unit/plan/statistics.h"

namespace alphabar {
namespace {

constexpr std::size_t particles = 100'000;
constexpr double once_in_a_million = 4.75;     // of two_sample_deviation
constexpr double ks_once_in_a_million = 2.69;  // of uniform_deviation

/// Unequal weights, circles and ellipses, two of them overlapping.
DataSpec five_shapes() {
  return {"five shapes",
          {{{-1.2, -0.9}, {0.30, 0.15}, 0.5, 0.30, 0},
           {{0.3, 1.4}, {0.20, 0.20}, 0, 0.20, 1},
           {{1.5, -0.6}, {0.35, 0.20}, -0.8, 0.25, 2},
           {{-0.4, 0.2}, {0.15, 0.15}, 0, 0.10, 0},
           {{0.9, 0.7}, {0.25, 0.18}, 1.2, 0.15, 1}}};
}

using Points = Values<float>;  // [n][2]

/// Exact draws from the mixture at a level.
Points draws(const Mixture& model, const Level& level, std::uint64_t seed) {
  Plan plan;
  plan.begin = Start::data;
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = particles;
  request.seed = seed;
  const StartPoints data(request);
  Points points;
  for (std::size_t p = 0; p < particles; ++p) {
    const Vec2 x0 = data(p);
    for (std::size_t c = 0; c < 2; ++c) {
      const double z = normal(seed, 2 * p + c, 0, Stream::noise);
      points.push_back(static_cast<float>(level.a * x0[c] + level.s * z));
    }
  }
  return points;
}

std::vector<std::size_t> counts(const Mixture& model, const Level& level, const Points& points) {
  constexpr std::size_t shells = 6, quadrants = 4;
  const std::vector<DiffusedComponent> components = model.at(level);
  std::vector<std::size_t> bins(components.size() * shells * quadrants);
  for (std::size_t p = 0; p < points.size() / 2; ++p) {
    double likeliest = -INFINITY;
    std::size_t bin = 0;
    for (std::size_t k = 0; k < components.size(); ++k) {
      const DiffusedComponent& c = components[k];
      const Point w = c.whitened(Point(points[2 * p], points[2 * p + 1]));
      const double r2 = w.squaredNorm();
      if (!(c.log_scale - 0.5 * r2 > likeliest)) continue;
      likeliest = c.log_scale - 0.5 * r2;
      const double outside = std::exp(-0.5 * r2);  // the mass of one Gaussian beyond this point
      const auto shell = std::min(shells - 1, static_cast<std::size_t>(shells * outside));
      bin = (k * shells + shell) * quadrants + (w.x() > 0 ? 2 : 0) + (w.y() > 0 ? 1 : 0);
    }
    ++bins[bin];
  }
  return bins;
}

/// Standard deviations by which points miss the mixture at a level.
double deviation(const Mixture& model, const Level& level, const Points& points) {
  return two_sample_deviation(counts(model, level, points),
                              counts(model, level, draws(model, level, 77)));
}

Points run(const Mixture& model, const Plan& plan) {
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = particles;
  request.seed = 5;
  request.record.states = Record::States::last;
  return CpuEngine().run(request).x;
}

struct Case {
  const char* name;
  ProcessKind process;
  SamplerKind sampler;
  int steps;
  void (*set)(SamplerSpec&) = [](SamplerSpec&) {};
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

ProcessSpec process_of(ProcessKind kind) {
  ProcessSpec spec;
  spec.kind = kind;
  // N(0, sigma_max^2) for the noisy end, and one step from sigma_min to the data, must not show.
  spec.sigma_max = kind == ProcessKind::edm ? 20 : 50;
  spec.sigma_min = kind == ProcessKind::edm ? 0.02 : 0.01;
  return spec;
}

SamplerSpec sampler_of(const Case& c) {
  SamplerSpec spec;
  spec.kind = c.sampler;
  spec.grid.steps = c.steps;
  if (c.process == ProcessKind::edm) spec.grid.spacing = Spacing::karras;
  c.set(spec);
  return spec;
}

class Stochastic : public testing::TestWithParam<Case> {};

TEST_P(Stochastic, ReachesTheMixture) {
  const Mixture model(five_shapes());
  const Process process(process_of(GetParam().process));
  const Plan plan = build_plan(process, sampler_of(GetParam()));
  EXPECT_GT(plan.draws(), 0);
  EXPECT_LT(deviation(model, plan.rows.back().to, run(model, plan)), once_in_a_million);
}

void corrected(SamplerSpec& s) { s.corrector.steps = 1; }

/// Each sampler that can draw noise, once.
std::vector<Case> kinds() {
  return {
      Case{"ddpm_small", ProcessKind::linear, SamplerKind::ddpm, 1000},
      Case{"ddim_one", ProcessKind::cosine, SamplerKind::ddim, 500,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"euler_maruyama_subvp", ProcessKind::subvp_sde, SamplerKind::euler_maruyama, 1000},
      Case{"ancestral_vp", ProcessKind::vp_sde, SamplerKind::ancestral, 1000},
      Case{"corrector_snr", ProcessKind::ve, SamplerKind::reverse_diffusion, 500, corrected},
      Case{"corrector_fixed", ProcessKind::vp_sde, SamplerKind::probability_flow, 500,
           [](SamplerSpec& s) {
             corrected(s);
             s.corrector.rule = CorrectorRule::fixed;
             s.corrector.step_size = 1e-4;
           }},
      Case{"euler_churn", ProcessKind::edm, SamplerKind::euler, 1000,
           [](SamplerSpec& s) { s.churn.amount = 10; }},
      Case{"heun_churn", ProcessKind::edm, SamplerKind::heun, 80,
           [](SamplerSpec& s) { s.churn.amount = 40; }},
      Case{"dpm2_churn", ProcessKind::edm, SamplerKind::dpm2, 80,
           [](SamplerSpec& s) { s.churn.amount = 40; }},
      Case{"euler_ancestral", ProcessKind::edm, SamplerKind::euler_ancestral, 500,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"dpm2_ancestral", ProcessKind::edm, SamplerKind::dpm2_ancestral, 250,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"dpmpp_2s_ancestral", ProcessKind::edm, SamplerKind::dpmpp_2s_ancestral, 150,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"dpmpp_sde", ProcessKind::edm, SamplerKind::dpmpp_sde, 500,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"dpmpp_3m_sde", ProcessKind::edm, SamplerKind::dpmpp_2m, 150,
           [](SamplerSpec& s) {
             s.eta = 1;
             s.order = 3;
             s.solver_type = SolverType::heun;
           }},
      Case{"dpm_singlestep_3_sde", ProcessKind::edm, SamplerKind::dpm_singlestep, 900,
           [](SamplerSpec& s) {
             s.eta = 1;
             s.order = 3;
           }},
      Case{"sa_solver", ProcessKind::edm, SamplerKind::sa_solver, 100,
           [](SamplerSpec& s) {
             s.eta = 1;
             s.order = 3;
             s.corrector_order = 4;
           }},
      Case{"dpm_fast_ancestral", ProcessKind::edm, SamplerKind::dpm_fast, 300,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"seeds_2", ProcessKind::edm, SamplerKind::seeds, 150, [](SamplerSpec& s) { s.eta = 1; }},
      Case{"seeds_3", ProcessKind::edm, SamplerKind::seeds, 150,
           [](SamplerSpec& s) {
             s.eta = 1;
             s.order = 3;
           }},
      Case{"restart", ProcessKind::edm, SamplerKind::restart, 40,
           [](SamplerSpec& s) {
             s.restart = {3, 20, 0.1, 2};
           }},
      Case{"reverse_sde_of_sit", ProcessKind::vp_sde, SamplerKind::euler_maruyama, 1000,
           [](SamplerSpec& s) { s.diffusion = Diffusion::noise; }},
      Case{"er_sde", ProcessKind::edm, SamplerKind::er_sde, 150,
           [](SamplerSpec& s) { s.order = 3; }},
      Case{"res_multistep_ancestral", ProcessKind::edm, SamplerKind::res_multistep, 500,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"res_singlestep_ancestral", ProcessKind::edm, SamplerKind::res_singlestep, 150,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"corrector_only", ProcessKind::edm, SamplerKind::corrector_only, 40,
           [](SamplerSpec& s) {
             s.grid.spacing = Spacing::by_hand;
             for (int i = 0; i < 40; ++i) s.grid.values.push_back(10 * std::pow(0.01, i / 39.0));
             s.corrector = {40, CorrectorRule::annealed, 0.3};
           }},
      Case{"annealed_langevin", ProcessKind::edm, SamplerKind::annealed_langevin, 40,
           [](SamplerSpec& s) {
             s.grid.spacing = Spacing::by_hand;  // from 10 to 0.1, where it ends
             for (int i = 0; i < 40; ++i) s.grid.values.push_back(10 * std::pow(0.01, i / 39.0));
             s.step_size = 2e-3;
             s.steps_each = 40;
           }}};
}

/// The same on other processes, levels and options.
std::vector<Case> variants() {
  return {
      Case{"ddpm_large", ProcessKind::linear, SamplerKind::ddpm, 1000,
           [](SamplerSpec& s) { s.variance = Variance::large; }},
      Case{"ddim_half", ProcessKind::linear, SamplerKind::ddim, 1000,
           [](SamplerSpec& s) { s.eta = 0.5; }},
      Case{"euler_maruyama_vp", ProcessKind::vp_sde, SamplerKind::euler_maruyama, 1000},
      Case{"euler_maruyama_ve", ProcessKind::ve, SamplerKind::euler_maruyama, 1000},
      Case{"reverse_diffusion_vp", ProcessKind::vp_sde, SamplerKind::reverse_diffusion, 1000},
      Case{"reverse_diffusion_ve", ProcessKind::ve, SamplerKind::reverse_diffusion, 1000},
      Case{"ancestral_ve", ProcessKind::ve, SamplerKind::ancestral, 1000},
      Case{"euler_maruyama_discrete", ProcessKind::linear, SamplerKind::euler_maruyama, 1000},
      Case{"reverse_diffusion_discrete", ProcessKind::linear, SamplerKind::reverse_diffusion, 1000},
      Case{"ancestral_discrete", ProcessKind::linear, SamplerKind::ancestral, 1000},
      // On lists of sigmas the steps are as long as the list says.
      Case{"euler_maruyama_vp_karras", ProcessKind::vp_sde, SamplerKind::euler_maruyama, 1500,
           [](SamplerSpec& s) { s.grid.spacing = Spacing::karras; }},
      Case{"euler_maruyama_subvp_exponential", ProcessKind::subvp_sde, SamplerKind::euler_maruyama,
           1500, [](SamplerSpec& s) { s.grid.spacing = Spacing::exponential; }},
      Case{"reverse_diffusion_ve_karras", ProcessKind::ve, SamplerKind::reverse_diffusion, 1000,
           [](SamplerSpec& s) { s.grid.spacing = Spacing::karras; }},
      Case{"ancestral_ve_polyexponential", ProcessKind::ve, SamplerKind::ancestral, 1000,
           [](SamplerSpec& s) { s.grid.spacing = Spacing::polyexponential; }},
      Case{"reverse_diffusion_vp_quadratic", ProcessKind::vp_sde, SamplerKind::reverse_diffusion,
           1500, [](SamplerSpec& s) { s.grid.spacing = Spacing::quadratic; }},
      Case{"euler_maruyama_vp_not_to_data", ProcessKind::vp_sde, SamplerKind::euler_maruyama, 1000,
           [](SamplerSpec& s) { s.grid.end_clean = false; }},
      Case{"corrector_annealed", ProcessKind::ve, SamplerKind::reverse_diffusion, 500,
           [](SamplerSpec& s) {
             corrected(s);
             s.corrector.rule = CorrectorRule::annealed;
           }},
      Case{"dpmpp_2m_sde", ProcessKind::edm, SamplerKind::dpmpp_2m, 150,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"dpmpp_2m_sde_eps", ProcessKind::edm, SamplerKind::dpmpp_2m, 600,
           [](SamplerSpec& s) {
             s.eta = 1;
             s.form = SolverForm::eps;
           }},
      Case{"dpm_singlestep_2_sde", ProcessKind::edm, SamplerKind::dpm_singlestep, 600,
           [](SamplerSpec& s) { s.eta = 1; }},
      Case{"dpm_singlestep_2_sde_eps", ProcessKind::edm, SamplerKind::dpm_singlestep, 600,
           [](SamplerSpec& s) {
             s.eta = 1;
             s.form = SolverForm::eps;
           }}};
}

INSTANTIATE_TEST_SUITE_P(Kinds, Stochastic, testing::ValuesIn(kinds()),
                         [](const auto& of) { return std::string(of.param.name); });
INSTANTIATE_TEST_SUITE_P(Variants, Stochastic, testing::ValuesIn(variants()),
                         [](const auto& of) { return std::string(of.param.name); });

// Langevin has a test of its own below, and so has fresh noise in each step (Lemma1). TCD jumps
// further than it steps, by one evaluation: more steps do not make the jumps shorter.
TEST(StochasticCases, NameEverySamplerThatCanDrawNoise) {
  const std::vector<Case> all = kinds();
  for (const SamplerInfo& info : samplers()) {
    const bool can_draw = info.uses(&SamplerSpec::eta) || info.uses(&SamplerSpec::churn) ||
                          info.uses(&SamplerSpec::corrector);
    if (!info.stochastic && !can_draw) continue;
    if (info.kind == SamplerKind::langevin || info.kind == SamplerKind::renoise ||
        info.kind == SamplerKind::tcd)
      continue;
    EXPECT_NE(std::ranges::find(all, info.kind, &Case::sampler), all.end()) << info.name;
  }
}

// Langevin dynamics on the data itself never finds the weights of modes that are far apart, so here
// they touch. Its stationary variance is v / (1 - h / 2v): 1 % too much at these numbers.
TEST(Langevin, ReachesAMixtureWhoseModesTouch) {
  const Mixture model(
      DataSpec{"two", {{{-0.5, 0}, {0.5, 0.4}, 0.3, 0.7, 0}, {{0.6, 0.3}, {0.4, 0.5}, 0, 0.3, 0}}});
  SamplerSpec sampler;
  sampler.kind = SamplerKind::langevin;
  sampler.grid.steps = 1500;
  sampler.step_size = 3e-3;
  const Plan plan = build_plan(Process(process_of(ProcessKind::clean)), sampler);
  EXPECT_LT(deviation(model, plan.rows.back().to, run(model, plan)), once_in_a_million);
}

TEST(TheStatistic, FindsNothingWhereThereIsNothing) {
  const Mixture model(five_shapes());
  EXPECT_LT(std::abs(deviation(model, {0, 1, 0}, draws(model, {0, 1, 0}, 3))), 3);
}

TEST(TheStatistic, SeesAWidthWrongByFourPercent) {
  DataSpec wide = five_shapes();
  for (Component& c : wide.components)
    for (double& std : c.std) std *= 1.04;
  const Mixture model(five_shapes());
  EXPECT_GT(deviation(model, {0, 1, 0}, draws(Mixture(wide), {0, 1, 0}, 3)), once_in_a_million);
}

TEST(TheStatistic, SeesAWeightWrongByTwoPoints) {
  DataSpec other = five_shapes();
  other.components[0].weight += 0.02;
  other.components[2].weight -= 0.02;
  const Mixture model(five_shapes());
  EXPECT_GT(deviation(model, {0, 1, 0}, draws(Mixture(other), {0, 1, 0}, 3)), once_in_a_million);
}

TEST(TheStatistic, SeesTooFewSteps) {
  const Mixture model(five_shapes());
  const Process process(process_of(ProcessKind::linear));
  const Plan plan =
      build_plan(process, sampler_of({"", ProcessKind::linear, SamplerKind::ddpm, 50}));
  EXPECT_GT(deviation(model, plan.rows.back().to, run(model, plan)), 2 * once_in_a_million);
}

/// x given a single data point, taken to a standard normal variable, as uniform numbers: the share
/// of the mass within its radius, and its angle.
struct Uniforms {
  std::vector<double> radius, angle;
};
Uniforms uniforms(std::span<const float> x, const Vec2& x0, const Level& level) {
  Uniforms u;
  for (std::size_t p = 0; p < x.size() / 2; ++p) {
    const double z0 = (x[2 * p] - level.a * x0[0]) / level.s;
    const double z1 = (x[2 * p + 1] - level.a * x0[1]) / level.s;
    u.radius.push_back(-std::expm1(-0.5 * (z0 * z0 + z1 * z1)));
    u.angle.push_back(0.5 + std::atan2(z1, z0) / (2 * std::numbers::pi));
  }
  return u;
}

// Lemma 1 of Song, Meng, Ermon 2021: q_sigma(x_t | x_0) = N(a x_0, s^2 I) whatever sigma is. With a
// single data point x0_hat is x_0, so a run of DDIM is a draw from q_sigma; its states at every
// level are tested by Kolmogorov and Smirnov, 2 x 10 levels for each of 5 sigmas: a false alarm
// once in 10,000 seeds. Zero terminal SNR, so that x_T is exactly N(0, I).
TEST(Lemma1, MarginalsDoNotDependOnSigma) {
  const Vec2 x0{0.8, -0.5};
  const Mixture point(DataSpec{"point", {{x0, {1e-4, 1e-4}, 0, 1, 0}}});
  ProcessSpec spec = process_of(ProcessKind::linear);
  spec.zero_terminal_snr = true;
  const Process process(spec);
  for (const double eta : {0.0, 0.3, 1.0, 2.0, -1.0}) {  // 2: beyond DDPM; -1: the largest there is
    SamplerSpec sampler;
    sampler.kind = eta < 0 ? SamplerKind::renoise : SamplerKind::ddim;
    sampler.grid.spacing = Spacing::trailing;
    sampler.grid.steps = 11;
    sampler.eta = std::clamp(eta, 0.0, 1.0);
    Plan plan = build_plan(process, sampler);
    if (eta > 1)
      for (Row& row : plan.rows) {  // between eta = 1 and all noise
        const double more = std::sqrt(row.c_z * row.to.s);
        const double direction = std::sqrt(row.to.s * row.to.s - more * more);
        row.c_z = more;
        row.c_x = direction / row.from.s;
        row.c_d[0] = row.to.a - row.from.a * row.c_x;
      }
    RunRequest request;
    request.plan = &plan;
    request.model = &point;
    request.particles = particles;
    request.seed = 11;
    const Trajectory<float> run = CpuEngine().run(request);
    ASSERT_EQ(run.rows(), 12u);
    for (std::size_t row = 1; row + 1 < run.rows(); ++row) {  // the last is x_0 itself
      const Level& level = plan.rows[row - 1].to;
      const Uniforms u = uniforms(run.state(row), x0, level);
      EXPECT_LT(uniform_deviation(u.radius), ks_once_in_a_million) << eta << " t = " << level.t;
      EXPECT_LT(uniform_deviation(u.angle), ks_once_in_a_million) << eta << " t = " << level.t;
    }
  }
}

TEST(Lemma1, WouldBeSeenToFail) {
  const Vec2 x0{0.8, -0.5};
  const Level level{0, 0.6, 0.8};
  const Mixture wide(DataSpec{"point", {{x0, {0.2, 0.2}, 0, 1, 0}}});  // s is 1 % too large
  const Points x = draws(wide, level, 3);
  EXPECT_GT(uniform_deviation(uniforms(x, x0, level).radius), ks_once_in_a_million);
}

}  // namespace
}  // namespace alphabar

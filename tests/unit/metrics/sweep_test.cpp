#include "core/metrics/sweep.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/io/sweep_table.h"
#include "core/metrics/distance_meter.h"
#include "core/metrics/target.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

LaneSpec lane(SamplerKind kind, Spacing spacing = Spacing::trailing) {
  SamplerSpec sampler;
  sampler.kind = kind;
  sampler.grid.spacing = spacing;
  return {"", sampler};
}

SweepSpec small(std::vector<LaneSpec> lanes) {
  SweepSpec spec;
  spec.data = data_preset("five");
  spec.processes = {ProcessSpec{}};
  spec.lanes = std::move(lanes);
  spec.steps = {10};
  spec.seeds = 3;
  spec.particles = 400;
  return spec;
}

std::vector<SweepPoint> run(const SweepSpec& spec) {
  CpuEngine engine(CpuOptions{.threads = 1});
  Sweep sweep(spec);
  while (!sweep.done()) sweep.step(engine);
  return sweep.points();
}

/// One Gaussian: its flow is known in closed form.
struct OneGaussian {
  static constexpr double std = 0.4;
  Mixture model{DataSpec{"one", {{{0.8, 0.5}, {std, std}, 0, 1, 0}}}};
  Process process{ProcessSpec{}};
  Plan plan = build_plan(process, lane(SamplerKind::ddim).sampler);

  /// x_T and the exact end points, moved by (dx, dy).
  Trajectory<float> run(std::size_t particles, double dx, double dy) const {
    Trajectory<float> out;
    out.particles = particles;
    out.x_rows = {-1, static_cast<int>(plan.rows.size()) - 1};
    const Level from = plan.start, to = plan.rows.back().to;
    const double scale = std::sqrt((to.a * to.a * std * std + to.s * to.s) /
                                   (from.a * from.a * std * std + from.s * from.s));
    const double mean[] = {0.8, 0.5}, moved[] = {dx, dy};
    for (std::size_t i = 0; i < 2 * particles; ++i)
      out.x.push_back(static_cast<float>(std::sin(1.7 * static_cast<double>(i))));
    for (std::size_t i = 0; i < 2 * particles; ++i)
      out.x.push_back(static_cast<float>(to.a * mean[i % 2] + moved[i % 2] +
                                         scale * (double{out.x[i]} - from.a * mean[i % 2])));
    return out;
  }
};

/// What DDIM's steps make of one Gaussian N(0, std^2 I): each multiplies x by a number.
double factor_of(const Plan& plan, double std) {
  double factor = 1;
  for (const Row& row : plan.rows) {
    const double share = row.s / (row.a * row.a * std * std + row.s * row.s);
    const double ratio = row.to.a / row.from.a;
    factor *= ratio + (row.to.s - ratio * row.from.s) * share;
  }
  return factor;
}

TEST(DistanceMeter, MeasuresFromTheEndOfTheExactFlow) {
  const OneGaussian one;
  DistanceMeter meter(one.model, {}, 50);
  // Stored in single precision: 1e-7 of numbers near 1.
  EXPECT_LT(meter.measure(one.plan, one.run(50, 0, 0))[Metric::ode_end], 5e-7);
  EXPECT_NEAR(meter.measure(one.plan, one.run(50, 0.3, -0.4))[Metric::ode_end], 0.5, 1e-6);
  // More particles than it counts: the others do not matter.
  EXPECT_LT(meter.measure(one.plan, one.run(80, 0, 0))[Metric::ode_end], 5e-7);
}

/// x_T and the end of a run of this plan that goes nowhere, moved by (dx, dy) at its end.
Trajectory<float> stays(const Plan& plan, std::size_t particles, float dx, float dy) {
  Trajectory<float> out;
  out.particles = particles;
  out.x_rows = {-1, static_cast<int>(plan.rows.size()) - 1};
  for (std::size_t i = 0; i < 4 * particles; ++i) {
    const std::size_t k = i % (2 * particles);
    const float move = i < 2 * particles ? 0 : k % 2 == 0 ? dx : dy;
    out.x.push_back(static_cast<float>(std::sin(1.7 * static_cast<double>(k))) + move);
  }
  return out;
}

TEST(DistanceMeter, ARoundTripIsMeasuredFromItsOwnStart) {
  SamplerSpec sampler = lane(SamplerKind::ddim_inverse).sampler;
  sampler.round_trip = true;
  const Mixture model(data_preset("five"));
  const Process process{ProcessSpec{}};
  GuidanceSpec guidance;
  guidance.kind = GuidanceKind::classifier_free;
  guidance.label = 1;
  for (const GuidanceSpec& guided : {GuidanceSpec{}, guidance}) {
    const Plan plan = build_plan(process, sampler, guided);
    DistanceMeter meter(model, guided, 50);
    EXPECT_EQ(meter.measure(plan, stays(plan, 50, 0, 0))[Metric::ode_end], 0);
    EXPECT_NEAR(meter.measure(plan, stays(plan, 50, 0.3F, -0.4F))[Metric::ode_end], 0.5, 1e-6);
  }
}

TEST(DistanceMeter, LangevinAtOneLevelHasNoEndToBeFarFrom) {
  ProcessSpec clean;
  clean.kind = ProcessKind::clean;
  const Plan plan = build_plan(Process(clean), lane(SamplerKind::langevin).sampler);
  DistanceMeter meter(Mixture(data_preset("five")), {}, 50);
  EXPECT_TRUE(std::isnan(meter.measure(plan, stays(plan, 50, 0, 0))[Metric::ode_end]));
}

// One Gaussian: every step of an inversion and back multiplies x - a mean by a number that follows
// from the levels alone, as eps_hat = s (x - a mean) / (a^2 std^2 + s^2). The end is a product of
// those, to float's 1e-6. With twice the steps about half the error: DDIM is of first order.
TEST(Sweep, TheRoundTripErrorIsTheProductOfTheSteps) {
  SweepSpec spec = small({lane(SamplerKind::ddim_inverse)});
  spec.lanes[0].sampler.round_trip = true;
  constexpr double std = 0.4;
  spec.data = DataSpec{"one", {{{0, 0}, {std, std}, 0, 1, 0}}};
  spec.steps = {20, 40, 80};
  spec.seeds = 1;
  spec.particles = 512;
  const auto points = run(spec);
  ASSERT_EQ(points.size(), 3u);
  double before = 0;
  for (const SweepPoint& point : points) {
    SamplerSpec sampler = spec.lanes[0].sampler;
    sampler.grid.steps = point.steps;
    const Plan plan = build_plan(Process{ProcessSpec{}}, sampler);
    const double factor = factor_of(plan, std);
    // Of 512 draws from N(0, std^2 I): the root mean square is std sqrt 2 to 1 in 45, a standard
    // error.
    const double error = point.bands[Metric::ode_end].median;
    const double wanted = std::abs(factor - 1) * std * std::sqrt(2);
    EXPECT_NEAR(error, wanted, 0.12 * wanted + 2e-6) << point.steps;
    if (before > 0) {
      EXPECT_NEAR(before / error, 2, 0.4) << point.steps;
    }
    before = error;
  }
}

TEST(Sweep, AnInversionAloneIsMeasuredFromTheExactCode) {
  SweepSpec spec = small({lane(SamplerKind::ddim_inverse)});
  constexpr double std = 0.4;
  spec.data = DataSpec{"one", {{{0, 0}, {std, std}, 0, 1, 0}}};
  spec.steps = {40};
  spec.seeds = 1;
  spec.particles = 512;
  const SweepPoint point = run(spec).at(0);
  SamplerSpec sampler = spec.lanes[0].sampler;
  sampler.grid.steps = 40;
  const Plan plan = build_plan(Process{ProcessSpec{}}, sampler);
  const double factor = factor_of(plan, std);
  const Level end = plan.rows.back().to;
  const double exact = std::hypot(end.a * std, end.s) / std;  // the flow of one Gaussian
  const double wanted = std::abs(factor - exact) * std * std::sqrt(2);
  EXPECT_NEAR(point.bands[Metric::ode_end].median, wanted, 0.12 * wanted + 2e-6);
  // Its end is compared with the mixture at its own level, pure noise nearly.
  EXPECT_LT(point.bands[Metric::sliced_w1].median, 0.2);
}

TEST(DistanceMeter, GuidanceAsksForTheClassAlone) {
  const Mixture model(data_preset("two modes"));
  GuidanceSpec guidance;
  guidance.kind = GuidanceKind::classifier_free;
  guidance.label = 1;
  const Plan plan = build_plan(Process(ProcessSpec{}), lane(SamplerKind::ddim).sampler, guidance);
  constexpr std::size_t n = 1000;
  Trajectory<float> run;
  run.particles = n;
  run.x_rows = {-1, static_cast<int>(plan.rows.size()) - 1};
  run.x.assign(2 * n, 0);
  const auto exact = Target(model.at({0, 1, 0}, 1), n).draw(5);
  run.x.insert(run.x.end(), exact.begin(), exact.end());
  DistanceMeter guided(model, guidance, n), plain(model, {}, n);
  const Bands floor = guided.floor(plan);
  EXPECT_LT(guided.measure(plan, run)[Metric::sliced_w2], 3 * floor[Metric::sliced_w2].median);
  EXPECT_GT(guided.measure(plan, run)[Metric::ode_end], 0.01) << "draws come from no x_T";
  EXPECT_EQ(guided.target_draws(plan), 0) << "of weight 1 it is known in closed form";
  EXPECT_NEAR(plain.measure(plan, run)[Metric::mode_weights], 0.8, 0.01);
}

// Of DDIM with so many steps, guided: it ends where the guided flow ends, and nearer with more.
TEST(Sweep, GuidedLanesAreMeasuredFromTheGuidedFlow) {
  SweepSpec spec = small({lane(SamplerKind::ddim)});
  spec.guidance.kind = GuidanceKind::classifier_free;
  spec.guidance.label = 1;
  spec.guidance.scale = 3;
  spec.steps = {50, 100, 800};
  spec.seeds = 1;
  const auto points = run(spec);
  ASSERT_EQ(points.size(), 3u);
  const auto error = [&](std::size_t i) { return points[i].bands[Metric::ode_end].median; };
  EXPECT_NEAR(error(0) / error(1), 2, 0.5) << "of first order";
  EXPECT_LT(error(2), 0.02);
  EXPECT_GE(points[0].target_draws, 65536);
  spec.guidance.plus_plus = true;
  spec.steps = {20};
  EXPECT_TRUE(std::isnan(run(spec)[0].bands[Metric::ode_end].median)) << "its steps follow no flow";
}

TEST(Sweep, LeavesMutedLanesOut) {
  SweepSpec spec = small({lane(SamplerKind::ddpm), lane(SamplerKind::ddim)});
  spec.lanes[0].muted = true;
  const auto points = run(spec);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].lane, 1u);
  spec.lanes[1].muted = true;
  EXPECT_THROW(check(spec), BadRequest);
}

TEST(Sweep, ErrorFallsWithTheOrderOfTheSolver) {
  SweepSpec spec =
      small({lane(SamplerKind::euler, Spacing::karras), lane(SamplerKind::heun, Spacing::karras)});
  spec.data = data_preset("one");
  spec.steps = {64, 32};
  std::map<std::pair<std::size_t, int>, double> error;
  for (const SweepPoint& point : run(spec))
    error[{point.lane, point.steps}] = point.bands[Metric::ode_end].median;
  ASSERT_EQ(error.size(), 4u);
  // Twice the steps: half the error at order 1, a quarter at order 2, to the next order.
  EXPECT_NEAR((error[{0, 32}] / error[{0, 64}]), 2, 0.3);
  EXPECT_NEAR((error[{1, 32}] / error[{1, 64}]), 4, 0.8);
}

TEST(Sweep, CountsEvaluationsAndFindsFewStepsFirst) {
  SweepSpec spec = small({lane(SamplerKind::ddim), lane(SamplerKind::heun)});
  spec.steps = {12, 4, 12};
  const auto points = run(spec);
  ASSERT_EQ(points.size(), 4u);  // 12 twice is 12
  EXPECT_EQ(points[0].steps, 4);
  EXPECT_EQ(points[0].nfe, 4);
  EXPECT_EQ(points[1].lane, 1u);
  EXPECT_EQ(points[1].nfe, 7);  // twice a step, but once on the last, to clean data
  EXPECT_EQ(points[2].steps, 12);
}

TEST(Sweep, BandsHoldWhatSeedsGive) {
  const SweepSpec spec = small({lane(SamplerKind::ddpm)});
  const auto points = run(spec), again = run(spec);
  ASSERT_EQ(points.size(), 1u);
  const Band band = points[0].bands[Metric::sliced_w2];
  EXPECT_LT(band.low, band.median);
  EXPECT_LT(band.median, band.high);
  EXPECT_EQ(band, again[0].bands[Metric::sliced_w2]);
  SweepSpec one = spec;
  one.seeds = 1;
  const Band single = run(one)[0].bands[Metric::sliced_w2];
  EXPECT_EQ(single.low, single.high);
}

TEST(Sweep, AThousandStepsOfDdpmComeDownToTheFloor) {
  SweepSpec spec = small({lane(SamplerKind::ddpm)});
  spec.steps = {5, 1000};
  spec.particles = 2000;
  const auto points = run(spec);
  for (const Metric m : {Metric::sliced_w1, Metric::sliced_w2, Metric::energy}) {
    EXPECT_GT(points[0].bands[m].median, 4 * points[0].floor[m].median) << metric_info(m).name;
    EXPECT_LT(points[1].bands[m].median, 2 * points[1].floor[m].median) << metric_info(m).name;
  }
}

TEST(Sweep, LeavesOutWhatCannotBeRunAndSaysWhy) {
  SweepSpec spec = small({lane(SamplerKind::ddim), lane(SamplerKind::euler_maruyama)});
  ProcessSpec few;
  few.T = 8;
  spec.processes = {few, ProcessSpec{}};
  CpuEngine engine;
  Sweep sweep(spec);
  while (!sweep.done()) sweep.step(engine);
  EXPECT_EQ(sweep.points().size(), 2u);
  ASSERT_EQ(sweep.gaps().size(), 2u);
  EXPECT_EQ(sweep.gaps()[0].process, 0u);
  EXPECT_NE(sweep.gaps()[0].reason.find("steps = 10"), std::string::npos) << sweep.gaps()[0].reason;
  EXPECT_DOUBLE_EQ(sweep.progress(), 1);
}

TEST(Sweep, StopsWhenAskedToAndGoesOnFromThere) {
  SweepSpec spec = small({lane(SamplerKind::ddim)});
  spec.steps = {2, 3};
  CpuEngine engine;
  Sweep sweep(spec);
  sweep.step(engine);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(sweep.step(engine, stop.get_token()), Cancelled);
  EXPECT_EQ(sweep.points().size(), 1u);
  EXPECT_DOUBLE_EQ(sweep.progress(), 0.4);
  sweep.step(engine);
  EXPECT_TRUE(sweep.done());
  EXPECT_EQ(sweep.points()[1].steps, 3);
}

TEST(Sweep, TakesOverWhatItWouldFindAgain) {
  SweepSpec spec = small({lane(SamplerKind::ddim), lane(SamplerKind::ddpm)});
  spec.steps = {4, 6};
  CpuEngine engine;
  const auto finished = [&](const SweepSpec& wanted) {
    Sweep sweep(wanted);
    while (!sweep.done()) sweep.step(engine);
    return sweep;
  };
  SweepSpec other = spec;
  other.lanes = {lane(SamplerKind::heun), lane(SamplerKind::ddim)};
  other.lanes[1].sampler.grid.steps = 77;
  Sweep next(other);
  next.take_from(finished(spec));
  ASSERT_EQ(next.points().size(), 2u);
  EXPECT_EQ(next.points()[0].lane, 1u);
  EXPECT_FALSE(next.done());
  while (!next.done()) next.step(engine);
  EXPECT_EQ(next.points().size(), 4u);

  Sweep all(spec);
  all.take_from(finished(spec));
  EXPECT_TRUE(all.done());

  SweepSpec elsewhere = spec;
  elsewhere.first_seed = 9;
  Sweep fresh(elsewhere);
  fresh.take_from(finished(spec));
  EXPECT_TRUE(fresh.points().empty());
}

TEST(Sweep, RefusesEmptyLists) {
  SweepSpec spec = small({lane(SamplerKind::ddim)});
  spec.steps = {};
  EXPECT_THROW(Sweep{spec}, BadRequest);
  spec.steps = {0};
  EXPECT_THROW(Sweep{spec}, BadRequest);
  EXPECT_THROW(Sweep{small({})}, BadRequest);
}

TEST(Sweep, OfASceneDoesNotLookAtStepsOrView) {
  Scene scene = default_scene(), other = scene;
  other.lanes[0].sampler.grid.steps = 77;
  other.view.overlay = !other.view.overlay;
  EXPECT_EQ(Sweep(sweep_of(scene)).spec(), Sweep(sweep_of(other)).spec());
  other.view.error_processes = {ProcessKind::cosine, ProcessKind::linear, ProcessKind::edm};
  const SweepSpec more = sweep_of(other);
  ASSERT_EQ(more.processes.size(), 3u) << "the scene's own is there already";
  EXPECT_EQ(more.processes[0], scene.process);
  EXPECT_EQ(more.processes[1].kind, ProcessKind::cosine);
  EXPECT_EQ(more.processes[2].kind, ProcessKind::edm);
  other.view.error_processes.clear();
  other.process.T = 500;
  EXPECT_FALSE(Sweep(sweep_of(scene)).spec() == Sweep(sweep_of(other)).spec());
  other.view.error_particles = 900;
  other.view.error_seeds = 3;
  other.view.error_nfe = {4, 8};
  EXPECT_EQ(sweep_of(other).particles, 900);
  EXPECT_EQ(sweep_of(other).seeds, 3);
  EXPECT_EQ(sweep_of(other).evaluations, (std::vector{4, 8}));
  other.particles = 7;
  EXPECT_EQ(sweep_of(other).particles, 7);
}

TEST(Sweep, NumbersOfEvaluationsAreKeptBySamplersOfAnyKind) {
  SweepSpec spec = small({lane(SamplerKind::ddim), lane(SamplerKind::heun)});
  spec.evaluations = {8, 9, 1};
  const auto points = run(spec);
  std::map<std::pair<std::size_t, int>, int> steps;  // by lane and NFE
  for (const SweepPoint& point : points) steps[{point.lane, point.nfe}] = point.steps;
  // Heun asks twice a step, but once on the last, to clean data: 7 in 4 steps, 9 in 5.
  const std::map<std::pair<std::size_t, int>, int> wanted{{{0, 1}, 1}, {{0, 8}, 8}, {{0, 9}, 9},
                                                          {{1, 1}, 1}, {{1, 7}, 4}, {{1, 9}, 5}};
  EXPECT_EQ(steps, wanted);
  ProcessSpec few;
  few.T = 5;
  spec.processes = {few};
  spec.lanes = {lane(SamplerKind::ddim)};
  spec.evaluations = {4, 8};
  CpuEngine engine(CpuOptions{.threads = 1});
  Sweep sweep(spec);
  while (!sweep.done()) sweep.step(engine);
  ASSERT_EQ(sweep.points().size(), 1u);
  EXPECT_EQ(sweep.points()[0].nfe, 4);
  ASSERT_EQ(sweep.gaps().size(), 1u);
  EXPECT_EQ(sweep.gaps()[0].steps, 8);
}

TEST(Sweep, ACoarseOneIsOfFewParticlesOrNone) {
  SweepSpec spec = sweep_of(default_scene());
  const auto few = coarse(spec);
  ASSERT_TRUE(few);
  EXPECT_LE(4 * few->particles * few->seeds, spec.particles * spec.seeds);
  EXPECT_EQ(few->steps, spec.steps);
  EXPECT_FALSE(coarse(*few));
  spec.particles = 300;
  EXPECT_FALSE(coarse(spec)) << "as fast itself";
}

TEST(Sweep, AListByHandIsOnePoint) {
  SweepSpec spec = small({lane(SamplerKind::euler, Spacing::by_hand)});
  spec.lanes[0].sampler.grid.values = {20, 5, 1, 0.2};
  spec.steps = {5, 10, 20};
  const auto points = run(spec);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].steps, 4);
  EXPECT_EQ(points[0].nfe, 4);
}

TEST(Sweep, TableHasARowForEachMetric) {
  SweepSpec spec = small({lane(SamplerKind::ddim)});
  spec.lanes[0].name = "mine, all mine";
  SweepPoint point{};
  point.steps = point.nfe = 10;
  point.bands[Metric::energy] = {2, 1, 3};
  point.floor[Metric::energy].median = 0.5;
  const Metric wanted[] = {Metric::energy};
  EXPECT_EQ(csv_text(sweep_table(spec, {&point, 1}, wanted)),
            "lane,sampler,process,steps,nfe,metric,median,low,high,floor,target_draws\n"
            "\"mine, all mine\",ddim,linear,10,10,energy,2,1,3,0.5,0\n");
}

}  // namespace
}  // namespace alphabar

// The generic engine: any model, of any dimension, against the kernels that know the mixture.
#include "core/engine/batch_run.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"
#include "core/model/mixture.h"
#include "core/rng/noise.h"
#include "tests/parity/same_trajectory.h"
#include "tests/support/models/opaque_mixture.h"
#include "tests/support/plain_run.h"
#include "tests/support/random_plan.h"

namespace alphabar {
namespace {

/// A run of an opaque mixture; `known` is the same of the mixture itself.
struct Case {
  Plan plan;
  Mixture mixture;
  OpaqueMixture opaque;
  RunRequest request, known;

  Case(std::uint64_t seed, const DataSpec& data, std::size_t particles,
       const RandomPlanOptions& options = {})
      : plan(random_plan(seed, options)), mixture(data), opaque(data) {
    request.plan = &plan;
    request.model = &opaque;
    request.target = &mixture;
    request.particles = particles;
    request.seed = 11 + seed;
    if (options.guided) request.labels = {1};
    known = request;
    known.model = &mixture;
  }
  Case(const Case&) = delete;

  void set(const std::function<void(RunRequest&)>& change) {
    change(request);
    change(known);
  }
};

TEST(BatchRun, RunsAnyPlanAsTheKernelDoes) {
  CpuEngine engine({.threads = 2});
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    RandomPlanOptions options;
    options.guided = seed % 3 == 1;
    options.correctors = seed % 4 == 3;
    Case c(seed, random_mixture(seed, std::array{3, 8, 5, 20}[seed % 4], seed % 2 == 0), 333,
           options);
    c.plan.begin = std::array{Start::prior, Start::data, Start::box}[seed % 3];
    c.set([&](RunRequest& r) {
      r.lane = static_cast<std::uint32_t>(seed % 3);
      r.first_particle = 7 * seed;  // odd ones start in the middle of a block of draws
      r.record.evaluations = seed % 2 == 0;
      if (seed % 5 == 4) r.record.states = Record::States::last;
      if (seed % 5 == 3) r.record = {Record::States::stride, 4, {2, 5}, true};
      if (!options.guided || seed <= 5) return;
      r.labels.clear();
      for (std::size_t p = 0; p < r.particles; ++p) r.labels.push_back(static_cast<int>(p * p % 3));
    });
    const std::string what = "seed " + std::to_string(seed);
    const Trajectory<double> got = engine.run_double(c.request);
    expect_same(got, engine.run_double(c.known), 1e-12, what + " double");
    if (c.request.record.states == Record::States::all)
      expect_same(got, plain_run(c.known), 1e-12, what + " plain");
    expect_same(engine.run(c.request), engine.run(c.known), 3e-4, what + " float");
  }
}

// The gradient through x0_hat comes of differences here: 1e-9 of it, and what the plans make of
// that, as they make 1e-3 of a float's rounding.
TEST(BatchRun, GuidesByALossAsTheKernelDoes) {
  CpuEngine engine({.threads = 2});
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Case c(seed, random_mixture(seed, std::array{1, 5, 20, 40}[seed % 4], seed % 2 == 0), 300,
           {.guided = true});
    c.set([&](RunRequest& r) {
      r.labels.clear();
      r.record.evaluations = true;
      r.loss = seed % 2 == 0 ? Loss{.target = {0.5, -0.3}}
                             : Loss{.plane = true, .normal = {0.6, 0.8}, .softness = 0.3};
    });
    expect_same(engine.run_double(c.request), engine.run_double(c.known), 1e-4,
                "seed " + std::to_string(seed));
  }
}

TEST(BatchRun, IsTheSameAtAnyNumberOfThreadsAndInParts) {
  RandomPlanOptions options;
  options.correctors = true;
  Case c(5, random_mixture(5, 8, true), 1001, options);
  const auto one = run_batches<float>(c.request, 1);
  for (const int threads : {2, 7}) EXPECT_EQ(run_batches<float>(c.request, threads).x, one.x);
  c.request.low_priority = true;
  EXPECT_EQ(run_batches<float>(c.request, 2).x, one.x);

  Case parts(6, random_mixture(6, 8, true), 1001);
  parts.request.record.states = Record::States::last;
  const auto whole = run_batches<float>(parts.request, 2);
  for (const std::size_t first : {1u, 100u, 333u}) {
    parts.request.first_particle = first;
    parts.request.particles = 1001 - first;
    const auto part = run_batches<float>(parts.request, 2);
    EXPECT_TRUE(std::equal(part.x.begin(), part.x.end(), whole.x.begin() + 2 * first)) << first;
  }
}

TEST(BatchRun, StopsWhenAskedAndTellsItsProgress) {
  Case c(2, random_mixture(2, 8, true), 2000);
  std::stop_source stop;
  c.request.stop = stop.get_token();
  int calls = 0;
  double last = 0;
  c.request.progress = [&](double done) {
    EXPECT_GT(done, last);
    last = done;
    if (++calls == 10) stop.request_stop();
  };
  EXPECT_THROW(run_batches<float>(c.request, 2), Cancelled);
  EXPECT_LT(last, 1);
  c.request.stop = {};
  c.request.low_priority = true;
  calls = 100;
  last = 0;
  run_batches<float>(c.request, 2);
  EXPECT_EQ(last, 1);
  c.request.progress = [](double) { throw Failed("the caller's own"); };
  EXPECT_THROW(run_batches<float>(c.request, 2), Failed);
}

/// A Gaussian N(mean, std^2 I) of any dimension.
class Gaussian : public Denoiser {
 public:
  Gaussian(Eigen::Index dimension, double mean, double std)
      : dimension_(dimension), mean_(mean), std_(std) {}
  Eigen::Index dimension() const override { return dimension_; }
  Eigen::Index at_once() const override { return 3; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int>) const override {
    const double v = level.a * level.a * std_ * std_ + level.s * level.s;
    const Eigen::ArrayXXd off = x.array() - level.a * mean_;
    return {(mean_ + level.a * std_ * std_ / v * off).matrix(), (level.s / v * off).matrix(),
            (-off / v).matrix()};
  }

 private:
  Eigen::Index dimension_;
  double mean_, std_;
};

class LastState : public RunSink<double> {
 public:
  explicit LastState(const RunRequest& request)
      : x(request.model->dimension(), static_cast<Eigen::Index>(request.particles)) {}
  void states(std::size_t, Eigen::Index first, const States& part) override {
    x.middleCols(first, part.cols()) = part;
  }
  void outputs(std::size_t, Eigen::Index, const SplitBatch&, const SplitBatch&) override { FAIL(); }
  Eigen::MatrixXd x;
};

// Coordinates of a round Gaussian go their own ways: three of them are those of two runs in the
// plane with the same start and noise.
TEST(BatchRun, RunsInAnyDimension) {
  const Mixture plane(DataSpec{"one", {{{0.3, 0.3}, {0.7, 0.7}, 0, 1, 0}}});
  const Gaussian space(3, 0.3, 0.7);
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Plan plan = random_plan(seed, {});
    constexpr std::size_t n = 10;
    RunRequest request;
    request.plan = &plan;
    request.model = &space;
    request.particles = n;
    request.seed = seed;
    LastState sink(request);
    run_batches<double>(request, sink, 2);

    EXPECT_THROW(CpuEngine().run(request), BadRequest);
    for (const Eigen::Index other : {1, 2}) {
      Replay replay;
      const auto add = [&](std::vector<double>& to, std::uint32_t draw, Stream stream) {
        for (std::size_t p = 0; p < n; ++p)
          for (const std::size_t c : {std::size_t{0}, static_cast<std::size_t>(other)})
            to.push_back(normal(seed, 3 * p + c, draw, stream) *
                         (stream == Stream::start ? plan.init_scale : 1));
      };
      add(replay.x_init, 0, Stream::start);
      for (int k = 0; k < plan.draws(); ++k)
        add(replay.noise, static_cast<std::uint32_t>(k), Stream::noise);
      RunRequest flat = request;
      flat.model = &plane;
      flat.replay = &replay;
      flat.record.states = Record::States::last;
      const Trajectory<double> wanted = CpuEngine().run_double(flat);
      for (std::size_t p = 0; p < n; ++p) {
        const auto i = static_cast<Eigen::Index>(p);
        EXPECT_NEAR(sink.x(0, i), wanted.x[2 * p], 1e-12 * (1 + std::abs(wanted.x[2 * p])));
        EXPECT_NEAR(sink.x(other, i), wanted.x[2 * p + 1],
                    1e-12 * (1 + std::abs(wanted.x[2 * p + 1])));
      }
    }
  }
}

TEST(BatchRun, RefusesWhatTheModelCannotSay) {
  Case c(2, random_mixture(2, 3, true), 10, {.rows = 5, .guided = true});
  CpuEngine engine;
  EXPECT_NO_THROW(engine.run(c.request));
  c.request.labels = {9};
  EXPECT_THROW(engine.run(c.request), BadRequest);
  c.request.labels = {1};
  c.plan.begin = Start::data;
  EXPECT_NO_THROW(engine.run(c.request));
  c.request.target = nullptr;
  EXPECT_THROW(engine.run(c.request), BadRequest);
}

}  // namespace
}  // namespace alphabar

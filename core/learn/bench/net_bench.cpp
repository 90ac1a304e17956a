#include "core/learn/bench/net_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "core/engine/cpu/cpu_engine.h"
#include "core/learn/bench/bare_products.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/learn/train/trainer.h"
#include "core/model/mixture.h"
#include "core/plan/samplers/samplers.h"
#include "core/system/parallel.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Scene moons() {
  Scene scene = default_scene();
  scene.data = data_preset("two moons");
  scene.process = {};
  scene.process.kind = ProcessKind::cosine;
  scene.training = {};  // the simple loss of v, 3 layers of 64 units, SiLU
  return scene;
}

/// Calls work(first, n) for parts of the points on all threads; returns the seconds it took.
template <class Work>
double seconds_of(const NetBenchOptions& options, std::size_t part, Work work) {
  const auto start = Clock::now();
  parallel_for((options.points + part - 1) / part, options.threads, [&](std::size_t number) {
    const std::size_t first = number * part;
    work(first, std::min(part, options.points - first));
  });
  return seconds_since(start);
}

/// The bare products of a net's own weights, in parts of its points.
template <class Real>
class Bare {
 public:
  explicit Bare(const LearnedNet& net, std::size_t points)
      : weights_(net.weights.begin(), net.weights.end()),
        x_(2 * (points + row_multiple), Real(0.5)),
        out_(BareNet<Real>::columns * (points + row_multiple)) {
    const MlpShape shape = NetLevels(net.form).shape();
    const Real* w = weights_.data();
    net_ = {w + shape.weight(0), w + shape.weight(1), w + shape.weight(2), w + shape.out_weight()};
  }

  void operator()(std::size_t first, std::size_t n) {
    const std::size_t whole = (n + row_multiple - 1) / row_multiple * row_multiple;
    products_(net_, x_.data() + 2 * first, whole, out_.data() + BareNet<Real>::columns * first);
  }

  static constexpr std::size_t row_multiple = 12;

 private:
  LineVector<Real> weights_, x_, out_;
  BareNet<Real> net_{};
  BareProducts<Real> products_ = bare_products<Real>();
};

template <class Real>
NetFigure figure_of(const LearnedNet& net, const NetBenchOptions& options,
                    const std::string& name) {
  const LearnedDenoiser full(net);
  const Denoiser& model = std::is_same_v<Real, float> ? full.in_single() : full;
  const Level level = full.levels().process().at(500);
  const PointBatch x = PointBatch::Random(2, static_cast<Eigen::Index>(options.points));
  const auto part = static_cast<std::size_t>(model.at_once());
  constexpr std::size_t bare_part = 504;  // as many, but whole rows at once
  Bare<Real> bare(net, options.points + bare_part);
  double best = std::numeric_limits<double>::infinity(), best_bare = best;
  for (int i = -1; i < options.repetitions; ++i) {  // the first one warms up
    const double asked = seconds_of(options, part, [&](std::size_t first, std::size_t n) {
      model.split_batch(
          x.middleCols(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(n)), level, {});
    });
    const double multiplied =
        seconds_of(options, bare_part, [&](std::size_t first, std::size_t n) { bare(first, n); });
    if (i < 0) continue;
    best = std::min(best, asked);
    best_bare = std::min(best_bare, multiplied);
  }
  const auto count = static_cast<double>(options.points);
  return {name, count / best, count / best_bare};
}

std::vector<Vec2> samples_of(const Denoiser& model, const Process& process, std::size_t count,
                             std::uint64_t seed, int threads) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddim;
  sampler.grid.steps = 50;
  const Plan plan = build_plan(process, sampler);
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = count;
  request.seed = seed;
  request.record.states = Record::States::last;
  const Trajectory<float> run = CpuEngine({.threads = threads}).run(request);
  std::vector<Vec2> samples;
  const auto x = run.state(run.rows() - 1);
  for (std::size_t i = 0; i < count; ++i)
    samples.push_back({static_cast<double>(x[2 * i]), static_cast<double>(x[2 * i + 1])});
  return samples;
}

}  // namespace

double sliced_wasserstein(std::span<const Vec2> a, std::span<const Vec2> b) {
  constexpr int directions = 32;
  double sum = 0;
  for (int k = 0; k < directions; ++k) {
    const double angle = (k + 0.5) * std::numbers::pi / directions;
    const auto shadow = [&](std::span<const Vec2> points) {
      std::vector<double> along;
      for (const Vec2& p : points) along.push_back(std::cos(angle) * p[0] + std::sin(angle) * p[1]);
      std::ranges::sort(along);
      return along;
    };
    const std::vector<double> p = shadow(a), q = shadow(b);
    double apart = 0;
    for (std::size_t i = 0; i < p.size(); ++i) apart += std::abs(p[i] - q[i]);
    sum += apart / static_cast<double>(p.size());
  }
  return sum / directions;
}

std::vector<NetFigure> bench_net(const NetBenchOptions& options) {
  const LearnedNet net = Trainer(std::make_shared<const TrainingProblem>(moons())).net();
  return {figure_of<float>(net, options, "3 x 64 net, float"),
          figure_of<double>(net, options, "3 x 64 net, double")};
}

TrainingFigure bench_training(const NetBenchOptions& options) {
  constexpr std::size_t count = 20'000;
  Scene scene = moons();
  const auto timed_steps = [&](int steps) {
    scene.training.steps = steps;
    Trainer trainer(std::make_shared<const TrainingProblem>(scene));
    const auto start = Clock::now();
    while (!trainer.done()) trainer.step();
    return std::pair{seconds_since(start), trainer.net()};
  };
  // How many steps the seconds are, so that the learning rate falls to their end.
  constexpr int trial = 200;
  const double each = timed_steps(trial).first / trial;
  TrainingFigure figure;
  figure.steps = std::max<std::int64_t>(1, std::llround(options.seconds / each));
  const auto [seconds, net] = timed_steps(static_cast<int>(figure.steps));
  figure.seconds = seconds;
  const LearnedDenoiser learned(net);
  const Mixture exact(scene.data);
  const Process process(scene.process);
  const DataDraws draw(scene.data);
  const auto draws = [&](std::uint64_t seed) {
    std::vector<Vec2> points;
    for (std::size_t i = 0; i < count; ++i) points.push_back(draw(1000 + seed, i, 0, 0).x);
    return points;
  };
  const std::vector<Vec2> held_out = draws(0);
  constexpr int seeds = 4;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto off = [&](const std::vector<Vec2>& points) {
      return sliced_wasserstein(points, held_out) / seeds;
    };
    figure.samples += off(samples_of(learned, process, count, seed, options.threads));
    figure.exact += off(samples_of(exact, process, count, seed, options.threads));
    figure.draws += off(draws(seed));
  }
  return figure;
}

}  // namespace alphabar

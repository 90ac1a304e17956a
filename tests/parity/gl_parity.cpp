#include "tests/parity/gl_parity.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>

#include "tests/support/plain_run.h"

namespace alphabar {

void GlParity::SetUp() {
  try {
    context_ = make_headless_context();
  } catch (const Failed& error) {
    GTEST_SKIP() << "no OpenGL: " << error.what();
  }
  if (context_->info().major * 10 + context_->info().minor < 43)
    GTEST_SKIP() << "no OpenGL 4.3: " << context_->info().version;
  engine_ = std::make_unique<GlEngine>();
}

Distance distance(std::span<const float> run, std::span<const double> oracle,
                  std::size_t particles) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(run.size(), oracle.size());
  if (run.size() != oracle.size()) return {infinity, infinity, infinity};
  Distance worst;
  for (std::size_t row = 0; row < run.size(); row += 2 * particles) {
    double squares = 0;
    std::vector<double> off(particles);
    for (std::size_t p = 0; p < particles; ++p) {
      const std::size_t i = row + 2 * p;
      squares += oracle[i] * oracle[i] + oracle[i + 1] * oracle[i + 1];
      off[p] = std::hypot(run[i] - oracle[i], run[i + 1] - oracle[i + 1]);
      if (std::isnan(off[p])) off[p] = infinity;
    }
    const double scale = std::sqrt(squares / static_cast<double>(2 * particles));
    if (scale == 0) continue;
    double sum = 0;
    for (const double o : off) sum += o * o;
    std::ranges::sort(off);
    worst.rms = std::max(worst.rms, std::sqrt(sum / static_cast<double>(2 * particles)) / scale);
    worst.most = std::max(worst.most, off[(particles - 1) - (particles - 1) / 1000] / scale);
    worst.largest = std::max(worst.largest, off.back() / scale);
  }
  return worst;
}

namespace {

/// How far nudges of 1e-5 after every row take a particle: the oracle again, four times. A particle
/// is run on its own where it can be, or all of them together, once.
class Nudged {
 public:
  Nudged(const RunRequest& request, const Trajectory<double>& oracle)
      : request_(request),
        oracle_(oracle),
        together_(
            std::ranges::any_of(request.plan->rows, [](const Row& row) { return row.snr > 0; })) {}

  double farthest(std::size_t row, std::size_t p) {
    if (runs_.empty() || (!together_ && p != particle_)) run(p);
    double farthest = 0;
    const std::size_t k = (row * request_.particles + p) * 2;
    for (const Trajectory<double>& other : runs_) {
      const std::size_t i = together_ ? k : row * 2;
      farthest = std::max(farthest,
                          std::hypot(other.x[i] - oracle_.x[k], other.x[i + 1] - oracle_.x[k + 1]));
    }
    return farthest;
  }

 private:
  void run(std::size_t p) {
    RunRequest one = request_;
    Replay replay;
    if (!together_) {
      one.particles = 1;
      one.first_particle += p;
      if (request_.labels.size() > 1) one.labels = {request_.labels[p]};
      if (request_.replay) {
        const Replay& from = *request_.replay;
        replay.x_init = {from.x_init[2 * p], from.x_init[2 * p + 1]};
        for (std::size_t i = p; 2 * i < from.noise.size(); i += request_.particles)
          replay.noise.insert(replay.noise.end(), {from.noise[2 * i], from.noise[2 * i + 1]});
        one.replay = &replay;
      }
    }
    runs_.clear();
    for (std::uint64_t nudge = 1; nudge <= 4; ++nudge)
      runs_.push_back(plain_run(one, {1e-5, nudge}));
    particle_ = p;
  }

  const RunRequest& request_;
  const Trajectory<double>& oracle_;
  bool together_;
  std::size_t particle_ = 0;
  std::vector<Trajectory<double>> runs_;
};

}  // namespace

void expect_parity(const Trajectory<float>& run, const Trajectory<double>& oracle,
                   const RunRequest& request) {
  constexpr double allowed = 1e-4;
  ASSERT_EQ(run.particles, oracle.particles);
  ASSERT_EQ(run.x_rows, oracle.x_rows);
  const Distance off = distance(run.x, oracle.x, run.particles);
  std::printf("of the scale: rms %.1e, 99.9 %% within %.1e, largest %.1e\n", off.rms, off.most,
              off.largest);
  EXPECT_LE(off.rms, allowed);
  if (run.particles > 1000) {
    EXPECT_LE(off.most, allowed);
  }
  if (off.largest <= allowed) return;
  Nudged nudged(request, oracle);
  std::vector<double> scale(oracle.rows());
  for (std::size_t row = 0; row < oracle.rows(); ++row) {
    for (const double v : oracle.state(row)) scale[row] += v * v;
    scale[row] = std::sqrt(scale[row] / static_cast<double>(2 * run.particles));
  }
  for (std::size_t p = 0; p < run.particles; ++p) {
    for (std::size_t row = 0; row < oracle.rows(); ++row) {
      const std::size_t i = (row * run.particles + p) * 2;
      const double far = std::hypot(run.x[i] - oracle.x[i], run.x[i + 1] - oracle.x[i + 1]);
      if (far <= allowed * scale[row]) continue;
      ASSERT_LE(far, allowed * scale[row] + 0.1 * nudged.farthest(row, p))
          << "particle " << p << " at kept row " << row;
    }
  }
}

DataSpec ring_of_circles() {
  DataSpec data;
  for (int k = 0; k < 8; ++k) {
    const double angle = k * std::numbers::pi / 4, std = 0.1 + 0.02 * k;
    data.components.push_back({{2 * std::cos(angle), 2 * std::sin(angle)},
                               {std, std},
                               0,
                               (k % 2 == 0 ? 0.15 : 0.1),
                               k % 3});
  }
  return data;
}

DataSpec five_ellipses() {
  DataSpec data;
  for (int k = 0; k < 5; ++k) {
    const double angle = 2 * std::numbers::pi * k / 5;
    data.components.push_back({{1.5 * std::cos(angle), 1.5 * std::sin(angle)},
                               {0.05 + 0.1 * k, 0.3},
                               0.7 * k,
                               0.1 + 0.05 * k,
                               k % 3});
  }
  return data;
}

}  // namespace alphabar

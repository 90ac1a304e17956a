#include "core/objectives/expectation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/model/ellipse.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

/// A component's ellipse at a level: its axes, each as long as its standard deviation there.
struct Frame {
  Point center;
  Eigen::Matrix2d axes;
  Point at(double p, double q) const { return center + axes * Point(p, q); }
};

Frame frame_of(const Component& c, const Level& level) {
  const Point stds(std::hypot(level.a * c.std[0], level.s),
                   std::hypot(level.a * c.std[1], level.s));
  return {level.a * point_of(c.mean), axes_of(c) * stds.asDiagonal()};
}

class Quadrature {
 public:
  Quadrature(const Mixture& mixture, const Level& level,
             const std::function<double(const Point&)>& f, const ExpectationOptions& options)
      : mixture_(mixture), level_(level), f_(f), options_(options) {}

  Estimate run() const {
    const double components = static_cast<double>(mixture_.data().components.size());
    Estimate estimate;
    for (double h = 0.2;; h /= 2) {
      estimate = rule(h);
      const double next = 4 * std::pow(2 * reach / h, 2) * components * components;
      if (estimate.error <= options_.tolerance * (std::abs(estimate.value) + options_.least) ||
          next > options_.evaluations)
        return estimate;
    }
  }

 private:
  static constexpr double reach = 7.5;  // a Gaussian has 6e-13 of its mass beyond

  /// All points of spacing h, and beside them three coarser rules on half of the points: every
  /// other row, every other column, one colour of the chessboard. The farthest of them gives the
  /// error.
  Estimate rule(double h) const {
    const int n = static_cast<int>(reach / h);
    const double cell = h * h / (2 * std::numbers::pi);
    Estimate sum;
    for (const Component& c : mixture_.data().components) {
      const Frame frame = frame_of(c, level_);
      Eigen::Matrix2d sums = Eigen::Matrix2d::Zero();  // by the parity of row and column
      for (int i = -n; i <= n; ++i) {
        if (options_.stop.stop_requested()) throw Cancelled();
        for (int j = -n; j <= n; ++j) {
          const double p = i * h, q = j * h, r2 = p * p + q * q;
          if (r2 > reach * reach) continue;
          const double term = std::exp(-0.5 * r2) * f_(frame.at(p, q));
          sums(i & 1, j & 1) += term;
        }
      }
      const Eigen::Array3d halves(sums.row(0).sum(), sums.col(0).sum(), sums.trace());
      const double all = sums.sum(), farthest = (all - 2 * halves).abs().maxCoeff();
      sum.value += c.weight * cell * all;
      sum.error += c.weight * cell * farthest;
    }
    return sum;
  }

  const Mixture& mixture_;
  const Level& level_;
  const std::function<double(const Point&)>& f_;
  const ExpectationOptions& options_;
};

/// Which component a share u of the mass, in (0, 1), belongs to.
const Component& pick(const DataSpec& data, double u) {
  double sum = 0;
  for (const Component& c : data.components)
    if ((sum += c.weight) > u) return c;
  return data.components.back();
}

Estimate monte_carlo(const Mixture& mixture, const Level& level,
                     const std::function<double(const Point&)>& f,
                     const ExpectationOptions& options) {
  double mean = 0, squares = 0;  // Welford 1962
  for (int i = 0; i < options.draws; ++i) {
    if (options.stop.stop_requested()) throw Cancelled();
    const auto block = static_cast<std::uint64_t>(i);
    const auto words = philox_block(options.seed, block, 0, Stream::pick);
    const auto z = normal_block(options.seed, block, 0, Stream::start);
    const Frame frame = frame_of(pick(mixture.data(), unit_of_word(words[0])), level);
    const double value = f(frame.at(z[0], z[1])), off = value - mean;
    mean += off / (i + 1);
    squares += off * (value - mean);
  }
  return {mean, std::sqrt(squares / options.draws / (options.draws - 1))};
}

}  // namespace

Estimate expectation(const Mixture& mixture, const Level& level,
                     const std::function<double(const Point&)>& f,
                     const ExpectationOptions& options) {
  constexpr std::size_t most = 64;
  if (mixture.data().components.size() > most) return monte_carlo(mixture, level, f, options);
  return Quadrature(mixture, level, f, options).run();
}

}  // namespace alphabar

#include "core/metrics/target.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/error.h"
#include "core/metrics/band.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

using Points = Eigen::Map<const Eigen::Matrix2Xf>;  // a column a particle

Points points(std::span<const float> x) {
  return {x.data(), 2, static_cast<Eigen::Index>(x.size() / 2)};
}

Point direction(std::size_t i) {
  const double angle =
      (static_cast<double>(i) + 0.5) * std::numbers::pi / static_cast<double>(Target::directions);
  return {std::cos(angle), std::sin(angle)};
}

/// log_scale = log weight + log det W - log(2 pi): the weight back out of it.
double weight_of(const DiffusedComponent& c) {
  const double det = c.whitening.diagonal().prod();
  return std::exp(c.log_scale + std::log(2 * std::numbers::pi) - std::log(det));
}

/// The shadow of a component along u: u' V u = |W^-T u|^2.
LineTarget::Part shadow(const DiffusedComponent& c, double weight, const Point& u) {
  const Point v = c.whitening.transpose().triangularView<Eigen::Lower>().solve(u);
  return {weight, u.dot(c.mean), v.norm()};
}

}  // namespace

Target::Target(std::vector<DiffusedComponent> mixture, std::size_t particles,
               const std::stop_token& stop)
    : mixture_(std::move(mixture)),
      weights_(static_cast<Eigen::Index>(mixture_.size())),
      particles_(particles) {
  std::transform(mixture_.begin(), mixture_.end(), weights_.begin(), weight_of);
  weights_ /= weights_.sum();
  for (std::size_t i = 0; i < directions; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    std::vector<LineTarget::Part> parts;
    for (std::size_t k = 0; k < mixture_.size(); ++k)
      parts.push_back(shadow(mixture_[k], weights_[static_cast<Eigen::Index>(k)], direction(i)));
    shadows_.emplace_back(std::move(parts), particles_);
  }
}

Distances Target::distances(std::span<const float> x) const {
  assert(x.size() == 2 * particles_);
  Distances out;
  if (!points(x).allFinite()) {
    for (const MetricInfo& info : metrics())
      out[info.kind] = std::numeric_limits<double>::infinity();
    return out;
  }
  double w1 = 0, w2 = 0, energy = 0;
  const Eigen::Matrix2Xd exact = points(x).cast<double>();
  Eigen::VectorXd along;
  for (std::size_t i = 0; i < directions; ++i) {
    along = exact.transpose() * direction(i);
    std::sort(along.begin(), along.end());
    const LineDistances line = shadows_[i].distances({along.data(), particles_});
    w1 += line.w1;
    w2 += line.w2_squared;
    energy += line.energy_squared;
  }
  constexpr double count = directions;
  out[Metric::sliced_w1] = w1 / count;
  out[Metric::sliced_w2] = std::sqrt(w2 / count);
  out[Metric::energy] = std::sqrt(std::numbers::pi / 2 * energy / count);
  out[Metric::mode_weights] = (shares(x) - weights_).lpNorm<1>() / 2;
  out[Metric::ode_end] = std::numeric_limits<double>::quiet_NaN();
  return out;
}

std::vector<float> Target::draw(std::uint64_t seed) const {
  std::vector<double> mass(mixture_.size());
  std::partial_sum(weights_.begin(), weights_.end(), mass.begin());
  std::vector<float> x;
  x.reserve(2 * particles_);
  for (std::size_t p = 0; p < particles_; ++p) {
    const auto words = philox_block(seed, p, 0, Stream::target);
    const auto z = normal_block(seed, p, 1, Stream::target);
    const auto above =
        std::upper_bound(mass.begin(), mass.end(), unit_of_word(words[0]) * mass.back());
    const auto k = std::min(static_cast<std::size_t>(above - mass.begin()), mass.size() - 1);
    const DiffusedComponent& c = mixture_[k];
    const Point d = c.whitening.triangularView<Eigen::Upper>().solve(Point(z[0], z[1]));
    for (const double value : Point(c.mean + d)) x.push_back(static_cast<float>(value));
  }
  return x;
}

Bands Target::floor(const std::stop_token& stop) const {
  constexpr std::uint64_t repetitions = 16;
  std::vector<Distances> found;
  for (std::uint64_t seed = 0; seed < repetitions; ++seed) {
    if (stop.stop_requested()) throw Cancelled();
    found.push_back(distances(draw(seed)));
    found.back()[Metric::ode_end] = 0;
  }
  return bands(found);
}

Eigen::VectorXd Target::shares(std::span<const float> x) const {
  const auto components = static_cast<Eigen::Index>(mixture_.size());
  const Eigen::Index most = std::max<Eigen::Index>(4'000'000 / components, 1);
  const Eigen::Index count = std::min(points(x).cols(), most);
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(components), r;
  for (Eigen::Index p = 0; p < count; ++p) {
    weigh(mixture_, points(x).col(p).cast<double>(), r);
    sum += r;
  }
  return sum / static_cast<double>(count);
}

}  // namespace alphabar

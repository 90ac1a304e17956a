#include "core/metrics/target.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/metrics/band.h"

namespace alphabar {
namespace {

constexpr std::uint64_t sample_seed = 0x5a3e, own_seed = 0x5a3f;  // none of the floor's
constexpr std::size_t sample_size = 65536;
constexpr std::size_t few_components = 64;  // of an MMD in closed form
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Points = Eigen::Map<const Eigen::Matrix2Xf>;  // a column a particle

Points points(std::span<const float> x) {
  return {x.data(), 2, static_cast<Eigen::Index>(x.size() / 2)};
}

Point direction(std::size_t i) {
  const double angle =
      (static_cast<double>(i) + 0.5) * std::numbers::pi / static_cast<double>(Target::directions);
  return {std::cos(angle), std::sin(angle)};
}

/// The shadow of points along u, rising.
Eigen::VectorXd shadow(const Eigen::Matrix2Xd& x, const Point& u) {
  Eigen::VectorXd along = x.transpose() * u;
  std::ranges::sort(along);
  return along;
}

/// The shadow of a component along u: u' V u = |W^-T u|^2.
LineTarget::Part shadow(const DiffusedComponent& c, double weight, const Point& u) {
  const Point v = c.whitening.transpose().triangularView<Eigen::Lower>().solve(u);
  return {weight, u.dot(c.mean), v.norm()};
}

Distances all(double value) {
  Distances out;
  for (const MetricInfo& info : metrics()) out[info.kind] = value;
  return out;
}

}  // namespace

Target::Target(EndDensity density, std::size_t particles, const std::stop_token& stop)
    : density_(std::move(density)), particles_(particles) {
  Draws sample;
  const auto& mixture = density_.components();
  if (density_.is_mixture()) {
    weights_.resize(static_cast<Eigen::Index>(mixture.size()));
    std::ranges::transform(mixture, weights_.begin(), weight_of);
    weights_ /= weights_.sum();
    // What the likelihood of exact draws is measured on, and the MMD of many components.
    sample = density_.draw(sample_seed, sample_size, stop);
  } else {
    const std::size_t times = std::max<std::size_t>(1, (sample_size + particles - 1) / particles);
    sample = density_.draw(sample_seed, times * particles, stop);
    effective_ = sample.effective;
    log_z_ = sample.log_z;
    if (!(effective_ >= fewest_effective)) return;
  }
  const Weighed of_sample = weigh_all(sample.x);
  entropy_ = of_sample.negative_log;
  if (!density_.is_mixture()) weights_ = of_sample.shares;
  make_shadows(sample.x, stop);
  if (density_.is_mixture() && mixture.size() <= few_components)
    mmd_.emplace(mixture, weights_);
  else
    mmd_.emplace(sample.x);
  draws_ = density_.draw(own_seed, particles_, stop).x;
  if (particles_ > nearest) tree_.emplace(draws_, nearest);
}

void Target::make_shadows(std::span<const float> sample, const std::stop_token& stop) {
  const Eigen::Matrix2Xd exact = points(sample).cast<double>();
  for (std::size_t i = 0; i < directions; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    if (!density_.is_mixture()) {
      const Eigen::VectorXd along = shadow(exact, direction(i));
      shadows_.emplace_back(std::span(along.data(), sample.size() / 2), particles_);
      continue;
    }
    std::vector<LineTarget::Part> parts;
    const auto& mixture = density_.components();
    for (std::size_t k = 0; k < mixture.size(); ++k)
      parts.push_back(shadow(mixture[k], weights_[static_cast<Eigen::Index>(k)], direction(i)));
    shadows_.emplace_back(std::move(parts), particles_);
  }
}

Distances Target::distances(std::span<const float> x) const {
  assert(x.size() == 2 * particles_);
  if (shadows_.empty()) return all(nan);
  if (!points(x).allFinite()) return all(std::numeric_limits<double>::infinity());
  Distances out;
  compare_shadows(x, out);
  const Weighed weighed = weigh_all(x);
  out[Metric::mode_weights] = (weighed.shares - weights_).lpNorm<1>() / 2;
  out[Metric::nll] = std::abs(weighed.negative_log - entropy_);
  out[Metric::mmd] = mmd_->squared(x);
  compare_neighbours(x, weighed.negative_log, weighed.counted, out);
  out[Metric::ode_end] = out[Metric::curvature] = nan;
  return out;
}

void Target::compare_shadows(std::span<const float> x, Distances& out) const {
  double w1 = 0, w2 = 0, energy = 0;
  const Eigen::Matrix2Xd exact = points(x).cast<double>();
  for (std::size_t i = 0; i < directions; ++i) {
    const Eigen::VectorXd along = shadow(exact, direction(i));
    const LineDistances line = shadows_[i].distances({along.data(), particles_});
    w1 += line.w1;
    w2 += line.w2_squared;
    energy += line.energy_squared;
  }
  constexpr double count = directions;
  out[Metric::sliced_w1] = w1 / count;
  out[Metric::sliced_w2] = std::sqrt(w2 / count);
  out[Metric::energy] = std::sqrt(std::numbers::pi / 2 * energy / count);
}

void Target::compare_neighbours(std::span<const float> x, double negative_log, std::size_t counted,
                                Distances& out) const {
  out[Metric::kl] = out[Metric::one_minus_precision] = out[Metric::one_minus_recall] = nan;
  if (!tree_) return;
  const PointTree tree(x, nearest);
  out[Metric::kl] = negative_log - nearest_entropy(tree, nearest, counted);
  const PrecisionRecall found = precision_recall(tree, x, *tree_, draws_);
  out[Metric::one_minus_precision] = 1 - found.precision;
  out[Metric::one_minus_recall] = 1 - found.recall;
}

Bands Target::floor(const std::stop_token& stop) const {
  constexpr std::uint64_t repetitions = 16;
  std::vector<Distances> found;
  for (std::uint64_t seed = 0; seed < repetitions; ++seed) {
    if (stop.stop_requested()) throw Cancelled();
    if (shadows_.empty()) return bands(std::vector{all(nan)});
    found.push_back(distances(density_.draw(seed, particles_, stop).x));
    found.back()[Metric::ode_end] = 0;
  }
  return bands(found);
}

Target::Weighed Target::weigh_all(std::span<const float> x) const {
  const auto components = static_cast<Eigen::Index>(density_.components().size());
  const Eigen::Index most = std::max<Eigen::Index>(4'000'000 / components, 1);
  const Eigen::Index count = std::min(points(x).cols(), most);
  Weighed out{Eigen::VectorXd::Zero(components), 0, static_cast<std::size_t>(count)};
  Eigen::VectorXd r;
  for (Eigen::Index p = 0; p < count; ++p) {
    out.negative_log -= density_.log_density(points(x).col(p).cast<double>(), r);
    out.shares += r;
  }
  out.shares /= static_cast<double>(count);
  out.negative_log = out.negative_log / static_cast<double>(count) + log_z_;
  return out;
}

}  // namespace alphabar

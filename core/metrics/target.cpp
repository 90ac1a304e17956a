#include "core/metrics/target.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/error.h"
#include "core/metrics/band.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

Vec2 direction(std::size_t i) {
  const double angle =
      (static_cast<double>(i) + 0.5) * std::numbers::pi / static_cast<double>(Target::directions);
  return {std::cos(angle), std::sin(angle)};
}

/// log_scale = log weight + log det W - log(2 pi): the weight back out of it.
double weight_of(const DiffusedComponent& c) {
  return std::exp(c.log_scale + std::log(2 * std::numbers::pi) - std::log(c.w_xx * c.w_yy));
}

/// The shadow of a component along u: u' V u = |W^-T u|^2.
LineTarget::Part shadow(const DiffusedComponent& c, double weight, const Vec2& u) {
  const double v0 = u[0] / c.w_xx, v1 = (u[1] - c.w_xy * v0) / c.w_yy;
  return {weight, u[0] * c.mean_x + u[1] * c.mean_y, std::hypot(v0, v1)};
}

}  // namespace

Target::Target(std::vector<DiffusedComponent> mixture, std::size_t particles,
               const std::stop_token& stop)
    : mixture_(std::move(mixture)), particles_(particles) {
  for (const DiffusedComponent& c : mixture_) weights_.push_back(weight_of(c));
  const double mass = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  for (double& w : weights_) w /= mass;
  for (std::size_t i = 0; i < directions; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    std::vector<LineTarget::Part> parts;
    for (std::size_t k = 0; k < mixture_.size(); ++k)
      parts.push_back(shadow(mixture_[k], weights_[k], direction(i)));
    shadows_.emplace_back(std::move(parts), particles_);
  }
}

Distances Target::distances(std::span<const float> x) const {
  assert(x.size() == 2 * particles_);
  Distances out;
  if (!std::all_of(x.begin(), x.end(), [](float v) { return std::isfinite(v); })) {
    for (const MetricInfo& info : metrics())
      out[info.kind] = std::numeric_limits<double>::infinity();
    return out;
  }
  double w1 = 0, w2 = 0, energy = 0;
  std::vector<double> along(particles_);
  for (std::size_t i = 0; i < directions; ++i) {
    const Vec2 u = direction(i);
    for (std::size_t p = 0; p < particles_; ++p)
      along[p] = u[0] * double{x[2 * p]} + u[1] * double{x[2 * p + 1]};
    std::sort(along.begin(), along.end());
    const LineDistances line = shadows_[i].distances(along);
    w1 += line.w1;
    w2 += line.w2_squared;
    energy += line.energy_squared;
  }
  double variation = 0;
  const std::vector<double> found = shares(x);
  for (std::size_t k = 0; k < found.size(); ++k) variation += std::abs(found[k] - weights_[k]) / 2;
  constexpr double count = directions;
  out[Metric::sliced_w1] = w1 / count;
  out[Metric::sliced_w2] = std::sqrt(w2 / count);
  out[Metric::energy] = std::sqrt(std::numbers::pi / 2 * energy / count);
  out[Metric::mode_weights] = variation;
  out[Metric::ode_end] = std::numeric_limits<double>::quiet_NaN();
  return out;
}

std::vector<float> Target::draw(std::uint64_t seed) const {
  std::vector<double> mass(weights_.size());
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
    const double dy = z[1] / c.w_yy, dx = (z[0] - c.w_xy * dy) / c.w_xx;  // W d = z
    x.push_back(static_cast<float>(c.mean_x + dx));
    x.push_back(static_cast<float>(c.mean_y + dy));
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

std::vector<double> Target::shares(std::span<const float> x) const {
  std::vector<double> sum(mixture_.size(), 0.0);
  const std::size_t most = std::max<std::size_t>(4'000'000 / mixture_.size(), 1);
  const std::size_t count = std::min(x.size() / 2, most);
  for (std::size_t p = 0; p < count; ++p) {
    const auto r = responsibilities(mixture_, {double{x[2 * p]}, double{x[2 * p + 1]}});
    std::transform(sum.begin(), sum.end(), r.begin(), sum.begin(), std::plus<>());
  }
  for (double& s : sum) s /= static_cast<double>(count);
  return sum;
}

}  // namespace alphabar

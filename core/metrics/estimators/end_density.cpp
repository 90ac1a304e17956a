#include "core/metrics/estimators/end_density.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/error.h"
#include "core/model/loss.h"
#include "core/model/mixture.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Draw number p of a seed from a mixture.
class MixtureDraws {
 public:
  MixtureDraws(const std::vector<DiffusedComponent>& mixture, std::uint64_t seed)
      : mixture_(mixture), seed_(seed), mass_(mixture.size()) {
    std::ranges::transform(mixture, mass_.begin(), weight_of);
    std::partial_sum(mass_.begin(), mass_.end(), mass_.begin());
  }

  Point at(std::size_t p) const {
    const auto words = philox_block(seed_, p, 0, Stream::target);
    const auto z = normal_block(seed_, p, 1, Stream::target);
    const auto above = std::ranges::upper_bound(mass_, unit_of_word(words[0]) * mass_.back());
    const auto k = std::min(static_cast<std::size_t>(above - mass_.begin()), mass_.size() - 1);
    const DiffusedComponent& c = mixture_[k];
    return c.mean + c.whitening.triangularView<Eigen::Upper>().solve(Point(z[0], z[1]));
  }
  /// Uniform in (0, 1), beside the point.
  double chance(std::size_t p) const {
    return unit_of_word(philox_block(seed_, p, 0, Stream::target)[1]);
  }

 private:
  const std::vector<DiffusedComponent>& mixture_;
  std::uint64_t seed_;
  std::vector<double> mass_;  // of the components up to each
};

void add(std::vector<float>& to, const Point& x) {
  for (const double value : x) to.push_back(static_cast<float>(value));
}

}  // namespace

/// log_scale = log weight + log det W - log(2 pi): the weight back out of it.
double weight_of(const DiffusedComponent& c) {
  return std::exp(c.log_scale + std::log(2 * std::numbers::pi)) / c.whitening.diagonal().prod();
}

struct EndDensity::Proposals {
  std::vector<float> x;
  std::vector<double> log_weights;
  double largest = -infinity;      ///< of those
  std::vector<std::size_t> taken;  ///< those that rejection keeps, in order

  double weight(std::size_t i) const { return std::exp(log_weights[i] - largest); }
};

EndDensity::EndDensity(std::vector<DiffusedComponent> mixture) : mixture_(std::move(mixture)) {}

EndDensity::EndDensity(const Mixture& data, const GuidanceSpec& guidance, const Level& level)
    : w_(guidance.scale), guide_(guide_of(guidance)) {
  const bool guided = (guide_.loss || guide_.label >= 0) && w_ != 0;
  if (guided && !guide_.loss && w_ == 1) {
    mixture_ = data.at(level, guide_.label);
    return;
  }
  mixture_ = data.at(level);
  if (!guided) return;
  tilt_ = guide_.loss ? Tilt::by_loss : Tilt::towards_class;
  if (guide_.loss) return;
  class_ = data.at(level, guide_.label);
  double mass = 0;
  for (const DiffusedComponent& c : mixture_)
    if (c.label == guide_.label) mass += weight_of(c);
  log_class_ = std::log(mass);
}

const std::vector<DiffusedComponent>& EndDensity::proposed() const {
  return tilt_ == Tilt::towards_class && w_ > 1 ? class_ : mixture_;
}

double EndDensity::log_density(const Point& x, Eigen::VectorXd& r) const {
  if (tilt_ == Tilt::towards_class) {
    const double of_class = log_class_ + weigh(class_, x, r);
    return (1 - w_) * weigh(mixture_, x, r) + w_ * of_class;
  }
  const double plain = weigh(mixture_, x, r);
  if (tilt_ == Tilt::none) return plain;
  Point x0_hat = Point::Zero();
  for (std::size_t k = 0; k < mixture_.size(); ++k)
    if (const double share = r[static_cast<Eigen::Index>(k)]; share != 0)
      x0_hat += share * mixture_[k].x0_hat(x);
  return plain - w_ * value(*guide_.loss, vec2_of(x0_hat));
}

double EndDensity::log_weight(const Point& x, Eigen::VectorXd& r) const {
  const double wanted = log_density(x, r);
  return wanted - weigh(proposed(), x, r);
}

EndDensity::Proposals EndDensity::propose(std::uint64_t seed, std::size_t count,
                                          const std::stop_token& stop) const {
  constexpr double most = 2097152, most_pairs = 6e7;  // of a proposal and a component
  const double affordable = most_pairs / static_cast<double>(mixture_.size() + class_.size());
  const std::size_t limit =
      std::max(4 * count, static_cast<std::size_t>(std::clamp(affordable, 4096.0, most)));
  const MixtureDraws draws(proposed(), seed);
  Proposals out;
  Eigen::VectorXd r;
  for (std::size_t wanted = std::min(4 * count, limit);; wanted = std::min(2 * wanted, limit)) {
    for (std::size_t p = out.log_weights.size(); p < wanted; ++p) {
      if (p % 1024 == 0 && stop.stop_requested()) throw Cancelled();
      const Point x = draws.at(p);
      add(out.x, x);
      out.log_weights.push_back(log_weight(x, r));
      out.largest = std::max(out.largest, out.log_weights.back());
    }
    out.taken.clear();
    for (std::size_t p = 0; p < wanted; ++p)
      if (draws.chance(p) < out.weight(p)) out.taken.push_back(p);
    if (out.taken.size() >= count || wanted == limit) return out;
  }
}

Draws EndDensity::draw(std::uint64_t seed, std::size_t count, const std::stop_token& stop) const {
  Draws out;
  out.x.reserve(2 * count);
  out.effective = static_cast<double>(count);
  if (is_mixture()) {
    const MixtureDraws draws(mixture_, seed);
    for (std::size_t p = 0; p < count; ++p) add(out.x, draws.at(p));
    return out;
  }
  const Proposals from = propose(seed, count, stop);
  const std::size_t proposals = from.log_weights.size();
  double sum = 0, squares = 0;
  for (std::size_t p = 0; p < proposals; ++p) {
    sum += from.weight(p);
    squares += from.weight(p) * from.weight(p);
  }
  out.log_z = from.largest + std::log(sum / static_cast<double>(proposals));
  const auto take = [&](std::size_t p) {
    out.x.insert(out.x.end(), {from.x[2 * p], from.x[2 * p + 1]});
  };
  if (from.taken.size() >= count) {
    std::for_each_n(from.taken.begin(), count, take);
    return out;
  }
  out.effective = std::min(out.effective, sum * sum / squares);
  // Systematic resampling: `count` places evenly spread over the running sum of the weights.
  const double spacing = sum / static_cast<double>(count);
  double below = from.weight(0);
  for (std::size_t i = 0, p = 0; i < count; ++i) {
    while (below < (static_cast<double>(i) + 0.5) * spacing && p + 1 < proposals)
      below += from.weight(++p);
    take(p);
  }
  return out;
}

}  // namespace alphabar

#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/diffused_component.h"
#include "core/model/guide.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// The share that a component has in its mixture.
double weight_of(const DiffusedComponent& component);

/// Points drawn from a density.
struct Draws {
  std::vector<float> x;  ///< [n][2]
  /// How many independent points say as much: n where they are, else (sum w)^2 / sum w^2 of the
  /// weights that they were resampled by (Kong, Liu, Wong 1994, section 4.1).
  double effective = 0;
  double log_z = 0;  ///< log of what EndDensity::log_density() is to be divided by
};

/// What the particles of a run should be distributed as at its last level, p of the data there:
///
///     no guidance, of weight w = 0, or away from a weaker model:  p(x)
///     towards a class y, w = 1:         p(x | y)
///     towards a class y, any other w:   p(x) p(y | x)^w / Z = p(x)^(1 - w) p(x | y)^w / Z'
///     by a loss L:                      p(x) exp(-w L(x0_hat(x))) / Z
///
/// Its score is what guidance makes of the model's at that level: score + w grad log p(y | x)
/// (Dhariwal and Nichol 2021, section 4; Ho and Salimans 2022, eq. 6), score - w grad L(x0_hat)
/// (Chung et al. 2023, eq. 16). Guided steps from noise do not end in it even where they are fine,
/// but at w = 0 and 1 (Bradley and Nakkiran 2024): that distance is part of what is measured. It
/// knows of no interval of levels that guidance is kept to; of CFG++ w is the weight of x0_hat.
///
/// The first two are mixtures of Gaussians. The others are drawn from by rejection: proposals from
/// p(x | y) where w > 1, else from p(x), are kept with the probability of their weight,
/// p(y | x)^(w - 1), p(y | x)^w or exp(-w L), over the largest that was seen. Where that keeps too
/// few of two million proposals (fewer for many components), they are resampled by weight in place
/// of it, and Draws::effective says what they are worth.
class EndDensity {
 public:
  EndDensity(const Mixture& data, const GuidanceSpec& guidance, const Level& level);
  explicit EndDensity(std::vector<DiffusedComponent> mixture);  ///< weights sum to 1

  /// Whether it is the mixture of components().
  bool is_mixture() const { return tilt_ == Tilt::none; }
  /// The parts that shares are counted of: of p(x | y) where it is that, else of p(x).
  const std::vector<DiffusedComponent>& components() const { return mixture_; }

  /// log of the density at x but for the constant Draws::log_z, 0 of a mixture; `r` becomes the
  /// responsibilities of components() there.
  double log_density(const Point& x, Eigen::VectorXd& r) const;
  /// The same for the same seed; `count` at least 1. Throws Cancelled.
  Draws draw(std::uint64_t seed, std::size_t count, const std::stop_token& stop = {}) const;

 private:
  enum class Tilt { none, towards_class, by_loss };
  struct Proposals;
  Proposals propose(std::uint64_t seed, std::size_t count, const std::stop_token& stop) const;
  double log_weight(const Point& x, Eigen::VectorXd& r) const;  // of a proposal
  const std::vector<DiffusedComponent>& proposed() const;

  std::vector<DiffusedComponent> mixture_, class_;
  Tilt tilt_ = Tilt::none;
  double w_ = 0, log_class_ = 0;  // log P(y)
  Guide guide_;
};

}  // namespace alphabar

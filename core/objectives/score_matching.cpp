#include "core/objectives/score_matching.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/diffused_component.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

constexpr double d = 2;

/// score(x) and div score(x), with the components made once.
class Score {
 public:
  Score(const Mixture& mixture, const Level& level) : components_(mixture.at(level)) {}

  Point operator()(const Point& x) {
    weigh(components_, x, r_);
    Point score = Point::Zero();
    for (std::size_t k = 0; k < components_.size(); ++k)
      score += r_[static_cast<Eigen::Index>(k)] * components_[k].score(x);
    return score;
  }

  /// After operator() at the same x, which returned `score`.
  double divergence(const Point& x, const Point& score) const {
    double sum = 0;
    for (std::size_t k = 0; k < components_.size(); ++k) {
      const DiffusedComponent& c = components_[k];
      const double square = (c.score(x) - score).squaredNorm();
      sum += r_[static_cast<Eigen::Index>(k)] * (square - c.precision.trace());
    }
    return sum;
  }

 private:
  std::vector<DiffusedComponent> components_;
  Eigen::VectorXd r_;
};

Estimate times(double factor, const Estimate& e) { return {factor * e.value, factor * e.error}; }

/// E_p |score_p - score_q|^2 / 2 over p at a level.
Estimate divergence_of(const Mixture& p, const Level& level, Score score_p, Score score_q,
                       const ExpectationOptions& options) {
  return expectation(
      p, level, [&](const Point& x) { return 0.5 * (score_p(x) - score_q(x)).squaredNorm(); },
      options);
}

/// E_p [|score_q|^2 / 2 + div score_q] over p at a level.
Estimate implicit_of(const Mixture& p, const Level& level, Score score_q,
                     const ExpectationOptions& options) {
  return expectation(
      p, level,
      [&](const Point& x) {
        const Point at = score_q(x);
        return 0.5 * at.squaredNorm() + score_q.divergence(x, at);
      },
      options);
}

}  // namespace

Estimate posterior_spread(const Mixture& p, const Level& level, const ExpectationOptions& options) {
  const std::vector<DiffusedComponent> components = p.at(level);
  const auto count = static_cast<Eigen::Index>(components.size());
  Eigen::RowVectorXd own(count);  // of one component the same at every x
  std::transform(components.begin(), components.end(), own.begin(),
                 [](const DiffusedComponent& c) { return c.covariance.trace(); });
  Eigen::Matrix2Xd means(2, count);
  Eigen::VectorXd r;
  return expectation(
      p, level,
      [&](const Point& x) {
        weigh(components, x, r);
        for (Eigen::Index k = 0; k < count; ++k)
          means.col(k) = components[static_cast<std::size_t>(k)].x0_hat(x);
        const Point mean = means * r;
        return (own + (means.colwise() - mean).colwise().squaredNorm()).dot(r);
      },
      options);
}

Estimate eps_error(const Mixture& p, const Level& level, const ExpectationOptions& options) {
  if (level.s == 0) return {d, 0};
  const double ratio = level.a / level.s;
  return times(ratio * ratio, posterior_spread(p, level, options));
}

Estimate fisher_information(const Mixture& p, const Level& level,
                            const ExpectationOptions& options) {
  Score score(p, level);
  return expectation(
      p, level, [&](const Point& x) { return score(x).squaredNorm(); }, options);
}

Estimate fisher_divergence(const Mixture& p, const Mixture& q, const Level& level,
                           const ExpectationOptions& options) {
  return divergence_of(p, level, Score(p, level), Score(q, level), options);
}

Estimate implicit_score_matching(const Mixture& p, const Mixture& q, const Level& level,
                                 const ExpectationOptions& options) {
  return implicit_of(p, level, Score(q, level), options);
}

Estimate denoising_score_matching(const Mixture& p, const Mixture& q, const Level& level,
                                  const ExpectationOptions& options) {
  if (level.s == 0) return {std::numeric_limits<double>::infinity(), 0};
  const Estimate least = times(0.5 / (level.s * level.s), eps_error(p, level, options));
  const Estimate more = fisher_divergence(p, q, level, options);
  return {least.value + more.value, least.error + more.error};
}

NoisedModel noised_model(const Mixture& p, double sigma, const ExpectationOptions& options) {
  const Level clean{0, 1, 0};
  if (std::isinf(sigma)) return {times(0.5, fisher_information(p, clean, options)), {0, 0}};
  const Score noised(p, {0, 1, sigma});
  return {divergence_of(p, clean, Score(p, clean), noised, options),
          implicit_of(p, clean, noised, options)};
}

Estimate entropy(const Mixture& p, const Level& level, const ExpectationOptions& options) {
  const std::vector<DiffusedComponent> components = p.at(level);
  Eigen::VectorXd r;
  return expectation(
      p, level, [&](const Point& x) { return -weigh(components, x, r); }, options);
}

}  // namespace alphabar

#include "core/objectives/score_matching.h"

#include <cmath>
#include <limits>

namespace alphabar {
namespace {

constexpr double d = 2;

/// The responsibilities of components for x, the largest exponent taken out first; r as scratch.
void responsibilities(const std::vector<DiffusedComponent>& components, const Vec2& x,
                      std::vector<double>& r) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t k = 0; k < components.size(); ++k) {
    const DiffusedComponent& c = components[k];
    const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
    const double u = c.w_xx * dx + c.w_xy * dy, v = c.w_yy * dy;
    largest = std::max(largest, r[k] = c.log_scale - 0.5 * (u * u + v * v));
  }
  for (double& share : r) sum += share = std::exp(share - largest);
  for (double& share : r) share /= sum;
}

/// score(x) and div score(x), with the components made once.
class Score {
 public:
  Score(const Mixture& mixture, const Level& level)
      : components_(mixture.at(level)), r_(components_.size()) {}

  Vec2 operator()(const Vec2& x) {
    responsibilities(components_, x, r_);
    Vec2 score{};
    for (std::size_t k = 0; k < r_.size(); ++k) {
      const Vec2 own = of(components_[k], x);
      score[0] += r_[k] * own[0];
      score[1] += r_[k] * own[1];
    }
    return score;
  }

  /// After operator() at the same x, which returned `score`.
  double divergence(const Vec2& x, const Vec2& score) const {
    double sum = 0;
    for (std::size_t k = 0; k < r_.size(); ++k) {
      const DiffusedComponent& c = components_[k];
      const Vec2 own = of(c, x);
      const double e0 = own[0] - score[0], e1 = own[1] - score[1];
      sum += r_[k] * (e0 * e0 + e1 * e1 - c.p_xx - c.p_yy);
    }
    return sum;
  }

 private:
  static Vec2 of(const DiffusedComponent& c, const Vec2& x) {
    const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
    return {-(c.p_xx * dx + c.p_xy * dy), -(c.p_xy * dx + c.p_yy * dy)};
  }

  std::vector<DiffusedComponent> components_;
  std::vector<double> r_;
};

double square(const Vec2& v) { return v[0] * v[0] + v[1] * v[1]; }

Estimate times(double factor, const Estimate& e) { return {factor * e.value, factor * e.error}; }

/// E_p |score_p - score_q|^2 / 2 over p at a level.
Estimate divergence_of(const Mixture& p, const Level& level, Score score_p, Score score_q,
                       const ExpectationOptions& options) {
  return expectation(
      p, level,
      [&](const Vec2& x) {
        const Vec2 wanted = score_p(x), got = score_q(x);
        return 0.5 * square({wanted[0] - got[0], wanted[1] - got[1]});
      },
      options);
}

/// E_p [|score_q|^2 / 2 + div score_q] over p at a level.
Estimate implicit_of(const Mixture& p, const Level& level, Score score_q,
                     const ExpectationOptions& options) {
  return expectation(
      p, level,
      [&](const Vec2& x) {
        const Vec2 at = score_q(x);
        return 0.5 * square(at) + score_q.divergence(x, at);
      },
      options);
}

}  // namespace

Estimate posterior_spread(const Mixture& p, const Level& level, const ExpectationOptions& options) {
  const std::vector<DiffusedComponent> components = p.at(level);
  // Of one component, along each axis: std^2 s^2 / (a^2 std^2 + s^2), the same at every x.
  std::vector<double> own, r(components.size());
  for (const Component& c : p.data().components) {
    double trace = 0;
    for (const double std : c.std) {
      const double v = level.a * level.a * std * std + level.s * level.s;
      trace += level.s * level.s * std * std / v;
    }
    own.push_back(trace);
  }
  std::vector<Vec2> means(components.size());
  return expectation(
      p, level,
      [&](const Vec2& x) {
        responsibilities(components, x, r);
        Vec2 mean{};
        for (std::size_t k = 0; k < r.size(); ++k) {
          const DiffusedComponent& c = components[k];
          const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
          means[k] = {c.mu_x + c.g_xx * dx + c.g_xy * dy, c.mu_y + c.g_yx * dx + c.g_yy * dy};
          mean[0] += r[k] * means[k][0];
          mean[1] += r[k] * means[k][1];
        }
        double spread = 0;
        for (std::size_t k = 0; k < r.size(); ++k)
          spread += r[k] * (own[k] + square({means[k][0] - mean[0], means[k][1] - mean[1]}));
        return spread;
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
      p, level, [&](const Vec2& x) { return square(score(x)); }, options);
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
  return expectation(
      p, level,
      [&](const Vec2& x) {
        double largest = -std::numeric_limits<double>::infinity(), sum = 0;
        for (const bool second : {false, true})
          for (const DiffusedComponent& c : components) {
            const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
            const double u = c.w_xx * dx + c.w_xy * dy, v = c.w_yy * dy;
            const double exponent = c.log_scale - 0.5 * (u * u + v * v);
            if (second)
              sum += std::exp(exponent - largest);
            else
              largest = std::max(largest, exponent);
          }
        return -(largest + std::log(sum));
      },
      options);
}

}  // namespace alphabar

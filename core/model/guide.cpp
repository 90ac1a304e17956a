#include "core/model/guide.h"

#include <algorithm>

namespace alphabar {
namespace {

void add(Vec2& to, double factor, const Vec2& v) {
  to[0] += factor * v[0];
  to[1] += factor * v[1];
}

}  // namespace

Guide guide_of(const GuidanceSpec& guidance) {
  Guide guide;
  guide.loss = loss_of(guidance);
  if (guidance.kind != GuidanceKind::none && !guide.loss) guide.label = guidance.label;
  return guide;
}

GuidedModel::GuidedModel(const Mixture& model, const Level& level, const Guide& guide, double w)
    : s_(level.s), w_(w), components_(model.at(level)) {
  if (w == 0) return;
  loss_ = guide.loss;
  if (loss_)
    steering_ = steering_at(components_, level);
  else if (guide.label >= 0)
    of_class_ = model.at(level, guide.label);
}

Split GuidedModel::operator()(const Vec2& x) const {
  if (loss_) return steered(x);
  Split out = plain(x);
  if (of_class_.empty()) return out;
  const Split before = out, towards = split_by(of_class_, x, s_);
  for (std::size_t c = 0; c < 2; ++c) {
    out.x0_hat[c] += w_ * (towards.x0_hat[c] - before.x0_hat[c]);
    out.eps_hat[c] += w_ * (towards.eps_hat[c] - before.eps_hat[c]);
    out.score[c] += w_ * (towards.score[c] - before.score[c]);
  }
  return out;
}

/// What Steering says, at one point. l_k and c are taken from the l of the component with the
/// largest share: far from the data all of them are large and their differences are not.
Split GuidedModel::steered(const Vec2& x) const {
  const std::vector<double> r = responsibilities(components_, x);
  Split out = plain(x);
  const Vec2 g = gradient(*loss_, out.x0_hat);
  const SteeringTerm& best =
      steering_.terms[static_cast<std::size_t>(std::ranges::max_element(r) - r.begin())];
  const auto from_best = [&](const SteeringTerm& term) {
    const double m_xy = term.m_xy - best.m_xy;
    return Vec2{term.l_x - best.l_x + (term.m_xx - best.m_xx) * x[0] + m_xy * x[1],
                term.l_y - best.l_y + m_xy * x[0] + (term.m_yy - best.m_yy) * x[1]};
  };
  Vec2 c{}, sum{};
  for (std::size_t k = 0; k < r.size(); ++k)
    if (r[k] != 0) add(c, r[k], from_best(steering_.terms[k]));
  for (std::size_t k = 0; k < r.size(); ++k) {
    if (r[k] == 0) continue;
    const SteeringTerm& term = steering_.terms[k];
    const Vec2 of_k = from_best(term), l{of_k[0] - c[0], of_k[1] - c[1]};
    const double along = l[0] * g[0] + l[1] * g[1];
    sum[0] += r[k] * (term.q_xx * g[0] + term.q_xy * g[1] + l[0] * along);
    sum[1] += r[k] * (term.q_xy * g[0] + term.q_yy * g[1] + l[1] * along);
  }
  add(out.x0_hat, w_ * steering_.to_x0, sum);
  add(out.score, w_ * steering_.to_score, sum);
  add(out.eps_hat, -s_ * w_ * steering_.to_score, sum);
  return out;
}

}  // namespace alphabar

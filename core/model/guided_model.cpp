#include "core/model/guided_model.h"

namespace alphabar {
namespace {

Vec2 sum(const Vec2& v, const Point& change) { return vec2_of(point_of(v) + change); }

/// plain + w (guided - plain)
Vec2 led(const Vec2& plain, const Vec2& guided, double w) {
  return sum(plain, w * (point_of(guided) - point_of(plain)));
}

}  // namespace

GuidedModel::GuidedModel(const Mixture& model, const Level& level, const Guide& guide, double w)
    : s_(level.s), w_(w), components_(model.at(level)) {
  if (w == 0) return;
  loss_ = guide.loss;
  if (loss_)
    loss_guidance_ = loss_guidance_at(components_, level);
  else if (guide.label >= 0)
    of_class_ = model.at(level, guide.label);
}

Split GuidedModel::operator()(const Vec2& x) const {
  if (loss_) return loss_guided(x);
  const Split before = plain(x);
  if (of_class_.empty()) return before;
  const Split towards = split_by(of_class_, point_of(x), s_);
  return {led(before.x0_hat, towards.x0_hat, w_), led(before.eps_hat, towards.eps_hat, w_),
          led(before.score, towards.score, w_)};
}

/// What LossGuidance says, at one point. l_k and c are taken from the l of the component with the
/// largest share: far from the data all of them are large and their differences are not.
Split GuidedModel::loss_guided(const Vec2& x) const {
  const Point at = point_of(x);
  const Eigen::VectorXd r = responsibilities(components_, at);
  const Split before = plain(x);
  const Point g = point_of(gradient(*loss_, before.x0_hat));
  Eigen::Index largest = 0;
  r.maxCoeff(&largest);
  const auto term = [&](Eigen::Index k) -> const LossGuidanceTerm& {
    return loss_guidance_.terms[static_cast<std::size_t>(k)];
  };
  const auto from_best = [&](Eigen::Index k) -> Point {
    return term(k).l - term(largest).l + (term(k).m - term(largest).m) * at;
  };
  Point c = Point::Zero(), change = Point::Zero();
  for (Eigen::Index k = 0; k < r.size(); ++k)
    if (r[k] != 0) c += r[k] * from_best(k);
  for (Eigen::Index k = 0; k < r.size(); ++k) {
    if (r[k] == 0) continue;
    const Point l = from_best(k) - c;
    change += r[k] * (term(k).q * g + l.dot(g) * l);
  }
  return {sum(before.x0_hat, w_ * loss_guidance_.to_x0 * change),
          sum(before.eps_hat, -s_ * w_ * loss_guidance_.to_score * change),
          sum(before.score, w_ * loss_guidance_.to_score * change)};
}

}  // namespace alphabar

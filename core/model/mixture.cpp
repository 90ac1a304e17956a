#include "core/model/mixture.h"

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/model/diffused_component.h"
#include "core/model/guided_model.h"

namespace alphabar {
namespace {

SplitBatch sized(Eigen::Index n) { return {PointBatch(2, n), PointBatch(2, n), PointBatch(2, n)}; }

void set(SplitBatch& batch, Eigen::Index i, const Split& split) {
  batch.x0_hat.col(i) = point_of(split.x0_hat);
  batch.eps_hat.col(i) = point_of(split.eps_hat);
  batch.score.col(i) = point_of(split.score);
}

/// The class of point i: one for all, or one for each.
int class_of(std::span<const int> classes, Eigen::Index i) {
  return classes[classes.size() == 1 ? 0 : static_cast<std::size_t>(i)];
}

/// One component at one point: its share, its own posterior mean less that of all, its own score
/// less that of all. The Jacobian of x0_hat is sum r (G + mean score^T).
struct Deviation {
  double r;
  const DiffusedComponent* component;
  Point mean, score;
};

/// Fills `out` with the components that have a share in x.
void deviations(const std::vector<DiffusedComponent>& components, const Point& x,
                std::vector<Deviation>& out) {
  out.clear();
  const Eigen::VectorXd r = responsibilities(components, x);
  Point mean = Point::Zero(), score = Point::Zero();
  for (Eigen::Index k = 0; k < r.size(); ++k) {
    if (r[k] == 0) continue;
    const DiffusedComponent& c = components[static_cast<std::size_t>(k)];
    out.push_back({r[k], &c, c.x0_hat(x), c.score(x)});
    mean += r[k] * out.back().mean;
    score += r[k] * out.back().score;
  }
  for (Deviation& d : out) {
    d.mean -= mean;
    d.score -= score;
  }
}

}  // namespace

Mixture::Mixture(const DataSpec& data) {
  check(data);
  source_ = data;
  data_ = {data.name, few_components_of(data), {}, {}, data.bandwidth};
  isotropic_ = std::all_of(data_.components.begin(), data_.components.end(),
                           [](const Component& c) { return c.std[0] == c.std[1]; });
}

Mixture::Mixture(const std::vector<Vec2>& points, double bandwidth, const std::vector<int>& labels)
    : isotropic_(true) {
  data_.bandwidth = bandwidth;
  const double weight = 1 / static_cast<double>(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    data_.components.push_back(
        {points[i], {bandwidth, bandwidth}, 0, weight, labels.empty() ? 0 : labels[i]});
  source_ = data_;
}

int Mixture::classes() const {
  int largest = 0;
  for (const Component& c : data_.components) largest = std::max(largest, c.label);
  return largest + 1;
}

std::vector<DiffusedComponent> Mixture::at(const Level& level, int label) const {
  const auto wanted = [&](const Component& c) { return label < 0 || c.label == label; };
  double mass = 0;
  for (const Component& c : data_.components) mass += wanted(c) ? c.weight : 0;
  if (mass == 0)
    throw BadRequest("guidance", "label", std::to_string(label),
                     "a label that one of the data's components has");
  std::vector<DiffusedComponent> components;
  components.reserve(data_.components.size());
  for (const Component& c : data_.components)
    if (wanted(c)) components.push_back(diffused(c, c.weight / mass, level));
  return components;
}

Split Mixture::split(const Vec2& x, const Level& level, int label) const {
  return split_by(at(level, label), point_of(x), level.s);
}

double Mixture::log_density(const Vec2& x, const Level& level, int label) const {
  Eigen::VectorXd r;
  return weigh(at(level, label), point_of(x), r);
}

double Mixture::laplacian(const Vec2& x, const Level& level) const {
  return laplacian_by(at(level), point_of(x));
}

bool Mixture::has_class(int label) const {
  return std::ranges::any_of(data_.components,
                             [&](const Component& c) { return c.label == label; });
}

SplitBatch Mixture::split_batch(const PointBatchView& x, const Level& level,
                                std::span<const int> classes) const {
  SplitBatch out = sized(x.cols());
  std::map<int, std::vector<DiffusedComponent>> tables;  // by class
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    const int label = classes.empty() ? -1 : class_of(classes, i);
    auto table = tables.find(label);
    if (table == tables.end()) table = tables.emplace(label, at(level, label)).first;
    set(out, i, split_by(table->second, x.col(i), level.s));
  }
  return out;
}

GuidedSplitBatch Mixture::guided_split_batch(const PointBatchView& x, const Level& level,
                                             const BatchGuidance& guidance) const {
  GuidedSplitBatch out{sized(x.cols()), sized(x.cols())};
  std::map<int, GuidedModel> models;  // by class
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    Guide guide;
    if (guidance.loss)
      guide.loss = *guidance.loss;
    else if (guidance.w != 0)
      guide.label = class_of(guidance.classes, i);
    const GuidedModel& model =
        models.try_emplace(guide.label, *this, level, guide, guidance.w).first->second;
    set(out.plain, i, model.plain(vec2_of(x.col(i))));
    set(out.guided, i, model(vec2_of(x.col(i))));
  }
  return out;
}

PointBatch Mixture::pull_back(const PointBatchView& x, const Level& level,
                              const PointBatchView& g) const {
  const auto components = at(level);
  PointBatch out = PointBatch::Zero(2, x.cols());
  std::vector<Deviation> terms;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    deviations(components, x.col(i), terms);
    for (const Deviation& d : terms) {
      const Point own = d.component->gain.transpose() * g.col(i);
      out.col(i) += d.r * (own + d.score * d.mean.dot(g.col(i)));
    }
  }
  return out;
}

DivergenceBatch Mixture::divergence_batch(const PointBatchView& x, const Level& level) const {
  const auto components = at(level);
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(x.cols());
  DivergenceBatch out{zero, zero};
  std::vector<Deviation> terms;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    deviations(components, x.col(i), terms);
    for (const Deviation& d : terms) {
      const DiffusedComponent& c = *d.component;
      out.x0_hat[i] += d.r * (c.gain.trace() + d.mean.dot(d.score));
      out.eps_hat[i] += d.r * level.s * (c.precision.trace() - d.score.squaredNorm());
    }
  }
  return out;
}

Eigen::VectorXd Mixture::log_density_batch(const PointBatchView& x, const Level& level) const {
  const auto components = at(level);
  Eigen::VectorXd out(x.cols()), r;
  for (Eigen::Index i = 0; i < x.cols(); ++i) out[i] = weigh(components, x.col(i), r);
  return out;
}

}  // namespace alphabar

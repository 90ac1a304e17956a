#include "core/figures/fields/guidance_field.h"

#include <algorithm>
#include <cmath>

#include "core/model/diffused_component.h"
#include "core/model/point.h"

namespace alphabar {
namespace {

constexpr double most_evaluations = 4e5;  // components times cells
constexpr double pixels_per_cell = 4;     // what is shown bends slowly
constexpr double lowest = -60;

bool leads(const Denoiser& model, const Guide& guide) {
  return guide.loss || (guide.from_weaker && model.guides_itself()) ||
         (guide.label >= 0 && model.has_class(guide.label));
}

/// log of the mass of a class.
double log_prior(const Mixture& model, int label) {
  double own = 0, all = 0;
  for (const Component& c : model.data().components) {
    all += c.weight;
    if (c.label == label) own += c.weight;
  }
  return std::log(own / all);
}

/// log p(y | x) by Bayes' rule, or -L(x0_hat), at one point.
class Potential {
 public:
  Potential(const Mixture& model, const Guide& guide, const Level& level)
      : guide_(guide), s_(level.s), all_(model.at(level)) {
    if (guide.loss) return;
    own_ = model.at(level, guide.label);
    log_prior_ = log_prior(model, guide.label);
  }

  double operator()(const Point& x) {
    if (guide_.loss) return -value(*guide_.loss, split_by(all_, x, s_).x0_hat);
    return log_prior_ + weigh(own_, x, shares_) - weigh(all_, x, shares_);
  }

 private:
  const Guide& guide_;
  double s_, log_prior_ = 0;
  std::vector<DiffusedComponent> all_, own_;
  Eigen::VectorXd shares_;
};

}  // namespace

Eigen::Matrix2Xd guidance_at(const Denoiser& model, const Guide& guide, const Level& level,
                             const PointBatchView& x) {
  if (!leads(model, guide)) return Eigen::Matrix2Xd::Zero(2, x.cols());
  const GuidedSplitBatch split = model.guided_split_batch(x, level, batch_guidance(guide, 1));
  return split.guided.score - split.plain.score;
}

DensityGrid guidance_grid(const Mixture& model, const Guide& guide, const Level& level,
                          const Camera& camera, const std::array<int, 2>& pixels) {
  DensityGrid grid;
  if (guide.from_weaker || !leads(model, guide)) return grid;
  const auto [width, height] = pixels;
  const double cost = static_cast<double>(model.data().components.size());
  const double cells = std::min(width * height / (pixels_per_cell * pixels_per_cell),
                                std::max(256.0, most_evaluations / cost));
  const double along = std::sqrt(cells * height / width);
  grid.rows = std::max(8, static_cast<int>(along));
  grid.columns = std::max(8, static_cast<int>(cells / along));
  Potential potential(model, guide, level);
  for (int j = 0; j < grid.rows; ++j)
    for (int i = 0; i < grid.columns; ++i) {
      const Vec2 pixel{(i + 0.5) * width / grid.columns, height - (j + 0.5) * height / grid.rows};
      const double l = potential(point_of(camera.to_data(pixel, width, height)));
      grid.log_p.push_back(static_cast<float>(l > lowest ? l : lowest));  // NaN is far, too
    }
  return grid;
}

}  // namespace alphabar

#pragma once

#include <map>
#include <span>
#include <vector>

#include "core/model/mixture.h"

namespace alphabar {

/// The exact model of up to 100,000 points, each a circle of one bandwidth: what a Mixture of them
/// is, in time that hardly depends on how many there are.
///
/// Two things are left out. Points whose weight at x is nothing: all those of together less than
/// `left_out` of the nearest one's. And, at levels of large sigma = s / a, which point it is: cells
/// at most sigma / `fineness` wide stand for the points in them, each as a circle of their mean and
/// of their mean variance. At small sigma, where cells would hold a point each, there is no such
/// error. eps_hat and s score are within `error` of the mixture's; a test says so.
class PointModel : public Denoiser {
 public:
  static constexpr double left_out = 1e-13, fineness = 3, error = 2e-3;

  /// Throws BadRequest for no points, more than DataSpec::most_points, numbers that are none, or
  /// labels that are not as many; without labels all points are of class 0.
  PointModel(const std::vector<Vec2>& points, double bandwidth,
             const std::vector<int>& labels = {});

  Eigen::Index dimension() const override { return 2; }
  bool has_class(int label) const override { return of_class_.contains(label); }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override;
  Eigen::VectorXd log_density_batch(const PointBatchView& x, const Level& level) const override;
  const Mixture* kernel_form() const override { return &circles_; }

 private:
  /// Circles by the cells of a grid, row by row: those of cell i are first[i] .. first[i + 1] - 1.
  struct Layer {
    double cell = 0;
    Vec2 low{0, 0};
    int columns = 0, rows = 0;
    std::vector<Eigen::Index> first;
    Eigen::ArrayXd mean_x, mean_y, log_share, variance;
  };
  /// What a point's neighbours come to, in y = x / a.
  struct Sums {
    double log_sum, mean_x, mean_y, pull_x, pull_y;
  };
  struct Room;  // of one query

  using Layers = std::vector<Layer>;  // the points themselves first, then wider and wider cells

  static Layer layer_of(const Layer& points, double cell);
  static Layer own_layer(const std::vector<Vec2>& points, double bandwidth);
  static Layers layers_of(const std::vector<Vec2>& points, double bandwidth);
  static const Layer& layer_at(const Layers& layers, double sigma);
  static void gather(const Layer& layer, const Vec2& y, double radius, double sigma2, Room& room);
  Sums sums(const Layers& layers, const Vec2& y, double sigma, Room& room) const;
  const Layers& layers_of_class(int label) const;

  Mixture circles_;
  double bandwidth2_;
  Layers all_;
  std::map<int, Layers> of_class_;  ///< empty layers of the one class where there is but one
};

}  // namespace alphabar

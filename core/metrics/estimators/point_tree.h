#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/scene/data.h"

namespace alphabar {

/// Points of the plane, each with the disc that reaches to its k-th nearest other point. Built and
/// asked in a time that grows like n log n (Bentley 1975, Multidimensional binary search trees).
class PointTree {
 public:
  /// x: [n][2], finite, n > k >= 1.
  PointTree(std::span<const float> x, std::size_t k);

  /// The radius of each point's disc, in the order of x; 0 where k others lie on the point itself.
  const std::vector<double>& radii() const { return radii_; }

  /// Whether the point lies in one of the discs, their edges included.
  bool covers(const Vec2& at) const;

 private:
  /// Points first .. last - 1 of order_, the box around them, the largest of their radii.
  struct Node {
    std::size_t first, last, left = 0, right = 0;  // children; 0: a leaf
    Vec2 low, high;
    double reach = 0;
  };
  std::size_t build(std::size_t first, std::size_t last);
  void nearest(std::size_t place, const Vec2& at, std::vector<double>& best) const;
  bool covers(std::size_t place, const Vec2& at) const;
  void set_reach(std::size_t place);

  std::vector<Vec2> points_;
  std::vector<std::size_t> order_;
  std::vector<double> radii_;
  std::vector<Node> nodes_;  // the first is the root
};

/// Improved precision and recall of the particles x [n][2] against draws y [m][2] from the target,
/// on discs to the k-th nearest (Kynkaanniemi et al. 2019, eqs. 1 and 2).
struct PrecisionRecall {
  double precision;  ///< share of x in a disc around a y
  double recall;     ///< share of y in a disc around an x
};
PrecisionRecall precision_recall(const PointTree& x, std::span<const float> points_of_x,
                                 const PointTree& y, std::span<const float> points_of_y);

/// The entropy of what n points were drawn from, in nats: psi(n) - psi(k) + mean log(pi r^2), r the
/// radius of the disc to the k-th nearest (Kraskov et al. 2004, eq. 20). The mean is over the first
/// `counted` points, 1..n. Minus infinity where more than k points coincide.
double nearest_entropy(const PointTree& points, std::size_t k, std::size_t counted);

}  // namespace alphabar

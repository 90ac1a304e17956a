#pragma once

#include <functional>
#include <vector>

#include "core/model/diffused_component.h"
#include "core/scene/scene.h"

namespace alphabar {

/// A field over the plane: its values at the columns of x, [2 x n].
using FieldFunction = std::function<Eigen::Matrix2Xd(const Eigen::Matrix2Xd& x)>;

/// A field of the exact model at one level:
///     score  grad log p_t(x) = -sum r_k V_k^-1 (x - a mu_k)
///     flow   da x0_hat + ds eps_hat, the probability flow's direction towards the data where
///            (da, ds) is the direction in which the level changes: dx/dt = a' x0_hat + s' eps_hat
///            (x = a x0_hat + s eps_hat, both halves constant along a straight flow).
struct FieldSpec {
  Field field = Field::none;
  Level level;
  Vec2 rate{0, 0};  ///< (da, ds)
  bool operator==(const FieldSpec&) const = default;
};

/// The field at x; `components` are the model's at spec.level. Any x is fine that Mixture::split
/// takes.
Point field_at(const std::vector<DiffusedComponent>& components, const FieldSpec& spec,
               const Point& x);
FieldFunction field_of(std::vector<DiffusedComponent> components, const FieldSpec& spec);

/// The field at the nodes of a square grid over a rectangle, and between them bilinearly: what
/// streamlines are traced on, so that they cost the same for one component and for thousands.
class FieldGrid {
 public:
  /// Nodes `spacing` apart from `low` on, so many that `high` is covered too.
  FieldGrid(const FieldFunction& field, const Point& low, const Point& high, double spacing);

  bool covers(const Point& x) const;
  Point at(const Point& x) const;  ///< covers(x) is asserted
  const Point& low() const { return low_; }
  Point high() const;

 private:
  Point low_;
  double spacing_;
  Eigen::Index columns_, rows_;
  Eigen::Matrix2Xd values_;  // a column a node, row by row
};

/// Lines along the field, each at least about `separation` from the others, so that the plane is
/// evenly filled (Jobard and Lefer 1997). Every line runs the way the field points; none has fewer
/// than 3 points or leaves the grid. The same grid gives the same lines.
std::vector<std::vector<Point>> streamlines(const FieldGrid& grid, double separation);

}  // namespace alphabar

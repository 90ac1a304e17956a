#pragma once

#include <cmath>

#include "core/model/mixture.h"

namespace alphabar {

/// A mixture as a model that is none: it can be split, and nothing more is known of it. What runs
/// any model must run it as the mixture's own kernels do.
class OpaqueMixture : public Denoiser {
 public:
  explicit OpaqueMixture(const DataSpec& data, Eigen::Index at_once = 100)
      : mixture_(data), at_once_(at_once) {}

  Eigen::Index dimension() const override { return 2; }
  bool has_class(int label) const override { return mixture_.has_class(label); }
  Eigen::Index at_once() const override { return at_once_; }
  SplitBatch split_batch(const PointBatchView& x, const Level& level,
                         std::span<const int> classes) const override {
    return mixture_.split_batch(x, level, classes);
  }

 private:
  Mixture mixture_;
  Eigen::Index at_once_;
};

/// The same data with every component widened: standard deviations of sqrt(std^2 + by^2).
inline DataSpec blurred(DataSpec data, double by) {
  data.components = components_of(data);
  data.points = {};
  data.point_labels = {};
  for (Component& c : data.components)
    for (double& std : c.std) std = std::hypot(std, by);
  return data;
}

}  // namespace alphabar

#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/trajectory/trajectory.h"

namespace alphabar {

/// Largest |difference| / (1 + |value|) of two runs' arrays.
template <class A, class B>
double largest_difference(const Values<A>& got, const Values<B>& wanted) {
  EXPECT_EQ(got.size(), wanted.size());
  double worst = 0;
  for (std::size_t i = 0; i < std::min(got.size(), wanted.size()); ++i) {
    const double e =
        std::abs(double(got[i]) - double(wanted[i])) / (1 + std::abs(double(wanted[i])));
    worst = std::isnan(e) ? INFINITY : std::max(worst, e);
  }
  return worst;
}

/// Adds a failure for every array of the runs that differs by more.
template <class A, class B>
void expect_same(const Trajectory<A>& got, const Trajectory<B>& wanted, double tolerance,
                 const std::string& what) {
  EXPECT_EQ(got.x_rows, wanted.x_rows) << what;
  EXPECT_EQ(got.eval_rows, wanted.eval_rows) << what;
  EXPECT_LE(largest_difference(got.x, wanted.x), tolerance) << what << " x";
  EXPECT_LE(largest_difference(got.x0_plain, wanted.x0_plain), tolerance) << what << " x0_plain";
  EXPECT_LE(largest_difference(got.eps_plain, wanted.eps_plain), tolerance) << what << " eps_plain";
  EXPECT_LE(largest_difference(got.score_plain, wanted.score_plain), tolerance)
      << what << " score_plain";
  EXPECT_LE(largest_difference(got.x0, wanted.x0), tolerance) << what << " x0";
  EXPECT_LE(largest_difference(got.eps, wanted.eps), tolerance) << what << " eps";
  EXPECT_LE(largest_difference(got.score, wanted.score), tolerance) << what << " score";
}

}  // namespace alphabar

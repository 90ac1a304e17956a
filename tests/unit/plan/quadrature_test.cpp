#include "core/plan/quadrature.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

void expect_near(const Weights& found, const Weights& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (Eigen::Index j = 0; j < found.size(); ++j) EXPECT_NEAR(found[j], wanted[j], 1e-14) << j;
}

/// int_0^1 u^k du
Weights moments(int count) {
  Weights m(count);
  for (int k = 0; k < count; ++k) m[k] = 1.0 / (k + 1);
  return m;
}

TEST(Quadrature, FindsTheRulesThatHaveNames) {
  expect_near(quadrature_weights(Weights{{0.0, 0.5, 1.0}}, moments(3)),
              Weights{{1.0 / 6, 4.0 / 6, 1.0 / 6}});  // Simpson
  expect_near(quadrature_weights(Weights{{0.0, -1.0, -2.0, -3.0}}, moments(4)),
              Weights{{55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24}});  // Adams and Bashforth
}

TEST(Quadrature, IsRightForPolynomialsAtUnevenNodes) {
  const Weights nodes{{0.0, -0.3, -1.1, -1.15}};
  const Weights w = quadrature_weights(nodes, moments(4));
  const auto cubic = [](double u) { return 2 - u + 3 * u * u - 5 * u * u * u; };
  double sum = 0;
  for (Eigen::Index j = 0; j < w.size(); ++j) sum += w[j] * cubic(nodes[j]);
  EXPECT_NEAR(sum, 2 - 1.0 / 2 + 3.0 / 3 - 5.0 / 4, 1e-12);
}

TEST(Quadrature, HasOneWeightForOneNode) {
  expect_near(quadrature_weights(Weights{{0.7}}, Weights{{2.0}}), Weights{{2.0}});
}

}  // namespace
}  // namespace alphabar

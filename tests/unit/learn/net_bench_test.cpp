// What nets are measured against does what it says.
#include "core/learn/bench/net_bench.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/learn/bench/bare_products.h"

namespace alphabar {
namespace {

template <class Real>
std::vector<Real> numbers(std::size_t n, double from) {
  std::vector<Real> list;
  for (std::size_t i = 0; i < n; ++i)
    list.push_back(static_cast<Real>(std::sin(from + 1.3 * static_cast<double>(i))));
  return list;
}

std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b,
                            std::size_t inner) {
  const std::size_t rows = a.size() / inner, columns = b.size() / inner;
  std::vector<double> c(rows * columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      for (std::size_t p = 0; p < inner; ++p)
        c[i * columns + j] += a[i * inner + p] * b[p * columns + j];
  return c;
}

template <class Real>
void expect_products(double tolerance) {
  constexpr std::size_t n = 36, units = BareNet<Real>::units, columns = BareNet<Real>::columns;
  const auto x = numbers<Real>(2 * n, 0.1), w_1 = numbers<Real>(2 * units, 1),
             w_2 = numbers<Real>(units * units, 2), w_3 = numbers<Real>(units * units, 3),
             w_out = numbers<Real>(units * columns, 4);
  std::vector<Real> out(columns * n);
  bare_products<Real>()({w_1.data(), w_2.data(), w_3.data(), w_out.data()}, x.data(), n,
                        out.data());
  const auto wide = [](const std::vector<Real>& list) {
    return std::vector<double>(list.begin(), list.end());
  };
  const auto h = product(product(wide(x), wide(w_1), 2), wide(w_2), units);
  const auto expected = product(product(h, wide(w_3), units), wide(w_out), units);
  double scale = 0;
  for (const double value : expected) scale = std::max(scale, std::abs(value));
  for (std::size_t i = 0; i < out.size(); ++i)
    ASSERT_NEAR(static_cast<double>(out[i]), expected[i], tolerance * scale) << i;
}

TEST(BareProducts, AreTheProducts) {
  expect_products<float>(1e-5);
  expect_products<double>(1e-13);
}

TEST(SlicedWasserstein, OfAShiftIsItsMeanShadow) {
  std::vector<Vec2> a, b;
  for (int i = 0; i < 500; ++i) {
    a.push_back({std::sin(i), std::cos(2 * i)});
    b.push_back({a.back()[0] + 0.3, a.back()[1] - 0.4});
  }
  EXPECT_EQ(sliced_wasserstein(a, a), 0);
  EXPECT_NEAR(sliced_wasserstein(a, b), 0.5 * 2 / std::acos(-1.0), 1e-3);
  EXPECT_EQ(sliced_wasserstein(a, b), sliced_wasserstein(b, a));
}

}  // namespace
}  // namespace alphabar

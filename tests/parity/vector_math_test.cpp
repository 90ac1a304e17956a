// The vector mathematics of the CPU engine on the target in use: no error is larger than what
// math-inl.h and noise-inl.h say, with or without fused multiply-add.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/parity/vector_math_test.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/engine/cpu/math-inl.h"
#include "core/engine/cpu/noise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {

/// Largest relative error of 2^t over the exponents that matter.
template <class T>
double exp2_error(double least) {
  const hn::ScalableTag<T> d;
  double worst = 0;
  for (int i = 0; i <= 200000; ++i) {
    const T t = static_cast<T>(least * i / 200000);
    const long double wanted = std::exp2(static_cast<long double>(t));
    const long double got = hn::GetLane(exp2_of_negative(d, hn::Set(d, t)));
    worst = std::max(worst, static_cast<double>(std::abs(got / wanted - 1)));
  }
  return worst;
}
double exp2_error_float() { return exp2_error<float>(-125.9); }
double exp2_error_double() { return exp2_error<double>(-999.9); }

/// What is left of a weight of nothing: a number from 0 to the least that counts.
template <class T>
double least_exp2() {
  const hn::ScalableTag<T> d;
  double most = 0;
  for (const double t : {-1e4, -1e30, -double{std::numeric_limits<T>::max()},
                         -std::numeric_limits<double>::infinity()}) {
    const double got = hn::GetLane(exp2_of_negative(d, hn::Set(d, static_cast<T>(t))));
    most = got >= 0 ? std::max(most, got) : std::numeric_limits<double>::infinity();
  }
  return most;
}
double least_exp2_float() { return least_exp2<float>(); }
double least_exp2_double() { return least_exp2<double>(); }

/// Words of all sizes, both ends and the middle among them.
template <class Work>
void for_each_word(const Work& work) {
  for (std::uint32_t i = 0; i < 200; ++i)
    for (const std::uint32_t base : {0u, 1u << 29, 1u << 30, 1u << 31, 3u << 30})
      for (const std::uint32_t word : {base + i, base - 1 - i}) work(word);
  std::uint32_t word = 1;
  for (int i = 0; i < 200000; ++i) work(word = word * 1664525u + 1013904223u);
}

double log_error() {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  double worst = 0;
  for_each_word([&](std::uint32_t word) {
    const double wanted =
        -2 * (word < 1u << 31 ? std::log((word + 0.5) * 0x1p-32)
                              : std::log1p(-(4294967295u - word + 0.5) * 0x1p-32));
    const double got = hn::GetLane(minus_two_log_unit(d, hn::Set(du, word)));
    worst = std::max(worst, std::abs(got / wanted - 1));
  });
  return worst;
}

double turn_error() {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  double worst = 0;
  for_each_word([&](std::uint32_t word) {
    hn::Vec<decltype(d)> cos, sin;
    cos_sin_turn(d, hn::Set(du, word), cos, sin);
    const double angle = 2 * std::acos(-1.0) * (word + 0.5) * 0x1p-32;
    worst = std::max({worst, std::abs(hn::GetLane(cos) - std::cos(angle)),
                      std::abs(hn::GetLane(sin) - std::sin(angle))});
  });
  return worst;
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <gtest/gtest.h>

namespace alphabar {
namespace {

HWY_EXPORT(exp2_error_float);
HWY_EXPORT(exp2_error_double);
HWY_EXPORT(least_exp2_float);
HWY_EXPORT(least_exp2_double);
HWY_EXPORT(log_error);
HWY_EXPORT(turn_error);

TEST(VectorMath, PowersOfTwo) {
  std::printf("2^t: float %.1e, double %.1e\n", HWY_DYNAMIC_DISPATCH(exp2_error_float)(),
              HWY_DYNAMIC_DISPATCH(exp2_error_double)());
  EXPECT_LT(HWY_DYNAMIC_DISPATCH(exp2_error_float)(), 3e-7);
  EXPECT_LT(HWY_DYNAMIC_DISPATCH(exp2_error_double)(), 5e-16);
  EXPECT_LE(HWY_DYNAMIC_DISPATCH(least_exp2_float)(), 0x1p-126 * (1 + 3e-7));
  EXPECT_LE(HWY_DYNAMIC_DISPATCH(least_exp2_double)(), 0x1p-1000 * (1 + 5e-16));
}

TEST(VectorMath, LogarithmOfAUniformNumber) {
  std::printf("-2 log: %.1e\n", HWY_DYNAMIC_DISPATCH(log_error)());
  EXPECT_LT(HWY_DYNAMIC_DISPATCH(log_error)(), 4e-7);
}

TEST(VectorMath, CosineAndSineOfATurn) {
  std::printf("cos, sin: %.1e\n", HWY_DYNAMIC_DISPATCH(turn_error)());
  EXPECT_LT(HWY_DYNAMIC_DISPATCH(turn_error)(), 2e-7);
}

}  // namespace
}  // namespace alphabar
#endif

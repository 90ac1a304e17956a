#include "core/base/rounded.h"

#include <gtest/gtest.h>

namespace alphabar {
namespace {

/// "mantissa power"
std::string text(double value, int digits = 3) {
  const Rounded number = rounded(value, digits);
  return number.mantissa + " " + std::to_string(number.power);
}

TEST(Rounded, KeepsItsDigitsBetweenATenThousandthAndAMillion) {
  EXPECT_EQ(text(-0.5), "-0.500 0");
  EXPECT_EQ(text(0.09999), "0.100 0");
  EXPECT_EQ(text(9.996), "10.0 0");
  EXPECT_EQ(text(1e-4), "0.000100 0");
  EXPECT_EQ(text(123456.7), "123457 0");
  EXPECT_EQ(text(1.5e-4, 8), "0.00015000 0") << "8 decimals at most";
}

TEST(Rounded, HasAPowerOfTenBeyond) {
  EXPECT_EQ(text(4.04e-5), "4.04 -5");
  EXPECT_EQ(text(-9.9999e7), "-1.00 8");
  EXPECT_EQ(text(1e6, 1), "1 6");
  EXPECT_EQ(text(5e-324, 1), "5 -324");
}

}  // namespace
}  // namespace alphabar

#include "core/base/rounded.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace alphabar {

Rounded rounded(double value, int digits) {
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, "%.*e", digits - 1, value);  // rounded: 0.09999 is 0.1000
  const std::string text = buffer;
  const std::size_t e = text.find('e');
  const int power = std::atoi(text.c_str() + e + 1);
  const double size = std::abs(value);
  if (size < 1e-4 || size >= 1e6) return {text.substr(0, e), power};
  std::snprintf(buffer, sizeof buffer, "%.*f", std::clamp(digits - power - 1, 0, 8), value);
  return {buffer, 0};
}

}  // namespace alphabar

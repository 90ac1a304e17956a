#include "core/base/check.h"

#include <charconv>

namespace alphabar {

std::string to_text(double value) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

std::string short_text(double value, int digits) {
  char buffer[32];
  const auto result =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
  return {buffer, result.ptr};
}

void check_range(const std::string& where, const std::string& field, double value, double lowest,
                 double highest) {
  if (value >= lowest && value <= highest) return;
  throw BadRequest(where, field, to_text(value), to_text(lowest) + " to " + to_text(highest));
}

void check_inside(const std::string& where, const std::string& field, double value, double lowest,
                  double highest) {
  if (value > lowest && value < highest) return;
  throw BadRequest(where, field, to_text(value),
                   "between " + to_text(lowest) + " and " + to_text(highest) + ", ends excluded");
}

}  // namespace alphabar

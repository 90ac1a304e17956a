#pragma once

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace alphabar {

/// Shortest text that reads back as the same double.
std::string to_text(double value);

/// Text of a number for a sentence, to so many significant digits: "157.4", "1e-05", "inf".
std::string short_text(double value, int digits = 4);

/// Throws BadRequest unless lowest <= value <= highest; NaN never passes.
void check_range(const std::string& where, const std::string& field, double value, double lowest,
                 double highest);

/// Throws BadRequest unless lowest < value < highest; NaN never passes.
void check_inside(const std::string& where, const std::string& field, double value, double lowest,
                  double highest);

}  // namespace alphabar

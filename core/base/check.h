#pragma once

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace alphabar {

/// Shortest text that reads back as the same double.
std::string to_text(double value);

/// Throws BadRequest unless lowest <= value <= highest; NaN never passes.
void check_range(const std::string& where, const std::string& field, double value, double lowest,
                 double highest);

/// Throws BadRequest unless lowest < value < highest; NaN never passes.
void check_inside(const std::string& where, const std::string& field, double value, double lowest,
                  double highest);

}  // namespace alphabar

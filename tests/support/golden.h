#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/files/arrays/npz.h"

namespace alphabar {

/// A reference case of tests/data/golden.
struct GoldenCase {
  std::string name;  ///< "samplers/k-heun-18"
  nlohmann::json document;
  Npz arrays;

  bool has(const std::string& array) const { return arrays.has(array); }
  std::vector<double> values(const std::string& array) const;
  /// atol = rtol for an array in a precision ("float64", "float32"), or the case's own pair.
  double tolerance(const std::string& precision, const std::string& array) const;
};

GoldenCase read_golden(const std::string& name);

/// Names of the cases in a group, sorted: "samplers/...", and those that make_reference.py made,
/// "../reference/samplers/...".
std::vector<std::string> golden_cases(const std::string& group);

/// The largest |value - reference| / (1 + |reference|), NaN counted as infinite. Both must be as
/// long.
double largest_error(std::span<const double> values, std::span<const double> reference);

}  // namespace alphabar

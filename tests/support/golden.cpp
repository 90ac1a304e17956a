#include "tests/support/golden.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include "core/files/json/json_strict.h"
#include "tests/support/paths.h"

namespace alphabar {

namespace fs = std::filesystem;

static fs::path golden_folder() { return fs::path(test_data()) / "golden"; }

std::vector<double> GoldenCase::values(const std::string& array) const {
  return arrays.at(array).as_doubles();
}

double GoldenCase::tolerance(const std::string& precision, const std::string& array) const {
  const nlohmann::json& t = document.at("tolerance").at(precision);
  if (t.contains("per_array") && t["per_array"].contains(array)) return t["per_array"][array];
  return t.at("rtol");
}

GoldenCase read_golden(const std::string& name) {
  const fs::path folder = golden_folder() / name;
  return {name, read_json(folder / "case.json"), Npz::read(folder / "arrays.npz")};
}

std::vector<std::string> golden_cases(const std::string& group) {
  std::vector<std::string> names;
  for (const std::string& folder : {group, "../reference/" + group}) {
    if (!fs::exists(golden_folder() / folder)) continue;
    for (const auto& entry : fs::directory_iterator(golden_folder() / folder))
      names.push_back(folder + "/" + entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

double largest_error(std::span<const double> values, std::span<const double> reference) {
  if (values.size() != reference.size()) throw std::runtime_error("arrays of different length");
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double error = std::abs(values[i] - reference[i]) / (1 + std::abs(reference[i]));
    largest =
        std::isnan(error) ? std::numeric_limits<double>::infinity() : std::max(largest, error);
  }
  return largest;
}

}  // namespace alphabar

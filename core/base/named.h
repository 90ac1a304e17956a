#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/listed.h"

namespace alphabar {

/// The value of an enumeration that an option of a command, or of a function, names. Throws
/// BadRequest with the names that there are.
template <class Value>
Value named(const char* command, const char* option, const std::string& name) {
  std::string known;
  for (const auto& [value, its_name] : names_of<Value>()) {
    if (name == its_name) return value;
    known.append(known.empty() ? "" : ", ").append(its_name);
  }
  throw BadRequest(command, option, name, known);
}

/// The same of each of a list.
template <class Value>
std::vector<Value> all_named(const char* command, const char* option,
                             const std::vector<std::string>& names) {
  std::vector<Value> values;
  for (const std::string& name : names) values.push_back(named<Value>(command, option, name));
  return values;
}

}  // namespace alphabar

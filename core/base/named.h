#pragma once

#include <string>

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

}  // namespace alphabar

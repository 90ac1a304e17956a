#pragma once

#include <cassert>
#include <cstddef>
#include <span>

namespace alphabar {

/// What the program lists of one value of an enumeration.
template <class Kind>
struct Listed {
  Kind kind;
  const char* name;     ///< in files and on the command line: "scaled_linear"
  const char* title;    ///< on screen
  const char* formula;  ///< in plain text
  const char* source;   ///< publication and equation, and what libraries call it
};

/// The entry of a value in a table that has all of them, in the order of the enumeration.
template <class Kind>
const Listed<Kind>& entry_of(std::span<const Listed<Kind>> table, Kind kind) {
  const Listed<Kind>& entry = table[static_cast<std::size_t>(kind)];
  assert(entry.kind == kind);
  return entry;
}

}  // namespace alphabar

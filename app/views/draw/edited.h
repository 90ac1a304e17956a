#pragma once

#include <optional>

namespace alphabar {

/// What a view asks a value of the scene to become, to be changed further: a copy of what it is
/// now, where nothing was asked of it in this frame.
template <class Value>
Value& edited(std::optional<Value>& edit, const Value& now) {
  if (!edit) edit = now;
  return *edit;
}

}  // namespace alphabar

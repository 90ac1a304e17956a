#pragma once

namespace alphabar {

/// An entry of the part that holds LibTorch, which is loaded for it where it is not yet. Throws
/// Failed where that cannot be.
void* module_symbol(const char* name);

template <class Function>
Function* module_function(const char* name) {
  return reinterpret_cast<Function*>(module_symbol(name));
}

}  // namespace alphabar

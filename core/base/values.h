#pragma once

#include <memory>
#include <new>
#include <vector>

namespace alphabar {

/// Leaves what resize() adds unset, for arrays that are written whole anyway: no pass over the
/// memory only to clear it, and the threads that write it are the ones that first touch its pages.
template <class T>
struct UnsetAllocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = UnsetAllocator<U>;
  };
  using std::allocator<T>::allocator;

  template <class U>
  void construct(U* at) noexcept {
    ::new (static_cast<void*>(at)) U;
  }
};

/// A large array of numbers: a vector whose resize() leaves the new ones unset.
template <class T>
using Values = std::vector<T, UnsetAllocator<T>>;

}  // namespace alphabar

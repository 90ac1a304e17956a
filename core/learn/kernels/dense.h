#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "core/scene/training/training_spec.h"

namespace alphabar {

/// Columns of a matrix that kernels write are a multiple of this: a whole number of vectors of any
/// target, in float and in double.
inline constexpr std::size_t dense_pad = 16;
constexpr std::size_t padded(std::size_t n) { return (n + dense_pad - 1) / dense_pad * dense_pad; }

/// c [m x n] = start + a [m x k] b [k x n]. Element (i, j) of a is a[i a_row + j a_column], so that
/// a may be a transpose; rows of b and c lie n apart, n a multiple of dense_pad.
template <class Real>
struct MatrixProduct {
  std::size_t m, n, k;
  const Real* a;
  std::size_t a_row, a_column;
  const Real* b;
  Real* c;
  const Real* row = nullptr;  ///< start: this row [n] in every row of c; null: c as it stands
};

/// A layer of which nothing but its outputs is wanted: c = residual + f(row + a b). residual [m x
/// n] may be null: none; it is not c.
template <class Real>
struct LayerOutputs {
  MatrixProduct<Real> product;  ///< with a row
  const Real* residual = nullptr;
};

/// What an activation f makes of z: f(z), and where the pointers are not null f'(z), and f''(z)
/// with it.
template <class Real>
struct Activated {
  const Real* z;
  Real* value;
  Real* slope = nullptr;
  Real* bend = nullptr;
};

/// The inner loops, compiled once for each vector target. Every number of c is a sum in the order
/// of k whatever the length of vectors; of products targets differ by fused multiply-adds alone, of
/// activations by a few units in the last place.
template <class Real>
struct DenseKernels {
  void (*product)(const MatrixProduct<Real>& task);
  void (*layer)(Activation f, const LayerOutputs<Real>& task);
  /// n a multiple of dense_pad.
  void (*activate)(Activation f, const Activated<Real>& task, std::size_t n);
};

struct DenseKernelSet {
  const char* target;  ///< vector_name of what they are compiled for
  DenseKernels<float> float32;
  DenseKernels<double> float64;
};

/// The kernels of the target in use (core/system/vector_target.h).
DenseKernelSet choose_dense_kernels();

template <class Real>
DenseKernels<Real> dense_kernels();

/// Memory for vectors: a cache line's alignment.
template <class T>
struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <class U>
  explicit LineAllocator(const LineAllocator<U>&) {}
  T* allocate(std::size_t n) {
    return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t(64)));
  }
  void deallocate(T* at, std::size_t) { ::operator delete(at, std::align_val_t(64)); }
  bool operator==(const LineAllocator&) const { return true; }
};
template <class T>
using LineVector = std::vector<T, LineAllocator<T>>;

}  // namespace alphabar

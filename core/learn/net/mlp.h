#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/learn/kernels/dense.h"
#include "core/learn/net/mlp_shape.h"

namespace alphabar {

/// Derivatives along directions that go through the net beside its value: 0, 1 or 2.
inline constexpr std::size_t most_tangents = 2;

/// What a pass forward leaves: outputs, and what the pass back needs. One object a thread; its
/// memory is kept from pass to pass.
template <class Real>
struct MlpTape {
  std::size_t n = 0, tangents = 0;
  bool shared = false;                             ///< one row of features for all rows of x
  LineVector<Real> x;                              ///< [n][inputs]
  LineVector<Real> features;                       ///< [n][features], or one row
  std::array<LineVector<Real>, most_tangents> dx;  ///< [n][inputs]: the directions

  /// By layer: activations, f'(z) and f''(z); and for each direction the derivatives of z and of
  /// the activations. [n][units]
  std::vector<LineVector<Real>> h, slope, bend;
  std::array<std::vector<LineVector<Real>>, most_tangents> dz, dh;

  LineVector<Real> out;                               ///< [n][columns]
  std::array<LineVector<Real>, most_tangents> d_out;  ///< [n][columns]: along each direction

  /// Sizes x, features and directions for a pass.
  void resize(const MlpShape& shape, std::size_t rows, std::size_t directions, bool shared_level);
};

/// The function of a net's parameters (NetSpec); it holds none. In double, or in float.
template <class Real>
class Mlp {
 public:
  Mlp(const MlpShape& shape, Activation activation);

  const MlpShape& shape() const { return shape_; }

  /// What passes share for the same parameters: the transposes that go back.
  struct Prepared {
    std::span<const Real> weights;             ///< [shape.size()], which must outlive this
    std::vector<LineVector<Real>> transposed;  ///< W_l, l >= 1, and W_out, as [outputs][inputs]
  };
  Prepared prepare(std::span<const Real> weights) const;

  /// Fills h, slope, bend, out and the derivatives of a tape whose x, features and dx are there.
  void forward(std::span<const Real> weights, MlpTape<Real>& tape) const;

  /// Adds to `gradient` [shape.size()] the derivative by the parameters of a loss whose derivatives
  /// by out and d_out are `of_out` and `of_tangents`, each [n][columns]. `of_tangents` has as many
  /// as the tape. Not of a tape with one row of features for all.
  void backward(const Prepared& prepared, const MlpTape<Real>& tape, const LineVector<Real>& of_out,
                const std::array<LineVector<Real>, most_tangents>& of_tangents,
                std::span<Real> gradient) const;

 private:
  void layer(std::span<const Real> weights, std::size_t l, MlpTape<Real>& tape) const;
  void outputs_of_layer(std::span<const Real> weights, std::size_t l, MlpTape<Real>& tape) const;
  LineVector<Real> row_of(std::span<const Real> weights, std::size_t l,
                          const MlpTape<Real>& tape) const;
  void multiply(std::size_t n, std::size_t inputs, std::size_t outputs, const Real* a,
                const Real* b, Real* c, const Real* row) const;
  /// gradient [inputs][outputs] += a^T g, a [n][inputs], g [n][outputs].
  void add_outer(std::size_t n, std::size_t inputs, std::size_t outputs, const Real* a,
                 const Real* g, Real* gradient) const;

  MlpShape shape_;
  Activation activation_;
  DenseKernels<Real> kernels_;
};

/// First weights: W_l and U_l uniform in +-sqrt(3 / fan_in), fan_in of both together, biases 0,
/// W_out a tenth of that. Element i of the list is number i of the generator.
std::vector<double> first_weights(const MlpShape& shape, std::uint64_t seed);

}  // namespace alphabar

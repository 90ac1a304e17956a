#pragma once

#include <cstddef>

namespace alphabar {

/// The matrix products of a net of 3 layers of 64 units and nothing else: for n points
///     h_1 = x W_1,  h_2 = h_1 W_2,  h_3 = h_2 W_3,  out = h_3 W_out.
template <class Real>
struct BareNet {
  static constexpr std::size_t units = 64, columns = 16;
  const Real *w_1, *w_2, *w_3, *w_out;  ///< [2][64], [64][64], [64][64], [64][16]
};

/// x [n][2], out [n][16], n a multiple of 12.
template <class Real>
using BareProducts = void (*)(const BareNet<Real>& net, const Real* x, std::size_t n, Real* out);

/// For the vector target in use.
template <class Real>
BareProducts<Real> bare_products();

}  // namespace alphabar

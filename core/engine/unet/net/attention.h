#pragma once

#include <ATen/core/Tensor.h>

namespace alphabar::net {

/// softmax(scale q^T k) v for each head, with its derivative.
///
/// q, k, v: [batch, heads * head_dim, positions], as 1 x 1 convolutions leave them; channels of a
/// head lie together. The result has the same shape. scale is head_dim^-1/2 (Vaswani 2017, eq. 1).
/// On the CPU, in float or double, this is a blocked loop of our own that never stores the
/// positions x positions matrix: LibTorch 1.13's bmm is several times slower. Elsewhere it is
/// made of LibTorch's own operations.
at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                  std::int64_t heads);

}  // namespace alphabar::net

#pragma once

#include <cstdint>

namespace alphabar::net {

/// One head of attention. All matrices are [head_dim, positions], positions contiguous.
template <class T>
struct AttentionHead {
  const T *q, *k, *v;
  std::int64_t head_dim, positions;
};

/// scratch: what attention_scratch says, in elements. out may not be q, k or v. A query that has a
/// score which is no finite number gets NaN.
void attention_forward(const AttentionHead<float>& head, float* out, float* scratch);
void attention_forward(const AttentionHead<double>& head, double* out, double* scratch);

/// Derivatives by the inputs of a head, as large as they are.
template <class T>
struct AttentionGradient {
  T *dq, *dk, *dv;
};

/// Writes them from the derivative by out.
void attention_backward(const AttentionHead<float>& head, const float* d_out,
                        const AttentionGradient<float>& gradient, float* scratch);
void attention_backward(const AttentionHead<double>& head, const double* d_out,
                        const AttentionGradient<double>& gradient, double* scratch);

/// A vector of queries (at most 64 bytes) against all positions, and a padded copy of q.
constexpr std::int64_t attention_scratch(std::int64_t head_dim, std::int64_t positions) {
  return 16 * (positions + head_dim);
}

}  // namespace alphabar::net

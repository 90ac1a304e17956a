#pragma once

#include <cstdint>

namespace alphabar::net {

/// One head of attention. All matrices are [head_dim, positions], positions contiguous.
/// scratch: what attention_scratch says, in elements. out may not be q, k or v. A query that has a
/// score which is no finite number gets NaN.
void attention_forward(const float* q, const float* k, const float* v, float* out,
                       std::int64_t head_dim, std::int64_t positions, float* scratch);
void attention_forward(const double* q, const double* k, const double* v, double* out,
                       std::int64_t head_dim, std::int64_t positions, double* scratch);

/// Its derivative: writes dq, dk, dv from the derivative by out.
void attention_backward(const float* q, const float* k, const float* v, const float* d_out,
                        float* dq, float* dk, float* dv, std::int64_t head_dim,
                        std::int64_t positions, float* scratch);
void attention_backward(const double* q, const double* k, const double* v, const double* d_out,
                        double* dq, double* dk, double* dv, std::int64_t head_dim,
                        std::int64_t positions, double* scratch);

/// A vector of queries (at most 64 bytes) against all positions, and a padded copy of q.
constexpr std::int64_t attention_scratch(std::int64_t head_dim, std::int64_t positions) {
  return 16 * (positions + head_dim);
}

}  // namespace alphabar::net

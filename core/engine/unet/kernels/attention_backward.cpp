// The derivative's kernel for every vector target: this file includes itself once for each. Plain
// C++ that the compiler vectorises.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/unet/kernels/attention_backward.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/engine/unet/kernels/attention_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar::net {
namespace HWY_NAMESPACE {

constexpr std::int64_t block = 4;  // queries that share each load of k and v

// e^x for x <= 0, without a branch so that loops over it vectorise: 2^n p(r), x = n log 2 + r,
// |r| <= log(2) / 2; the polynomial is Taylor's to r^7, within 2 units in the last place.
HWY_INLINE float exp_negative(float x) {
  x = std::max(x, -87.0f);  // e^-87 is the least that stays normal
  const float n = std::floor(x * 1.44269504f + 0.5f);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * std::bit_cast<float>((static_cast<std::int32_t>(n) + 127) << 23);
}
HWY_INLINE double exp_negative(double x) { return std::exp(x); }

// p[b][j] = exp(scale q_i+b . k_j - max), and 1 / their sum, for `count` queries from i.
template <class T>
HWY_INLINE void weights(const AttentionHead<T>& head, std::int64_t i, std::int64_t count,
                        T* __restrict p, T* __restrict inverse_sum) {
  const T* __restrict q = head.q;
  const T* __restrict k = head.k;
  const std::int64_t head_dim = head.head_dim, n = head.positions;
  const T scale = T(1) / std::sqrt(T(head_dim));
  T* __restrict p0 = p;
  T* __restrict p1 = p + n;
  T* __restrict p2 = p + 2 * n;
  T* __restrict p3 = p + 3 * n;
  constexpr std::int64_t tile = 64 / sizeof(T) * 2;
  T query[block];
  for (std::int64_t j0 = 0; j0 < n; j0 += tile) {
    const std::int64_t width = std::min(tile, n - j0);
    T s0[tile] = {}, s1[tile] = {}, s2[tile] = {}, s3[tile] = {};
    for (std::int64_t c = 0; c < head_dim; ++c) {
      for (std::int64_t b = 0; b < block; ++b) query[b] = scale * q[c * n + std::min(i + b, n - 1)];
      const T* __restrict row = k + c * n + j0;
      if (width == tile) {  // NOLINT(bugprone-branch-clone): of this one the count is known
#pragma omp simd
        for (std::int64_t j = 0; j < tile; ++j) {
          s0[j] += query[0] * row[j];
          s1[j] += query[1] * row[j];
          s2[j] += query[2] * row[j];
          s3[j] += query[3] * row[j];
        }
      } else {
#pragma omp simd
        for (std::int64_t j = 0; j < width; ++j) {
          s0[j] += query[0] * row[j];
          s1[j] += query[1] * row[j];
          s2[j] += query[2] * row[j];
          s3[j] += query[3] * row[j];
        }
      }
    }
    for (std::int64_t j = 0; j < width; ++j) {
      p0[j0 + j] = s0[j];
      p1[j0 + j] = s1[j];
      p2[j0 + j] = s2[j];
      p3[j0 + j] = s3[j];
    }
  }
  for (std::int64_t b = 0; b < count; ++b) {
    T* __restrict row = p + b * n;
    T largest = row[0];
#pragma omp simd reduction(max : largest)
    for (std::int64_t j = 0; j < n; ++j) largest = std::max(largest, row[j]);
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t j = 0; j < n; ++j) {
      row[j] = exp_negative(row[j] - largest);
      sum += row[j];
    }
    inverse_sum[b] = T(1) / sum;
  }
}

template <class T>
HWY_INLINE void backward(const AttentionHead<T>& head, const T* __restrict d_out,
                         const AttentionGradient<T>& gradient, T* __restrict scratch) {
  const T* __restrict q = head.q;
  const T* __restrict k = head.k;
  const T* __restrict v = head.v;
  T* __restrict dq = gradient.dq;
  T* __restrict dk = gradient.dk;
  T* __restrict dv = gradient.dv;
  const std::int64_t head_dim = head.head_dim, n = head.positions;
  const T scale = T(1) / std::sqrt(T(head_dim));
  T* __restrict p = scratch;
  T* __restrict ds = scratch + block * n;
  std::fill(dk, dk + head_dim * n, T(0));
  std::fill(dv, dv + head_dim * n, T(0));
  for (std::int64_t i = 0; i < n; i += block) {
    const std::int64_t count = std::min(block, n - i);
    T inverse_sum[block] = {};
    weights(head, i, count, p, inverse_sum);
    for (std::int64_t b = 0; b < count; ++b) {
      T* __restrict probability = p + b * n;
#pragma omp simd
      for (std::int64_t j = 0; j < n; ++j) {
        probability[j] *= inverse_sum[b];
        ds[j] = 0;
      }
      for (std::int64_t c = 0; c < head_dim; ++c) {
        const T d = d_out[c * n + i + b];
        const T* __restrict row = v + c * n;
        T* __restrict d_row = dv + c * n;
#pragma omp simd
        for (std::int64_t j = 0; j < n; ++j) {
          ds[j] += d * row[j];
          d_row[j] += d * probability[j];
        }
      }
      T mean = 0;
#pragma omp simd reduction(+ : mean)
      for (std::int64_t j = 0; j < n; ++j) mean += probability[j] * ds[j];
#pragma omp simd
      for (std::int64_t j = 0; j < n; ++j) ds[j] = scale * probability[j] * (ds[j] - mean);
      for (std::int64_t c = 0; c < head_dim; ++c) {
        const T query = q[c * n + i + b];
        const T* __restrict row = k + c * n;
        T* __restrict d_row = dk + c * n;
        T sum = 0;
#pragma omp simd reduction(+ : sum)
        for (std::int64_t j = 0; j < n; ++j) {
          sum += ds[j] * row[j];
          d_row[j] += ds[j] * query;
        }
        dq[c * n + i + b] = sum;
      }
    }
  }
}

void backward_float(const AttentionHead<float>& head, const float* d_out,
                    const AttentionGradient<float>& gradient, float* scratch) {
  backward(head, d_out, gradient, scratch);
}

void backward_double(const AttentionHead<double>& head, const double* d_out,
                     const AttentionGradient<double>& gradient, double* scratch) {
  backward(head, d_out, gradient, scratch);
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar::net
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace alphabar::net {

HWY_EXPORT(backward_float);
HWY_EXPORT(backward_double);

void attention_backward(const AttentionHead<float>& head, const float* d_out,
                        const AttentionGradient<float>& gradient, float* scratch) {
  HWY_DYNAMIC_DISPATCH(backward_float)(head, d_out, gradient, scratch);
}

void attention_backward(const AttentionHead<double>& head, const double* d_out,
                        const AttentionGradient<double>& gradient, double* scratch) {
  HWY_DYNAMIC_DISPATCH(backward_double)(head, d_out, gradient, scratch);
}

}  // namespace alphabar::net
#endif  // HWY_ONCE

// The forward kernel of every instruction set: this file includes itself once for each.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/unet/kernels/attention_forward.cpp"
// foreach_target.h must come before the rest of Highway.
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/engine/unet/kernels/attention_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar::net {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// One vector of queries. A lane is a query, so nothing is summed across lanes; keys and values are
// read one number at a time and spread over the lanes. q and out: [head_dim] rows, `stride` apart,
// a vector wide; out may be q. p: scratch of as many vectors as there are positions.
template <class T>
struct Queries {
  const T* q;
  T* out;
  std::int64_t stride;
  T* p;
};

// p = the scaled scores of the queries against all keys; returns the largest of each.
template <class T>
HWY_INLINE auto score(const Queries<T>& queries, const AttentionHead<T>& head) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto [q, out, stride, p] = queries;
  const std::int64_t head_dim = head.head_dim, n = head.positions;
  const auto scale = hn::Set(d, T(1) / std::sqrt(static_cast<T>(head_dim)));
  auto largest = hn::Set(d, -std::numeric_limits<T>::max());
  const auto keep_score = [&, p = p](auto sum, std::int64_t j) HWY_ATTR {
    sum = hn::Mul(sum, scale);
    largest = hn::Max(largest, sum);
    hn::StoreU(sum, d, p + j * lanes);
  };
  std::int64_t j = 0;
  for (; j + 8 <= n; j += 8) {  // eight keys share each load of q
    auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
    for (std::int64_t c = 0; c < head_dim; ++c) {
      const auto query = hn::LoadU(d, q + c * stride);
      const T* key = head.k + c * n + j;
      a0 = hn::MulAdd(query, hn::Set(d, key[0]), a0);
      a1 = hn::MulAdd(query, hn::Set(d, key[1]), a1);
      a2 = hn::MulAdd(query, hn::Set(d, key[2]), a2);
      a3 = hn::MulAdd(query, hn::Set(d, key[3]), a3);
      a4 = hn::MulAdd(query, hn::Set(d, key[4]), a4);
      a5 = hn::MulAdd(query, hn::Set(d, key[5]), a5);
      a6 = hn::MulAdd(query, hn::Set(d, key[6]), a6);
      a7 = hn::MulAdd(query, hn::Set(d, key[7]), a7);
    }
    keep_score(a0, j);
    keep_score(a1, j + 1);
    keep_score(a2, j + 2);
    keep_score(a3, j + 3);
    keep_score(a4, j + 4);
    keep_score(a5, j + 5);
    keep_score(a6, j + 6);
    keep_score(a7, j + 7);
  }
  for (; j < n; ++j) {
    auto sum = hn::Zero(d);
    for (std::int64_t c = 0; c < head_dim; ++c)
      sum = hn::MulAdd(hn::LoadU(d, q + c * stride), hn::Set(d, head.k[c * n + j]), sum);
    keep_score(sum, j);
  }
  return largest;
}

// p = e^(p - largest) for n positions; returns 1 / their sum, for each query.
template <class T, class V>
HWY_INLINE V weigh(T* p, std::int64_t n, V largest) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  auto total = hn::Zero(d);
  for (std::int64_t j = 0; j < n; ++j) {
    const auto below = hn::Sub(hn::LoadU(d, p + j * lanes), largest);
    // Highway's Exp makes 0 of NaN, and Max may lose it; below - below is 0, or NaN where below is
    // no number.
    const auto e = hn::Add(hn::Exp(d, below), hn::Sub(below, below));
    total = hn::Add(total, e);
    hn::StoreU(e, d, p + j * lanes);
  }
  return hn::Div(hn::Set(d, T(1)), total);
}

// out = share sum_j p_j v_j.
template <class T, class V>
HWY_INLINE void average(const Queries<T>& queries, const AttentionHead<T>& head, V share) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto [q, out, stride, p] = queries;
  const std::int64_t head_dim = head.head_dim, n = head.positions;
  std::int64_t c = 0;
  for (; c + 8 <= head_dim; c += 8) {  // eight channels share each load of p
    auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
    const T* value = head.v + c * n;
    for (std::int64_t j = 0; j < n; ++j, ++value) {
      const auto weight = hn::LoadU(d, p + j * lanes);
      a0 = hn::MulAdd(weight, hn::Set(d, value[0]), a0);
      a1 = hn::MulAdd(weight, hn::Set(d, value[n]), a1);
      a2 = hn::MulAdd(weight, hn::Set(d, value[2 * n]), a2);
      a3 = hn::MulAdd(weight, hn::Set(d, value[3 * n]), a3);
      a4 = hn::MulAdd(weight, hn::Set(d, value[4 * n]), a4);
      a5 = hn::MulAdd(weight, hn::Set(d, value[5 * n]), a5);
      a6 = hn::MulAdd(weight, hn::Set(d, value[6 * n]), a6);
      a7 = hn::MulAdd(weight, hn::Set(d, value[7 * n]), a7);
    }
    hn::StoreU(hn::Mul(a0, share), d, out + c * stride);
    hn::StoreU(hn::Mul(a1, share), d, out + (c + 1) * stride);
    hn::StoreU(hn::Mul(a2, share), d, out + (c + 2) * stride);
    hn::StoreU(hn::Mul(a3, share), d, out + (c + 3) * stride);
    hn::StoreU(hn::Mul(a4, share), d, out + (c + 4) * stride);
    hn::StoreU(hn::Mul(a5, share), d, out + (c + 5) * stride);
    hn::StoreU(hn::Mul(a6, share), d, out + (c + 6) * stride);
    hn::StoreU(hn::Mul(a7, share), d, out + (c + 7) * stride);
  }
  for (; c < head_dim; ++c) {
    auto sum = hn::Zero(d);
    for (std::int64_t j = 0; j < n; ++j)
      sum = hn::MulAdd(hn::LoadU(d, p + j * lanes), hn::Set(d, head.v[c * n + j]), sum);
    hn::StoreU(hn::Mul(sum, share), d, out + c * stride);
  }
}

template <class T>
HWY_INLINE void attend(const Queries<T>& queries, const AttentionHead<T>& head) {
  const auto largest = score(queries, head);
  average(queries, head, weigh(queries.p, head.positions, largest));
}

template <class T>
HWY_INLINE void attend_head(const AttentionHead<T>& head, T* out, T* scratch) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  const std::int64_t head_dim = head.head_dim, n = head.positions;
  if (n >= lanes) {  // the last block may overlap the one before it: the same numbers again
    for (std::int64_t i = 0; i < n; i += lanes) {
      const std::int64_t at = std::min(i, n - lanes);
      attend(Queries<T>{head.q + at, out + at, n, scratch}, head);
    }
    return;
  }
  T* padded = scratch + n * lanes;  // fewer queries than lanes: the others are zeros
  std::fill_n(padded, head_dim * lanes, T(0));
  for (std::int64_t c = 0; c < head_dim; ++c) std::copy_n(head.q + c * n, n, padded + c * lanes);
  attend(Queries<T>{padded, padded, lanes, scratch}, head);
  for (std::int64_t c = 0; c < head_dim; ++c) std::copy_n(padded + c * lanes, n, out + c * n);
}

void attend_float(const AttentionHead<float>& head, float* out, float* scratch) {
  attend_head(head, out, scratch);
}

void attend_double(const AttentionHead<double>& head, double* out, double* scratch) {
  attend_head(head, out, scratch);
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar::net
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace alphabar::net {

HWY_EXPORT(attend_float);
HWY_EXPORT(attend_double);

void attention_forward(const AttentionHead<float>& head, float* out, float* scratch) {
  HWY_DYNAMIC_DISPATCH(attend_float)(head, out, scratch);
}

void attention_forward(const AttentionHead<double>& head, double* out, double* scratch) {
  HWY_DYNAMIC_DISPATCH(attend_double)(head, out, scratch);
}

}  // namespace alphabar::net
#endif  // HWY_ONCE

// The loop that nets are measured against; see bare_products.h. Compiled for every vector target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/learn/bench/bare_products.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "core/learn/bench/bare_products.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// c [kRows][kColumns] = a [kRows][kInner] b [kInner][kColumns], sums in registers: everything but
/// the length of a vector is known to the compiler.
template <std::size_t kRows, std::size_t kInner, std::size_t kColumns, class T>
HWY_INLINE void rows(const T* HWY_RESTRICT a, const T* HWY_RESTRICT b, T* HWY_RESTRICT c) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t vectors = 2;
  std::size_t j = 0;
  for (; j + vectors * lanes <= kColumns; j += vectors * lanes) {
    V sum[kRows][vectors];
    for (std::size_t r = 0; r < kRows; ++r)
      for (std::size_t v = 0; v < vectors; ++v) sum[r][v] = hn::Zero(d);
    for (std::size_t p = 0; p < kInner; ++p) {
      V from[vectors];
      for (std::size_t v = 0; v < vectors; ++v)
        from[v] = hn::LoadU(d, b + p * kColumns + j + v * lanes);
      for (std::size_t r = 0; r < kRows; ++r) {
        const V factor = hn::Set(d, a[r * kInner + p]);
        for (std::size_t v = 0; v < vectors; ++v)
          sum[r][v] = hn::MulAdd(factor, from[v], sum[r][v]);
      }
    }
    for (std::size_t r = 0; r < kRows; ++r)
      for (std::size_t v = 0; v < vectors; ++v)
        hn::StoreU(sum[r][v], d, c + r * kColumns + j + v * lanes);
  }
  for (; j < kColumns; j += lanes) {
    V sum[kRows];
    for (std::size_t r = 0; r < kRows; ++r) sum[r] = hn::Zero(d);
    for (std::size_t p = 0; p < kInner; ++p) {
      const V from = hn::LoadU(d, b + p * kColumns + j);
      for (std::size_t r = 0; r < kRows; ++r)
        sum[r] = hn::MulAdd(hn::Set(d, a[r * kInner + p]), from, sum[r]);
    }
    for (std::size_t r = 0; r < kRows; ++r) hn::StoreU(sum[r], d, c + r * kColumns + j);
  }
}

template <class T>
void products(const BareNet<T>& net, const T* x, std::size_t n, T* out) {
  // As many rows as registers hold sums of: 32 vectors where there are 512 bits of each, else 16.
  constexpr std::size_t at_once = HWY_TARGET <= HWY_AVX3 ? 12 : 6;
  constexpr std::size_t units = BareNet<T>::units, columns = BareNet<T>::columns;
  HWY_ALIGN T h[2][at_once * units];
  for (std::size_t i = 0; i < n; i += at_once) {
    rows<at_once, 2, units>(x + 2 * i, net.w_1, h[0]);
    rows<at_once, units, units>(h[0], net.w_2, h[1]);
    rows<at_once, units, units>(h[1], net.w_3, h[0]);
    rows<at_once, units, columns>(h[0], net.w_out, out + columns * i);
  }
}

BareProducts<float> float_products() { return products<float>; }
BareProducts<double> double_products() { return products<double>; }

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace alphabar {

HWY_EXPORT(float_products);
HWY_EXPORT(double_products);

template <>
BareProducts<float> bare_products() {
  return HWY_DYNAMIC_DISPATCH(float_products)();
}
template <>
BareProducts<double> bare_products() {
  return HWY_DYNAMIC_DISPATCH(double_products)();
}

}  // namespace alphabar
#endif

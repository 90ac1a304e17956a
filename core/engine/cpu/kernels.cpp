// The kernels of every vector target in one binary: this file includes itself once for each.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/cpu/kernels.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "core/engine/cpu/kernels.h"

#include "core/engine/cpu/noise-inl.h"
#include "core/engine/cpu/rows-inl.h"
#include "core/system/vector_target.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {

/// Exactly normal_block's numbers: double is for comparing with others, not for speed.
inline void fill_normal_double(const DrawKey& key, std::uint64_t block, double* zx, double* zy,
                               std::size_t n) {
  for (std::size_t i = 0; i < n; i += 2) {
    const auto z = normal_block(key.seed, block + i / 2, key.draw, key.what, key.lane);
    zx[i] = z[0];
    zy[i] = z[1];
    zx[i + 1] = z[2];
    zy[i + 1] = z[3];
  }
}

template <class T>
void interleave(const T* x, const T* y, std::size_t n, T* out) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreInterleaved2(hn::LoadU(d, x + i), hn::LoadU(d, y + i), d, out + 2 * i);
  for (; i < n; ++i) {
    out[2 * i] = x[i];
    out[2 * i + 1] = y[i];
  }
}

KernelSet kernel_set() {
  return {vector_name(HWY_TARGET),
          {unroll * hn::Lanes(hn::ScalableTag<float>()), row_kernel<float>, fill_normal,
           interleave<float>},
          {unroll * hn::Lanes(hn::ScalableTag<double>()), row_kernel<double>, fill_normal_double,
           interleave<double>}};
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace alphabar {

DrawKey::DrawKey(std::uint64_t seed_, std::uint32_t draw_, Stream what_, std::uint32_t lane_)
    : seed(seed_), draw(draw_), what(what_), lane(lane_) {
  auto low = static_cast<std::uint32_t>(seed), high = static_cast<std::uint32_t>(seed >> 32);
  for (std::size_t i = 0; i < rounds; ++i) {
    k0[i] = low;
    k1[i] = high;
    low += 0x9E3779B9u;  // Philox's Weyl sequences
    high += 0xBB67AE85u;
  }
}

HWY_EXPORT(kernel_set);

KernelSet choose_kernels() { return HWY_DYNAMIC_DISPATCH(kernel_set)(); }

}  // namespace alphabar
#endif

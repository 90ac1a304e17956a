// The kernels of every instruction set in one binary: this file includes itself once for each.
//
// AVX-512's later dialect brings nothing here, and SSSE3 lies too close to SSE4. What is left when
// a machine has none of them is one particle at a time (HWY_SCALAR).
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/cpu/kernels.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "core/engine/cpu/kernels.h"

#include "core/engine/cpu/noise-inl.h"
#include "core/engine/cpu/rows-inl.h"

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
  constexpr auto which = HWY_TARGET <= HWY_AVX3   ? InstructionSet::avx512
                         : HWY_TARGET == HWY_AVX2 ? InstructionSet::avx2
                         : HWY_TARGET == HWY_SSE4 ? InstructionSet::sse4
                                                  : InstructionSet::portable;
  return {which,
          which == InstructionSet::avx512 ? "AVX-512"
          : which == InstructionSet::avx2 ? "AVX2"
          : which == InstructionSet::sse4 ? "SSE4"
                                          : "portable",
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

KernelSet choose_kernels(InstructionSet cap) {
  const auto supported = hwy::SupportedTargets();
  static_cast<void>(supported);
#if HWY_ARCH_X86
  if (cap >= InstructionSet::avx512 && (supported & HWY_AVX3)) return N_AVX3::kernel_set();
  if (cap >= InstructionSet::avx2 && (supported & HWY_AVX2)) return N_AVX2::kernel_set();
  if (cap >= InstructionSet::sse4 && (supported & HWY_SSE4)) return N_SSE4::kernel_set();
  return N_SCALAR::kernel_set();
#else
  static_cast<void>(cap);
  return HWY_STATIC_DISPATCH(kernel_set)();
#endif
}

}  // namespace alphabar
#endif

// Per-target noise of the CPU engine: Philox4x32-10 and Box-Muller on whole vectors.
#if defined(ALPHABAR_CPU_NOISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ALPHABAR_CPU_NOISE_INL_H
#undef ALPHABAR_CPU_NOISE_INL_H
#else
#define ALPHABAR_CPU_NOISE_INL_H
#endif

#include "core/engine/cpu/kernels.h"
#include "core/engine/cpu/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR
/// One block a 64-bit lane: every counter word sits in the low half of its lane, where the 32 x 32
/// multiply reads it; whatever is in the high halves is never looked at.
template <class D64>
struct PhiloxWords {
  hn::Vec<D64> c0, c1, c2, c3;
};

template <class D64>
HWY_INLINE PhiloxWords<D64> philox(D64 d64, hn::Vec<D64> block, const DrawKey& key) {
  const hn::Repartition<std::uint32_t, D64> d32;
  const auto m0 = hn::BitCast(d32, hn::Set(d64, 0xD2511F53u));
  const auto m1 = hn::BitCast(d32, hn::Set(d64, 0xCD9E8D57u));
  PhiloxWords<D64> c{block, hn::ShiftRight<32>(block), hn::Set(d64, key.draw),
                     hn::Set(d64, stream_word(key.what, key.lane))};
  for (std::size_t round = 0; round < DrawKey::rounds; ++round) {
    const auto p0 = hn::MulEven(hn::BitCast(d32, c.c0), m0);
    const auto p1 = hn::MulEven(hn::BitCast(d32, c.c2), m1);
    const auto k0 = hn::Set(d64, key.k0[round]), k1 = hn::Set(d64, key.k1[round]);
    c.c0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p1), c.c1), k0);
    c.c2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p0), c.c3), k1);
    c.c1 = p1;
    c.c3 = p0;
  }
  return c;
}
#endif

/// -2 log((w + 0.5) 2^-32), relative error 3.5e-7 over the whole range: the half nearest 1 goes
/// through its complement, so that log never sees a rounded 1 - q.
template <class D, class VU>
HWY_INLINE hn::Vec<D> minus_two_log_unit(D d, VU words) {
  const hn::RebindToSigned<D> di;
  const auto w = hn::BitCast(di, words);
  const auto sign = hn::ShiftRight<31>(w);
  const auto upper = hn::MaskFromVec(hn::BitCast(d, sign));
  // q = u in the lower half, 1 - u in the upper one; in (0, 1/2].
  const auto q =
      hn::MulAdd(hn::ConvertTo(d, hn::Xor(w, sign)), hn::Set(d, 0x1p-32f), hn::Set(d, 0x1p-33f));
  const auto bits = hn::BitCast(di, q);
  const auto mantissa = hn::BitCast(
      d, hn::Or(hn::And(bits, hn::Set(di, 0x007FFFFF)), hn::Set(di, 0x3F000000)));  // [1/2, 1)
  const auto exponent = hn::ConvertTo(d, hn::Sub(hn::ShiftRight<23>(bits), hn::Set(di, 126)));
  const auto f = hn::IfThenElse(upper, hn::Neg(q), hn::Sub(mantissa, hn::Set(d, 1.0f)));
  const auto e = hn::IfThenZeroElse(upper, exponent);
  // -2 log(1 + f) / f on [-1/2, 0], minimax, relative error 1.5e-7.
  constexpr float c[] = {-1.999999704855988472f, 1.000073086415401304f,   -0.663725241660645536f,
                         0.544501040450307802f,  -0.0760364018195216806f, 1.570861055340749716f,
                         2.1630786945200354f,    2.36986193650502572f};
  return hn::MulAdd(polynomial(d, f, c), f, hn::Mul(e, hn::Set(d, -1.386294361119890619f)));
}

/// cos and sin of 2 pi (w + 0.5) 2^-32, absolute error 1.2e-7: the two top bits pick the quadrant
/// around a multiple of a quarter turn, the others the angle in it.
template <class D, class VU>
HWY_INLINE void cos_sin_turn(D d, VU words, hn::Vec<D>& cos, hn::Vec<D>& sin) {
  const hn::RebindToSigned<D> di;
  const hn::RebindToUnsigned<D> du;
  const auto shifted = hn::Add(words, hn::Set(du, 0x20000000u));
  const auto within =
      hn::Sub(hn::BitCast(di, hn::And(shifted, hn::Set(du, 0x3FFFFFFFu))), hn::Set(di, 0x20000000));
  const auto t = hn::MulAdd(hn::ConvertTo(d, within), hn::Set(d, 0x1p-32f), hn::Set(d, 0x1p-33f));
  const auto t2 = hn::Mul(t, t);
  constexpr float cs[] = {6.28318528683336881f, -41.341661454922961f, 81.5923535543906845f,
                          -75.3935627947869614f};
  constexpr float cc[] = {1.0f, -19.7391662986605937f, 64.9221472042755626f, -83.5922143935299853f};
  const auto s = hn::Mul(polynomial(d, t2, cs), t);
  const auto c = polynomial(d, t2, cc);
  const auto swap = hn::MaskFromVec(
      hn::BitCast(d, hn::ShiftRight<31>(hn::BitCast(di, hn::ShiftLeft<1>(shifted)))));
  const auto top = hn::Set(du, 0x80000000u);
  const auto sign_sin = hn::And(shifted, top);
  const auto sign_cos = hn::And(hn::Add(shifted, hn::Set(du, 0x40000000u)), top);
  cos = hn::Xor(hn::IfThenElse(swap, s, c), hn::BitCast(d, sign_cos));
  sin = hn::Xor(hn::IfThenElse(swap, c, s), hn::BitCast(d, sign_sin));
}

/// zx, zy = Box-Muller of a vector of radius words and one of angle words.
template <class D, class VU>
HWY_INLINE void box_muller(D d, VU radius_word, VU angle_word, float* zx, float* zy) {
  const auto radius = hn::Sqrt(minus_two_log_unit(d, radius_word));
  hn::Vec<D> cos, sin;
  cos_sin_turn(d, angle_word, cos, sin);
  hn::Store(hn::Mul(radius, cos), d, zx);
  hn::Store(hn::Mul(radius, sin), d, zy);
}

/// Standard normal draws of the particles 2 block, 2 block + 1, ... : zx[i], zy[i] are the two
/// components of the i-th. n is a multiple of Kernels::pad.
inline void fill_normal(const DrawKey& key, std::uint64_t block, float* HWY_RESTRICT zx,
                        float* HWY_RESTRICT zy, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < n; i += 2) {
    const auto words = philox_block(key.seed, block + i / 2, key.draw, key.what, key.lane);
    box_muller(d, hn::Set(du, words[0]), hn::Set(du, words[1]), zx + i, zy + i);
    box_muller(d, hn::Set(du, words[2]), hn::Set(du, words[3]), zx + i + 1, zy + i + 1);
  }
#else
  const hn::ScalableTag<std::uint64_t> d64;
  const std::size_t lanes = hn::Lanes(d);
  auto blocks = hn::Add(hn::Iota(d64, 0), hn::Set(d64, block));
  const auto step = hn::Set(d64, lanes / 2);
  for (std::size_t i = 0; i < n; i += lanes) {
    const auto c = philox(d64, blocks, key);
    blocks = hn::Add(blocks, step);
    // Words 0, 1 belong to the block's even particle, 2, 3 to its odd one.
    box_muller(d, hn::OddEven(hn::BitCast(du, hn::ShiftLeft<32>(c.c2)), hn::BitCast(du, c.c0)),
               hn::OddEven(hn::BitCast(du, hn::ShiftLeft<32>(c.c3)), hn::BitCast(du, c.c1)), zx + i,
               zy + i);
  }
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#endif

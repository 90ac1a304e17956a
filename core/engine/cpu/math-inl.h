// Per-target vector mathematics of the CPU engine. Included once for every instruction set.
#if defined(ALPHABAR_CPU_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ALPHABAR_CPU_MATH_INL_H
#undef ALPHABAR_CPU_MATH_INL_H
#else
#define ALPHABAR_CPU_MATH_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// c[0] + c[1] f + ... by Horner's rule.
template <class D, class V = hn::Vec<D>, std::size_t N>
HWY_INLINE V polynomial(D d, V f, const hn::TFromD<D> (&c)[N]) {
  V sum = hn::Set(d, c[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = hn::MulAdd(sum, f, hn::Set(d, c[i]));
  return sum;
}

// Minimax polynomials of 2^f by the exchange algorithm, relative error at most
// on [0, 1):      float 7.5e-8 (degree 5), double 3.1e-18 (degree 11);
// on [-1/2, 1/2]: the same.
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
/// 2^t for t <= 0, any size; with AVX-512's own splitting into floor and fraction.
HWY_INLINE hn::Vec<hn::ScalableTag<float>> exp2_of_negative(hn::ScalableTag<float> d,
                                                            hn::Vec<hn::ScalableTag<float>> t) {
  constexpr float c[] = {0.999999925063684333f,  0.693153073211349619f,   0.240153616950310554f,
                         0.0558263183039782566f, 0.00898933981887907953f, 0.00187757677916682411f};
  const hn::Vec<hn::ScalableTag<float>> fraction{_mm512_reduce_ps(t.raw, 1)};  // t - floor(t)
  return {_mm512_scalef_ps(polynomial(d, fraction, c).raw, t.raw)};
}
HWY_INLINE hn::Vec<hn::ScalableTag<double>> exp2_of_negative(hn::ScalableTag<double> d,
                                                             hn::Vec<hn::ScalableTag<double>> t) {
  constexpr double c[] = {0.999999999999999997,    0.693147180559946235,   0.240226506959054713,
                          0.0555041086657111548,   0.00961812909879251731, 0.0013333558661580297,
                          0.000154035114463659104, 1.5253190251051159e-5,  1.32081934701472712e-6,
                          1.02544575634839206e-7,  6.55445640764098838e-9, 6.27243580478099627e-10};
  const hn::Vec<hn::ScalableTag<double>> fraction{_mm512_reduce_pd(t.raw, 1)};
  return {_mm512_scalef_pd(polynomial(d, fraction, c).raw, t.raw)};
}
#else
/// 2^t for t <= 0. Below 2^-126 (double: 2^-1000) it stays there, which is nothing beside the 1 of
/// the largest. The whole part is found by adding 1.5 2^23 (2^52): it is then in the lowest bits.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp2_of_negative(D d, V t) {
  using T = hn::TFromD<D>;
  const hn::RebindToSigned<D> di;
  constexpr bool is_float = sizeof(T) == 4;
  constexpr int mantissa_bits = is_float ? 23 : 52;
  const V magic = hn::Set(d, is_float ? T(0x1.8p23) : T(0x1.8p52));
  const V clamped = hn::Max(t, hn::Set(d, is_float ? T(-126) : T(-1000)));
  const V shifted = hn::Add(clamped, magic);
  const V fraction = hn::Sub(clamped, hn::Sub(shifted, magic));
  V power;
  if constexpr (is_float) {
    constexpr T c[] = {T(1.00000007165457228),    T(0.693146967066041568),
                       T(0.240221197241587299),   T(0.0555071327119291474),
                       T(0.00967554132618779344), T(0.00132764727274725816)};
    power = polynomial(d, fraction, c);
  } else {
    constexpr T c[] = {
        T(0.999999999999999997),    T(0.69314718055994533),    T(0.240226506959101562),
        T(0.0555041086648199215),   T(0.00961812910758833522), T(0.00133335581467899354),
        T(0.000154035304625144511), T(1.52527334899754529e-5), T(1.32154330896719558e-6),
        T(1.01781980271126593e-7),  T(7.07410561349942884e-9), T(4.43528189211794205e-10)};
    power = polynomial(d, fraction, c);
  }
  const auto exponent = hn::ShiftLeft<mantissa_bits>(hn::BitCast(di, shifted));
  return hn::BitCast(d, hn::Add(hn::BitCast(di, power), exponent));
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#endif

// The kernels of every vector target in one binary: this file includes itself once for each.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/learn/kernels/dense.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "core/learn/kernels/dense.h"

#include <hwy/contrib/math/math-inl.h>

#include "core/system/vector_target.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// f, f' and f'' of every activation, by vectors.
template <class D, class V = hn::Vec<D>>
struct Three {
  V value, slope, bend;
};

/// 1 / (1 + 2^t), t = -z / ln 2 cut to where 2^t is a normal number, in float: 2^t = 2^n 2^r by a
/// polynomial in r = t - n, |r| <= 1/2, that is off by 1.6e-7 at most. Of NaN any number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V quick_sigmoid(D d, V z) {
  const hn::RebindToSigned<D> di;
  const V one = hn::Set(d, 1), most = hn::Set(d, 126);
  const V t = hn::Clamp(hn::Mul(z, hn::Set(d, -1.44269504f)), hn::Neg(most), most);
  const auto n = hn::NearestInt(t);
  const V r = hn::Sub(t, hn::ConvertTo(d, n));
  V p = hn::Set(d, 1.32764725e-3f);
  for (const float c : {9.67554096e-3f, 5.55071309e-2f, 2.40221202e-1f, 6.93146944e-1f, 1.f})
    p = hn::MulAdd(p, r, hn::Set(d, c));
  const V power = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(n, hn::Set(di, 127))));
  const V below = hn::MulAdd(p, power, one);
  const V first = hn::ApproximateReciprocal(below);  // a dozen bits; then by Newton twice as many
  return hn::Mul(first, hn::NegMulAdd(below, first, hn::Set(d, 2)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid(D d, V z) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(float)) {
    return quick_sigmoid(d, z);
  } else {
    // exp of a number that is never above 0: no overflow, and no cancellation on either side.
    const V e = hn::Exp(d, hn::Neg(hn::Abs(z)));
    const V one = hn::Set(d, 1);
    const V above = hn::Div(one, hn::Add(one, e));
    return hn::IfThenElse(hn::Lt(z, hn::Zero(d)), hn::Mul(e, above), above);
  }
}

struct Silu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE Three<D> of(D d, V z) {
    const V one = hn::Set(d, 1), s = sigmoid(d, z), rest = hn::Mul(s, hn::Sub(one, s));
    const V odd = hn::Sub(one, hn::Add(s, s));
    return {hn::Mul(z, s), hn::MulAdd(z, rest, s),
            hn::Mul(rest, hn::MulAdd(z, odd, hn::Set(d, 2)))};
  }
};

struct Relu {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE Three<D> of(D d, V z) {
    const V zero = hn::Zero(d);
    return {hn::Max(z, zero), hn::IfThenElse(hn::Gt(z, zero), hn::Set(d, 1), zero), zero};
  }
};

struct Tanh {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE Three<D> of(D d, V z) {
    const V t = hn::Tanh(d, z), slope = hn::NegMulAdd(t, t, hn::Set(d, 1));
    return {t, slope, hn::Mul(hn::Mul(hn::Set(d, -2), t), slope)};
  }
};

struct Softplus {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE Three<D> of(D d, V z) {
    const V e = hn::Exp(d, hn::Neg(hn::Abs(z)));
    const V s = sigmoid(d, z);
    return {hn::Add(hn::Max(z, hn::Zero(d)), hn::Log1p(d, e)), s,
            hn::Mul(s, hn::Sub(hn::Set(d, 1), s))};
  }
};

/// What becomes of a sum before it is stored: nothing.
struct Plain {
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V operator()(D /*d*/, V sum, std::size_t /*place*/) const {
    return sum;
  }
};

/// residual + f(sum).
template <class F, class T>
struct Activate {
  const T* residual;
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V operator()(D d, V sum, std::size_t place) const {
    const V h = F::of(d, sum).value;
    return residual ? hn::Add(h, hn::LoadU(d, residual + place)) : h;
  }
};

/// kRows rows and kVectors vectors of columns of c, held in registers through all of k.
template <std::size_t kRows, std::size_t kVectors, class T, class End>
HWY_INLINE void tile(const MatrixProduct<T>& task, const End& end, std::size_t i, std::size_t j) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  V sum[kRows][kVectors];
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t v = 0; v < kVectors; ++v)
      sum[r][v] = hn::LoadU(
          d, task.row ? task.row + j + v * lanes : task.c + (i + r) * task.n + j + v * lanes);
  const T* a = task.a + i * task.a_row;
  const T* b = task.b + j;
  for (std::size_t p = 0; p < task.k; ++p, a += task.a_column, b += task.n) {
    V from[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) from[v] = hn::LoadU(d, b + v * lanes);
    for (std::size_t r = 0; r < kRows; ++r) {
      const V factor = hn::Set(d, a[r * task.a_row]);
      for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] = hn::MulAdd(factor, from[v], sum[r][v]);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t place = (i + r) * task.n + j + v * lanes;
      hn::StoreU(end(d, sum[r][v], place), d, task.c + place);
    }
}

// As many rows as registers hold sums of: 32 vectors where there are 512 bits of each, else 16.
constexpr std::size_t most_rows = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

template <std::size_t kVectors, class T, class End>
HWY_INLINE void columns(const MatrixProduct<T>& task, const End& end, std::size_t j) {
  std::size_t i = 0;
  for (; i + most_rows <= task.m; i += most_rows) tile<most_rows, kVectors>(task, end, i, j);
  for (; i + 2 <= task.m; i += 2) tile<2, kVectors>(task, end, i, j);
  if (i < task.m) tile<1, kVectors>(task, end, i, j);
}

template <class T, class End>
HWY_INLINE void all_columns(const MatrixProduct<T>& task, const End& end) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  std::size_t j = 0;
  for (; j + 2 * lanes <= task.n; j += 2 * lanes) columns<2>(task, end, j);
  for (; j < task.n; j += lanes) columns<1>(task, end, j);
}

template <class T>
void product(const MatrixProduct<T>& task) {
  all_columns(task, Plain());
}

template <class F, class T>
void layer_by(const LayerOutputs<T>& task) {
  all_columns(task.product, Activate<F, T>{task.residual});
}

template <class T>
void layer(Activation f, const LayerOutputs<T>& task) {
  switch (f) {
    case Activation::silu: return layer_by<Silu>(task);
    case Activation::relu: return layer_by<Relu>(task);
    case Activation::tanh: return layer_by<Tanh>(task);
    case Activation::softplus: return layer_by<Softplus>(task);
  }
}

/// With as many derivatives as are asked for: what is not stored is not computed.
template <class F, int kDerivatives, class T>
HWY_INLINE void activate_with(const Activated<T>& task, std::size_t n) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto all = F::of(d, hn::LoadU(d, task.z + i));
    hn::StoreU(all.value, d, task.value + i);
    if constexpr (kDerivatives > 0) hn::StoreU(all.slope, d, task.slope + i);
    if constexpr (kDerivatives > 1) hn::StoreU(all.bend, d, task.bend + i);
  }
}

template <class F, class T>
void activate_by(const Activated<T>& task, std::size_t n) {
  if (task.bend) return activate_with<F, 2>(task, n);
  if (task.slope) return activate_with<F, 1>(task, n);
  activate_with<F, 0>(task, n);
}

template <class T>
void activate(Activation f, const Activated<T>& task, std::size_t n) {
  switch (f) {
    case Activation::silu: return activate_by<Silu>(task, n);
    case Activation::relu: return activate_by<Relu>(task, n);
    case Activation::tanh: return activate_by<Tanh>(task, n);
    case Activation::softplus: return activate_by<Softplus>(task, n);
  }
}

DenseKernelSet dense_kernel_set() {
  return {vector_name(HWY_TARGET),
          {product<float>, layer<float>, activate<float>},
          {product<double>, layer<double>, activate<double>}};
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace alphabar {

HWY_EXPORT(dense_kernel_set);

DenseKernelSet choose_dense_kernels() { return HWY_DYNAMIC_DISPATCH(dense_kernel_set)(); }

template <>
DenseKernels<float> dense_kernels() {
  return choose_dense_kernels().float32;
}
template <>
DenseKernels<double> dense_kernels() {
  return choose_dense_kernels().float64;
}

}  // namespace alphabar
#endif

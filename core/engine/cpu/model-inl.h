// Per-target evaluation of the exact model at vectors of points, for the CPU engine.
#if defined(ALPHABAR_CPU_MODEL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ALPHABAR_CPU_MODEL_INL_H
#undef ALPHABAR_CPU_MODEL_INL_H
#else
#define ALPHABAR_CPU_MODEL_INL_H
#endif

#include <algorithm>
#include <span>

#include "core/engine/cpu/far_points.h"
#include "core/engine/cpu/kernels.h"
#include "core/engine/cpu/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline constexpr std::size_t unroll = 2;    ///< vectors of particles at a time
inline constexpr std::size_t block_k = 16;  ///< components whose exponents are held at once

enum Need { need_none = 0, need_d = 1, need_t = 2, need_both = 3 };

/// Exponents of one component, and its share of the sums, for circles and for ellipses.
template <class D>
struct Circles {
  using T = hn::TFromD<D>;
  using V = hn::Vec<D>;
  using Term = CircleTerm<T>;

  static HWY_INLINE V exponent(D d, const Term& c, V x, V y) {
    const V q = hn::Set(d, c.q);
    const V u = hn::MulAdd(q, x, hn::Set(d, c.c_x)), v = hn::MulAdd(q, y, hn::Set(d, c.c_y));
    return hn::NegMulAdd(v, v, hn::NegMulAdd(u, u, hn::Set(d, c.l)));
  }

  struct Sums {
    V weight, b_x, b_y, g, t_x, t_y, p;

    HWY_INLINE void clear(D d) { weight = b_x = b_y = g = t_x = t_y = p = hn::Zero(d); }
    template <int kNeed>
    HWY_INLINE void scale(V by) {
      weight = hn::Mul(weight, by);
      if constexpr (kNeed & need_d) {
        b_x = hn::Mul(b_x, by);
        b_y = hn::Mul(b_y, by);
        g = hn::Mul(g, by);
      }
      if constexpr (kNeed & need_t) {
        t_x = hn::Mul(t_x, by);
        t_y = hn::Mul(t_y, by);
        p = hn::Mul(p, by);
      }
    }
    template <int kNeed>
    HWY_INLINE void add(D d, const Term& c, V r) {
      weight = hn::Add(weight, r);
      if constexpr (kNeed & need_d) {
        b_x = hn::MulAdd(r, hn::Set(d, c.b_x), b_x);
        b_y = hn::MulAdd(r, hn::Set(d, c.b_y), b_y);
        g = hn::MulAdd(r, hn::Set(d, c.g), g);
      }
      if constexpr (kNeed & need_t) {
        t_x = hn::MulAdd(r, hn::Set(d, c.t_x), t_x);
        t_y = hn::MulAdd(r, hn::Set(d, c.t_y), t_y);
        p = hn::MulAdd(r, hn::Set(d, c.p), p);
      }
    }
    HWY_INLINE void x0_hat(V x, V y, V inverse, V& dx, V& dy) const {
      dx = hn::Mul(hn::MulAdd(g, x, b_x), inverse);
      dy = hn::Mul(hn::MulAdd(g, y, b_y), inverse);
    }
    HWY_INLINE void pull(V x, V y, V inverse, V& tx, V& ty) const {
      tx = hn::Mul(hn::MulAdd(p, x, t_x), inverse);
      ty = hn::Mul(hn::MulAdd(p, y, t_y), inverse);
    }
  };
};

template <class D>
struct Ellipses {
  using T = hn::TFromD<D>;
  using V = hn::Vec<D>;
  using Term = EllipseTerm<T>;

  static HWY_INLINE V exponent(D d, const Term& c, V x, V y) {
    const V u =
        hn::MulAdd(hn::Set(d, c.q_xx), x, hn::MulAdd(hn::Set(d, c.q_xy), y, hn::Set(d, c.c_x)));
    const V v = hn::MulAdd(hn::Set(d, c.q_yy), y, hn::Set(d, c.c_y));
    return hn::NegMulAdd(v, v, hn::NegMulAdd(u, u, hn::Set(d, c.l)));
  }

  struct Sums {
    V weight, b_x, b_y, g_xx, g_xy, g_yy, t_x, t_y, p_xx, p_xy, p_yy;

    HWY_INLINE void clear(D d) {
      weight = b_x = b_y = g_xx = g_xy = g_yy = hn::Zero(d);
      t_x = t_y = p_xx = p_xy = p_yy = hn::Zero(d);
    }
    template <int kNeed>
    HWY_INLINE void scale(V by) {
      weight = hn::Mul(weight, by);
      if constexpr (kNeed & need_d)
        for (V* v : {&b_x, &b_y, &g_xx, &g_xy, &g_yy}) *v = hn::Mul(*v, by);
      if constexpr (kNeed & need_t)
        for (V* v : {&t_x, &t_y, &p_xx, &p_xy, &p_yy}) *v = hn::Mul(*v, by);
    }
    template <int kNeed>
    HWY_INLINE void add(D d, const Term& c, V r) {
      weight = hn::Add(weight, r);
      if constexpr (kNeed & need_d) {
        b_x = hn::MulAdd(r, hn::Set(d, c.b_x), b_x);
        b_y = hn::MulAdd(r, hn::Set(d, c.b_y), b_y);
        g_xx = hn::MulAdd(r, hn::Set(d, c.g_xx), g_xx);
        g_xy = hn::MulAdd(r, hn::Set(d, c.g_xy), g_xy);
        g_yy = hn::MulAdd(r, hn::Set(d, c.g_yy), g_yy);
      }
      if constexpr (kNeed & need_t) {
        t_x = hn::MulAdd(r, hn::Set(d, c.t_x), t_x);
        t_y = hn::MulAdd(r, hn::Set(d, c.t_y), t_y);
        p_xx = hn::MulAdd(r, hn::Set(d, c.p_xx), p_xx);
        p_xy = hn::MulAdd(r, hn::Set(d, c.p_xy), p_xy);
        p_yy = hn::MulAdd(r, hn::Set(d, c.p_yy), p_yy);
      }
    }
    HWY_INLINE void x0_hat(V x, V y, V inverse, V& dx, V& dy) const {
      dx = hn::Mul(hn::MulAdd(g_xx, x, hn::MulAdd(g_xy, y, b_x)), inverse);
      dy = hn::Mul(hn::MulAdd(g_xy, x, hn::MulAdd(g_yy, y, b_y)), inverse);
    }
    HWY_INLINE void pull(V x, V y, V inverse, V& tx, V& ty) const {
      tx = hn::Mul(hn::MulAdd(p_xx, x, hn::MulAdd(p_xy, y, t_x)), inverse);
      ty = hn::Mul(hn::MulAdd(p_xy, x, hn::MulAdd(p_yy, y, t_y)), inverse);
    }
  };
};

/// `unroll` vectors of points with what the model says of them, and with the largest exponent that
/// was taken out and 1 / the sum of the others' powers.
template <class V>
struct Points {
  V x[unroll], y[unroll];
  V d_x[unroll], d_y[unroll], t_x[unroll], t_y[unroll];
  V largest[unroll], inverse[unroll];
};

template <class D, class V>
HWY_INLINE bool all_above(D d, const V (&values)[unroll], hn::TFromD<D> bound) {
  auto above = hn::Gt(values[0], hn::Set(d, bound));
  for (std::size_t j = 1; j < unroll; ++j)
    above = hn::And(above, hn::Gt(values[j], hn::Set(d, bound)));
  return hn::AllTrue(d, above);
}

/// Below every exponent that matters.
template <class T>
inline constexpr T lowest = sizeof(T) == 4 ? T(-1e37) : T(-1e300);

/// A point is far where its largest exponent is not above this: about 150 standard deviations in
/// float, 1200 in double. Exponents of this size are rounded by 2^-10 and 2^-33, which moves a
/// share by as much. Beyond, their differences come to mean nothing, and in the end they are no
/// numbers.
template <class T>
inline constexpr T far_bound = sizeof(T) == 4 ? T(-0x1p14) : T(-0x1p20);

/// D and T at the points. The largest exponent is taken out, block of components by block; with
/// kMasked only components of the point's own label count. Returns whether no point is far or NaN:
/// of far ones there is nothing to be had here.
template <class Model, int kNeed, bool kMasked, class D, class V = hn::Vec<D>>
HWY_INLINE bool evaluate(D d, std::span<const typename Model::Term> terms, const V* label,
                         Points<V>& at) {
  using T = hn::TFromD<D>;
  bool near = true;
  typename Model::Sums sums[unroll];
  V largest[unroll], e[block_k][unroll];
  for (std::size_t j = 0; j < unroll; ++j) {
    sums[j].clear(d);
    largest[j] = hn::Set(d, lowest<T>);
  }
  for (std::size_t first = 0; first < terms.size(); first += block_k) {
    const std::size_t size = std::min(block_k, terms.size() - first);
    V before[unroll];
    for (std::size_t j = 0; j < unroll; ++j) before[j] = largest[j];
    for (std::size_t k = 0; k < size; ++k)
      for (std::size_t j = 0; j < unroll; ++j) {
        V value = Model::exponent(d, terms[first + k], at.x[j], at.y[j]);
        if constexpr (kMasked)
          value = hn::IfThenElse(hn::Eq(label[j], hn::Set(d, terms[first + k].label)), value,
                                 hn::Set(d, lowest<T>));
        e[k][j] = value;
        largest[j] = hn::Max(largest[j], value);
      }
    near = all_above(d, largest, far_bound<T>);  // Gt is false for NaN, whatever Max makes of it
    if (first != 0)
      for (std::size_t j = 0; j < unroll; ++j)
        sums[j].template scale<kNeed>(exp2_of_negative(d, hn::Sub(before[j], largest[j])));
    for (std::size_t k = 0; k < size; ++k)
      for (std::size_t j = 0; j < unroll; ++j)
        sums[j].template add<kNeed>(d, terms[first + k],
                                    exp2_of_negative(d, hn::Sub(e[k][j], largest[j])));
  }
  for (std::size_t j = 0; j < unroll; ++j) {
    const V inverse = hn::Div(hn::Set(d, T(1)), sums[j].weight);
    at.largest[j] = largest[j];
    at.inverse[j] = inverse;
    if constexpr (kNeed & need_d) sums[j].x0_hat(at.x[j], at.y[j], inverse, at.d_x[j], at.d_y[j]);
    if constexpr (kNeed & need_t) sums[j].pull(at.x[j], at.y[j], inverse, at.t_x[j], at.t_y[j]);
  }
  return near;
}

/// Which split of far points is wanted, and the classes of the points.
template <class T>
struct FarRequest {
  FarSplit split;
  const T* label;
};

/// D and T anew for those of the points that are far. Which ones is found again, so that the inner
/// loop need not remember it.
template <class Model, class D, class T, class V = hn::Vec<D>>
void split_far(D d, const RowTask<T>& task, std::span<const typename Model::Term> terms,
               const FarRequest<T>& of, Points<V>& at) {
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t most = unroll * hn::MaxLanes(hn::ScalableTag<T>());
  HWY_ALIGN T x[most], y[most], far[most], d_x[most], d_y[most], t_x[most], t_y[most];
  for (std::size_t j = 0; j < unroll; ++j) {
    V largest = hn::Set(d, lowest<T>);
    for (const auto& term : terms)
      largest = hn::Max(largest, Model::exponent(d, term, at.x[j], at.y[j]));
    const auto near = hn::Gt(largest, hn::Set(d, far_bound<T>));
    hn::Store(hn::IfThenZeroElse(near, hn::Set(d, T(1))), d, far + j * lanes);
    hn::Store(at.x[j], d, x + j * lanes);
    hn::Store(at.y[j], d, y + j * lanes);
    hn::Store(at.d_x[j], d, d_x + j * lanes);
    hn::Store(at.d_y[j], d, d_y + j * lanes);
    hn::Store(at.t_x[j], d, t_x + j * lanes);
    hn::Store(at.t_y[j], d, t_y + j * lanes);
  }
  split_far_points<T>(task, of.split, {unroll * lanes, far, x, y, of.label, d_x, d_y, t_x, t_y});
  for (std::size_t j = 0; j < unroll; ++j) {
    at.d_x[j] = hn::Load(d, d_x + j * lanes);
    at.d_y[j] = hn::Load(d, d_y + j * lanes);
    at.t_x[j] = hn::Load(d, t_x + j * lanes);
    at.t_y[j] = hn::Load(d, t_y + j * lanes);
  }
}

/// grad L(x0_hat) of points whose D is there (core/model/loss.h).
template <class D, class T, class V = hn::Vec<D>>
HWY_INLINE void loss_gradient(D d, const LossTerm<T>& loss, const Points<V>& at, V (&g_x)[unroll],
                              V (&g_y)[unroll]) {
  const V l_x = hn::Set(d, loss.x), l_y = hn::Set(d, loss.y), one = hn::Set(d, T(1));
  for (std::size_t j = 0; j < unroll; ++j) {
    if (!loss.plane) {
      g_x[j] = hn::Sub(at.d_x[j], l_x);
      g_y[j] = hn::Sub(at.d_y[j], l_y);
      continue;
    }
    const V inside =
        hn::MulAdd(l_x, at.d_x[j], hn::MulSub(l_y, at.d_y[j], hn::Set(d, loss.offset)));
    const V u = hn::Mul(inside, hn::Set(d, loss.per_softness));
    const V e = exp2_of_negative(d, hn::Mul(hn::Abs(u), hn::Set(d, T(-1.4426950408889634))));
    const V outside = hn::Div(hn::IfThenElse(hn::Gt(u, hn::Zero(d)), e, one), hn::Add(one, e));
    const V length = hn::Mul(outside, hn::Set(d, -loss.per_softness));
    g_x[j] = hn::Mul(length, l_x);
    g_y[j] = hn::Mul(length, l_y);
  }
}

/// Adds what the loss changes to D and T of evaluated points: LossGuidance, in a second pass over
/// the components.
template <class Model, class D, class T, class V = hn::Vec<D>>
HWY_INLINE void guide_by_loss(D d, std::span<const typename Model::Term> terms,
                              const LossGuidanceTable<T>& table, T w, Points<V>& at) {
  V g_x[unroll], g_y[unroll], c_x[unroll], c_y[unroll], sum_x[unroll], sum_y[unroll];
  const V c_t = hn::Set(d, table.c_t);
  loss_gradient(d, table.loss, at, g_x, g_y);
  for (std::size_t j = 0; j < unroll; ++j) {
    c_x[j] = table.about_x0 ? at.d_x[j] : hn::Mul(c_t, at.t_x[j]);
    c_y[j] = table.about_x0 ? at.d_y[j] : hn::Mul(c_t, at.t_y[j]);
    sum_x[j] = sum_y[j] = hn::Zero(d);
  }
  for (std::size_t k = 0; k < table.terms.size(); ++k) {
    const LinearTerm<T>& term = table.terms[k];
    const V m_xx = hn::Set(d, term.m_xx), m_xy = hn::Set(d, term.m_xy);
    const V m_yy = hn::Set(d, term.m_yy);
    const V q_xx = hn::Set(d, term.q_xx), q_xy = hn::Set(d, term.q_xy);
    const V q_yy = hn::Set(d, term.q_yy);
    for (std::size_t j = 0; j < unroll; ++j) {
      const V r = exp2_of_negative(
          d, hn::Sub(Model::exponent(d, terms[k], at.x[j], at.y[j]), at.largest[j]));
      const V l_x = hn::MulAdd(m_xx, at.x[j],
                               hn::MulAdd(m_xy, at.y[j], hn::Sub(hn::Set(d, term.l_x), c_x[j])));
      const V l_y = hn::MulAdd(m_xy, at.x[j],
                               hn::MulAdd(m_yy, at.y[j], hn::Sub(hn::Set(d, term.l_y), c_y[j])));
      const V along = hn::MulAdd(l_x, g_x[j], hn::Mul(l_y, g_y[j]));
      const V by_x = hn::MulAdd(q_xx, g_x[j], hn::MulAdd(q_xy, g_y[j], hn::Mul(l_x, along)));
      const V by_y = hn::MulAdd(q_xy, g_x[j], hn::MulAdd(q_yy, g_y[j], hn::Mul(l_y, along)));
      sum_x[j] = hn::MulAdd(r, by_x, sum_x[j]);
      sum_y[j] = hn::MulAdd(r, by_y, sum_y[j]);
    }
  }
  for (std::size_t j = 0; j < unroll; ++j) {
    const V to_d = hn::Mul(at.inverse[j], hn::Set(d, w * table.to_d));
    const V to_t = hn::Mul(at.inverse[j], hn::Set(d, w * table.to_t));
    at.d_x[j] = hn::MulAdd(to_d, sum_x[j], at.d_x[j]);
    at.d_y[j] = hn::MulAdd(to_d, sum_y[j], at.d_y[j]);
    at.t_x[j] = hn::MulAdd(to_t, sum_x[j], at.t_x[j]);
    at.t_y[j] = hn::MulAdd(to_t, sum_y[j], at.t_y[j]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#endif

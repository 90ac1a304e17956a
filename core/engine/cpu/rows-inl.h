// Per-target row kernel of the CPU engine: the model is asked, and what it says is combined.
#if defined(ALPHABAR_CPU_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ALPHABAR_CPU_ROWS_INL_H
#undef ALPHABAR_CPU_ROWS_INL_H
#else
#define ALPHABAR_CPU_ROWS_INL_H
#endif

#include <algorithm>
#include <span>

#include "core/engine/cpu/kernels.h"
#include "core/engine/cpu/model-inl.h"
#include "core/engine/lowering.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A chunk's arrays, each of chunk_size x and as many y behind them.
template <class D, class T = hn::TFromD<D>, class V = hn::Vec<D>>
struct Chunk {
  D d;
  T* HWY_RESTRICT state;

  HWY_INLINE T* at(int array, std::size_t i) const {
    return state + 2 * static_cast<std::size_t>(array) * chunk_size + i;
  }
  /// -1 is nowhere.
  HWY_INLINE void store(int array, std::size_t i, V x, V y) const {
    if (array < 0) return;
    hn::Store(x, d, at(array, i));
    hn::Store(y, d, at(array, i) + chunk_size);
  }
};

/// Keeps what a split's halves come to.
template <int kNeed, class D, class V = hn::Vec<D>>
HWY_INLINE void keep(const Chunk<D>& chunk, const SplitArrays& to, std::size_t i,
                     const Points<V>& at, V s) {
  const D d = chunk.d;
  const V minus_one = hn::Set(d, hn::TFromD<D>(-1));
  for (std::size_t j = 0; j < unroll; ++j) {
    const std::size_t p = i + j * hn::Lanes(d);
    if constexpr (kNeed & need_d) chunk.store(to.d, p, at.d_x[j], at.d_y[j]);
    if constexpr (kNeed & need_t) {
      chunk.store(to.e, p, hn::Mul(at.t_x[j], s), hn::Mul(at.t_y[j], s));
      chunk.store(to.score, p, hn::Mul(at.t_x[j], minus_one), hn::Mul(at.t_y[j], minus_one));
    }
  }
}

/// Moves D and T of evaluated points towards those of each point's own class, by w of the way.
template <class Model, class D, class T = hn::TFromD<D>, class V = hn::Vec<D>>
HWY_INLINE void guide_to_label(D d, std::span<const typename Model::Term> terms, const T* labels,
                               T by, Points<V>& at) {
  Points<V> towards = at;
  V label[unroll];
  for (std::size_t j = 0; j < unroll; ++j) label[j] = hn::Load(d, labels + j * hn::Lanes(d));
  evaluate<Model, need_both, true>(d, terms, label, towards);
  const V w = hn::Set(d, by);
  for (std::size_t j = 0; j < unroll; ++j) {
    at.d_x[j] = hn::MulAdd(w, hn::Sub(towards.d_x[j], at.d_x[j]), at.d_x[j]);
    at.d_y[j] = hn::MulAdd(w, hn::Sub(towards.d_y[j], at.d_y[j]), at.d_y[j]);
    at.t_x[j] = hn::MulAdd(w, hn::Sub(towards.t_x[j], at.t_x[j]), at.t_x[j]);
    at.t_y[j] = hn::MulAdd(w, hn::Sub(towards.t_y[j], at.t_y[j]), at.t_y[j]);
  }
}

/// Stores the row's combination of the points.
template <int kNeed, class D, class T, class V = hn::Vec<D>>
HWY_INLINE void combine(const Chunk<D>& chunk, const RowTask<T>& task, std::size_t i,
                        const Points<V>& at) {
  const D d = chunk.d;
  for (std::size_t j = 0; j < unroll; ++j) {
    const std::size_t p = i + j * hn::Lanes(d);
    V x = hn::Zero(d), y = hn::Zero(d);
    const auto add = [&](T c, V by_x, V by_y) {
      const V factor = hn::Set(d, c);
      x = hn::MulAdd(factor, by_x, x);
      y = hn::MulAdd(factor, by_y, y);
    };
    const auto add_array = [&](T c, int index) {
      const T* from = chunk.at(index, p);
      add(c, hn::Load(d, from), hn::Load(d, from + chunk_size));
    };
    if (task.c_x != 0) add_array(task.c_x, task.x);
    if constexpr (kNeed & need_d)
      if (task.c_d != 0) add(task.c_d, at.d_x[j], at.d_y[j]);
    if constexpr (kNeed & need_t)
      if (task.c_t != 0) add(task.c_t, at.t_x[j], at.t_y[j]);
    for (int k = 0; k < task.terms; ++k)
      add_array(task.c[static_cast<std::size_t>(k)], task.term[static_cast<std::size_t>(k)]);
    if (task.c_z != 0) add_array(task.c_z, task.z);
    chunk.store(task.out, p, x, y);
  }
}

/// Runs a row on the points begin .. end - 1 of a chunk, vectors of them at a time. Returns the
/// first point that was not done: `end`, or, not kFar, the first of some of which one is far.
template <class Model, int kNeed, GuidedBy kBy, bool kFar, class T>
std::size_t run_row(const RowTask<T>& task, std::span<const typename Model::Term> terms,
                    T* HWY_RESTRICT state, std::size_t begin, std::size_t end) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const Chunk<hn::ScalableTag<T>> chunk{d, state};
  const T* in = chunk.at(task.in, 0);
  const T* labels = chunk.at(std::max(task.label, 0), 0);
  const V s = hn::Set(d, task.s);

  for (std::size_t i = begin; i < end; i += unroll * lanes) {
    Points<V> at;
    if constexpr (kNeed != need_none) {
      for (std::size_t j = 0; j < unroll; ++j) {
        at.x[j] = hn::Load(d, in + i + j * lanes);
        at.y[j] = hn::Load(d, in + chunk_size + i + j * lanes);
      }
      if constexpr (kFar)
        for (std::size_t j = 0; j < unroll; ++j)
          at.d_x[j] = at.d_y[j] = at.t_x[j] = at.t_y[j] = hn::Zero(d);
      const bool near = evaluate<Model, kNeed, false>(d, terms, static_cast<const V*>(nullptr), at);
      if constexpr (kFar)
        split_far<Model>(d, task, terms, FarRequest<T>{FarSplit::plain, labels + i}, at);
      else if (HWY_UNLIKELY(!near))
        return i;
    }
    if constexpr (kBy != GuidedBy::none) keep<need_both>(chunk, task.kept_plain, i, at, s);
    if constexpr (kBy == GuidedBy::loss)
      guide_by_loss<Model>(d, terms, *task.loss_guidance, task.w, at);
    if constexpr (kBy == GuidedBy::label) guide_to_label<Model>(d, terms, labels + i, task.w, at);
    if constexpr (kFar && kBy != GuidedBy::none)
      split_far<Model>(d, task, terms, FarRequest<T>{FarSplit::guided, labels + i}, at);
    if constexpr (kNeed != need_none) keep<kNeed>(chunk, task.kept, i, at, s);
    if (task.combine) combine<kNeed>(chunk, task, i, at);
  }
  return end;
}

/// Far points, which are few, are done outside the loop over the others: a call in it would take
/// its registers.
template <class Model, int kNeed, GuidedBy kBy, class T>
void run_points(const RowTask<T>& task, std::span<const typename Model::Term> terms, T* state,
                std::size_t n) {
  const std::size_t together = unroll * hn::Lanes(hn::ScalableTag<T>());
  for (std::size_t i = 0; i < n;) {
    i = run_row<Model, kNeed, kBy, false>(task, terms, state, i, n);
    if (i < n) i = run_row<Model, kNeed, kBy, true>(task, terms, state, i, i + together);
  }
}

template <class Model, class T>
void run_row_of(const RowTask<T>& task, std::span<const typename Model::Term> terms, T* state,
                std::size_t n) {
  using enum GuidedBy;
  if (task.w != 0 && task.loss_guidance)
    return run_points<Model, need_both, loss>(task, terms, state, n);
  if (task.w != 0) return run_points<Model, need_both, label>(task, terms, state, n);
  if (task.need_d && task.need_t) return run_points<Model, need_both, none>(task, terms, state, n);
  if (task.need_d) return run_points<Model, need_d, none>(task, terms, state, n);
  if (task.need_t) return run_points<Model, need_t, none>(task, terms, state, n);
  run_row<Model, need_none, none, false>(task, {}, state, 0, n);
}

template <class T>
void row_kernel(const RowTask<T>& task, T* state, std::size_t n) {
  using D = hn::ScalableTag<T>;
  if (!task.model)
    run_row_of<Circles<D>, T>(task, {}, state, n);
  else if (!task.model->circles.empty())
    run_row_of<Circles<D>, T>(task, task.model->circles, state, n);
  else
    run_row_of<Ellipses<D>, T>(task, task.model->ellipses, state, n);
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#endif

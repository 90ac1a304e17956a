// Per-target row kernel of the CPU engine: the model is asked, and what it says is combined.
#if defined(ALPHABAR_CPU_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ALPHABAR_CPU_ROWS_INL_H
#undef ALPHABAR_CPU_ROWS_INL_H
#else
#define ALPHABAR_CPU_ROWS_INL_H
#endif

#include <algorithm>

#include "core/engine/cpu/kernels.h"
#include "core/engine/cpu/model-inl.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Where guidance leads a row.
enum class Towards { nothing, label, low_loss };

/// Keeps a pair of vectors, `by` times, in a chunk's array; -1 is nowhere.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void keep(D d, hn::TFromD<D>* state, int array, std::size_t i, V x, V y, V by) {
  if (array < 0) return;
  hn::TFromD<D>* to = state + 2 * static_cast<std::size_t>(array) * chunk_size + i;
  hn::Store(hn::Mul(x, by), d, to);
  hn::Store(hn::Mul(y, by), d, to + chunk_size);
}

/// Runs a row on the points begin .. end - 1 of a chunk, vectors of them at a time. Returns the
/// first point that was not done: `end`, or, not kFar, the first of some of which one is far.
template <class Model, int kNeed, Towards kTowards, bool kFar, class T>
std::size_t run_row(const RowTask<T>& task, const typename Model::Term* terms, std::size_t count,
                    T* HWY_RESTRICT state, std::size_t begin, std::size_t end) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const auto array = [&](int index) {
    return state + 2 * static_cast<std::size_t>(std::max(index, 0)) * chunk_size;
  };
  const T* in = array(task.in);
  const T* labels = array(task.label);
  const V one = hn::Set(d, T(1)), minus_one = hn::Set(d, T(-1)), s = hn::Set(d, task.s);

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
      const bool near =
          evaluate<Model, kNeed, false>(d, terms, count, static_cast<const V*>(nullptr), at);
      if constexpr (kFar)
        split_far<Model>(d, task, terms, count, FarSplit::plain, labels + i, at);
      else if (HWY_UNLIKELY(!near))
        return i;
    }
    if constexpr (kTowards != Towards::nothing)
      for (std::size_t j = 0; j < unroll; ++j) {
        const std::size_t p = i + j * lanes;
        keep(d, state, task.d_plain, p, at.d_x[j], at.d_y[j], one);
        keep(d, state, task.e_plain, p, at.t_x[j], at.t_y[j], s);
        keep(d, state, task.score_plain, p, at.t_x[j], at.t_y[j], minus_one);
      }
    if constexpr (kTowards == Towards::low_loss)
      guide_by_loss<Model>(d, terms, *task.loss_guidance, task.w, at);
    if constexpr (kTowards == Towards::label) {
      Points<V> towards = at;
      V label[unroll];
      for (std::size_t j = 0; j < unroll; ++j) label[j] = hn::Load(d, labels + i + j * lanes);
      evaluate<Model, kNeed, true>(d, terms, count, label, towards);
      const V w = hn::Set(d, task.w);
      for (std::size_t j = 0; j < unroll; ++j) {
        at.d_x[j] = hn::MulAdd(w, hn::Sub(towards.d_x[j], at.d_x[j]), at.d_x[j]);
        at.d_y[j] = hn::MulAdd(w, hn::Sub(towards.d_y[j], at.d_y[j]), at.d_y[j]);
        at.t_x[j] = hn::MulAdd(w, hn::Sub(towards.t_x[j], at.t_x[j]), at.t_x[j]);
        at.t_y[j] = hn::MulAdd(w, hn::Sub(towards.t_y[j], at.t_y[j]), at.t_y[j]);
      }
    }
    if constexpr (kFar && kTowards != Towards::nothing)
      split_far<Model>(d, task, terms, count, FarSplit::guided, labels + i, at);
    for (std::size_t j = 0; j < unroll; ++j) {
      const std::size_t p = i + j * lanes;
      if constexpr (kNeed & need_d) keep(d, state, task.d, p, at.d_x[j], at.d_y[j], one);
      if constexpr (kNeed & need_t) {
        keep(d, state, task.e, p, at.t_x[j], at.t_y[j], s);
        keep(d, state, task.score, p, at.t_x[j], at.t_y[j], minus_one);
      }
      if (!task.combine) continue;
      V x = hn::Zero(d), y = hn::Zero(d);
      const auto add = [&](T c, V by_x, V by_y) {
        const V factor = hn::Set(d, c);
        x = hn::MulAdd(factor, by_x, x);
        y = hn::MulAdd(factor, by_y, y);
      };
      const auto add_array = [&](T c, int index) {
        const T* from = array(index) + p;
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
      T* out = array(task.out) + p;
      hn::Store(x, d, out);
      hn::Store(y, d, out + chunk_size);
    }
  }
  return end;
}

/// Far points, which are few, are done outside the loop over the others: a call in it would take
/// its registers.
template <class Model, int kNeed, Towards kTowards, class T>
void run_points(const RowTask<T>& task, const typename Model::Term* terms, std::size_t count,
                T* state, std::size_t n) {
  const std::size_t together = unroll * hn::Lanes(hn::ScalableTag<T>());
  for (std::size_t i = 0; i < n;) {
    i = run_row<Model, kNeed, kTowards, false>(task, terms, count, state, i, n);
    if (i < n)
      i = run_row<Model, kNeed, kTowards, true>(task, terms, count, state, i, i + together);
  }
}

template <class Model, class T>
void run_row_of(const RowTask<T>& task, const typename Model::Term* terms, std::size_t count,
                T* state, std::size_t n) {
  using enum Towards;
  if (task.w != 0 && task.loss_guidance)
    return run_points<Model, need_both, low_loss>(task, terms, count, state, n);
  if (task.w != 0) return run_points<Model, need_both, label>(task, terms, count, state, n);
  if (task.need_d && task.need_t)
    return run_points<Model, need_both, nothing>(task, terms, count, state, n);
  if (task.need_d) return run_points<Model, need_d, nothing>(task, terms, count, state, n);
  if (task.need_t) return run_points<Model, need_t, nothing>(task, terms, count, state, n);
  run_row<Model, need_none, nothing, false>(task, terms, 0, state, 0, n);
}

template <class T>
void row_kernel(const RowTask<T>& task, T* state, std::size_t n) {
  using D = hn::ScalableTag<T>;
  if (!task.model || !task.model->circles.empty()) {
    const CircleTerm<T>* terms = task.model ? task.model->circles.data() : nullptr;
    run_row_of<Circles<D>, T>(task, terms, task.model ? task.model->circles.size() : 0, state, n);
  } else {
    run_row_of<Ellipses<D>, T>(task, task.model->ellipses.data(), task.model->ellipses.size(),
                               state, n);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#endif

// The loop that the engine is measured against; see bench.h. Compiled for every vector target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/bench/limit_loop.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#include "core/engine/bench/limit_loop.h"

#include <algorithm>

#include "core/engine/cpu/math-inl.h"
#include "core/engine/cpu/noise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace alphabar {
namespace HWY_NAMESPACE {

inline void ddim_of_8_circles(std::span<const LimitRow> rows, const DrawKey& key,
                              std::uint64_t block, std::size_t n, float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  constexpr std::size_t unroll = 2, batch = 64;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN float zx[batch], zy[batch];
  for (std::size_t first = 0; first < n; first += batch) {
    fill_normal(key, block + first / 2, zx, zy, batch);
    for (std::size_t i = 0; i < batch; i += unroll * lanes) {
      V x[unroll], y[unroll];
      for (std::size_t j = 0; j < unroll; ++j) {
        x[j] = hn::Load(d, zx + i + j * lanes);
        y[j] = hn::Load(d, zy + i + j * lanes);
      }
      for (const LimitRow& row : rows) {
        V e[8][unroll], largest[unroll];
        for (V& so_far : largest) so_far = hn::Set(d, -1e37f);
        for (std::size_t k = 0; k < 8; ++k)
          for (std::size_t j = 0; j < unroll; ++j) {
            const auto& c = row.terms[k];
            const V u = hn::MulAdd(hn::Set(d, c.q), x[j], hn::Set(d, c.c_x));
            const V v = hn::MulAdd(hn::Set(d, c.q), y[j], hn::Set(d, c.c_y));
            e[k][j] = hn::NegMulAdd(v, v, hn::NegMulAdd(u, u, hn::Set(d, c.l)));
            largest[j] = hn::Max(largest[j], e[k][j]);
          }
        V sum[unroll], bx[unroll], by[unroll], g[unroll];
        for (std::size_t j = 0; j < unroll; ++j) sum[j] = bx[j] = by[j] = g[j] = hn::Zero(d);
        for (std::size_t k = 0; k < 8; ++k)
          for (std::size_t j = 0; j < unroll; ++j) {
            const auto& c = row.terms[k];
            const V r = exp2_of_negative(d, hn::Sub(e[k][j], largest[j]));
            sum[j] = hn::Add(sum[j], r);
            bx[j] = hn::MulAdd(r, hn::Set(d, c.b_x), bx[j]);
            by[j] = hn::MulAdd(r, hn::Set(d, c.b_y), by[j]);
            g[j] = hn::MulAdd(r, hn::Set(d, c.g), g[j]);
          }
        for (std::size_t j = 0; j < unroll; ++j) {
          const V share = hn::Div(hn::Set(d, row.c_d), sum[j]);
          const V c_x = hn::Set(d, row.c_x);
          x[j] = hn::MulAdd(share, hn::MulAdd(g[j], x[j], bx[j]), hn::Mul(c_x, x[j]));
          y[j] = hn::MulAdd(share, hn::MulAdd(g[j], y[j], by[j]), hn::Mul(c_x, y[j]));
        }
      }
      for (std::size_t j = 0; j < unroll; ++j)
        hn::StoreInterleaved2(x[j], y[j], d, out + 2 * (first + i + j * lanes));
    }
  }
}

LimitLoop limit_loop_here() { return ddim_of_8_circles; }

}  // namespace HWY_NAMESPACE
}  // namespace alphabar
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace alphabar {

HWY_EXPORT(limit_loop_here);

LimitLoop limit_loop() { return HWY_DYNAMIC_DISPATCH(limit_loop_here)(); }

}  // namespace alphabar
#endif

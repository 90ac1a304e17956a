#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/model/loss.h"
#include "core/model/mixture.h"
#include "core/rng/noise.h"

namespace alphabar {

/// A chunk's arrays: array i is two runs of `chunk_size` numbers, x then y of every particle, at
/// state + 2 i chunk_size. Small enough that what a row touches stays in the first cache.
inline constexpr std::size_t chunk_size = 1024;

/// One circle of the mixture at one level, made for the inner loop. With W = q I the exponent in
/// powers of two is l - (q x + c_x)^2 - (q y + c_y)^2; x0_hat = sum r (b + g x) and
/// sum r V^-1 (x - a mu) = sum r (p x + t), r the responsibilities.
template <class Real>
struct CircleTerm {
  Real q, c_x, c_y, l;
  Real g, b_x, b_y;
  Real p, t_x, t_y;
  Real label;
};

/// The same for an ellipse: W = [q_xx q_xy; 0 q_yy].
template <class Real>
struct EllipseTerm {
  Real q_xx, q_xy, q_yy, c_x, c_y, l;
  Real g_xx, g_xy, g_yy, b_x, b_y;
  Real p_xx, p_xy, p_yy, t_x, t_y;
  Real label;
};

/// The mixture at one level; one of the two lists is filled.
///
/// What becomes of large numbers: the inner loop serves points that are not far (model-inl.h),
/// where no exponent overflows and rounding moves a share by 1 in 1000 at most. A far point is
/// split by the model itself in double (far_points.h), so that it is right as long as x and what is
/// made of it are numbers of this precision. NaN and infinity become NaN. What is too large is
/// infinite or NaN and stays so to the end of the run: no vector target makes a number of it again.
template <class Real>
struct LevelTable {
  std::vector<CircleTerm<Real>> circles;
  std::vector<EllipseTerm<Real>> ellipses;
};

/// LossGuidanceTerm and Loss of core/model, rounded.
template <class Real>
struct LinearTerm {
  Real l_x, l_y, m_xx, m_xy, m_yy, q_xx, q_xy, q_yy;
};
template <class Real>
struct LossTerm {
  bool plane;
  Real x, y;  ///< the target, or n
  Real offset, per_softness;
};

/// LossGuidance at one level, of T = -score in place of the score.
template <class Real>
struct LossGuidanceTable {
  bool about_x0;
  Real c_t, to_d, to_t;
  LossTerm<Real> loss;
  std::vector<LinearTerm<Real>> terms;
};

/// Where x0_hat, eps_hat and the score of an evaluation are kept.
struct SplitArrays {
  int d = -1, e = -1, score = -1;
};

/// What one row does to a chunk. Arrays are named by their number, -1 is none. A coefficient of 0
/// is a term left out.
template <class Real>
struct RowTask {
  // The evaluation at `in`: which halves of the split are needed, and where they are kept.
  const LevelTable<Real>* model = nullptr;  ///< null: no evaluation
  bool need_d = false;                      ///< x0_hat
  bool need_t = false;  ///< T = sum r V^-1 (x - a mu): eps_hat = s T, score = -T
  int in = 0;
  Real s = 0;
  Real w = 0;      ///< guidance; with it both halves are made
  int label = -1;  ///< array of each particle's class
  const LossGuidanceTable<Real>* loss_guidance =
      nullptr;                   ///< guidance is by a loss, not to a class
  SplitArrays kept, kept_plain;  ///< of a guided row: what was moved, and as it was before
  // What the tables were made of, for far points.
  const Mixture* mixture = nullptr;
  Level level{};
  const Loss* loss = nullptr;

  // The combination: out = c_x x + c_d D + c_t T + c_z z + stored terms.
  bool combine = true;
  int x = 0, out = 0, z = -1;
  Real c_x = 0, c_d = 0, c_t = 0, c_z = 0;
  static constexpr int max_terms = 9;
  int terms = 0;
  std::array<int, max_terms> term{};
  std::array<Real, max_terms> c{};
};

/// What of the generator's counter and key is the same for all particles of a draw, and the keys of
/// Philox's rounds.
struct DrawKey {
  static constexpr std::size_t rounds = 10;
  std::uint64_t seed;
  std::uint32_t draw;
  Stream what;
  std::uint32_t lane;
  std::array<std::uint64_t, rounds> k0,
      k1;  ///< in the low halves: what a lane of the generator holds

  DrawKey(std::uint64_t seed_, std::uint32_t draw_, Stream what_, std::uint32_t lane_);
};

/// The inner loops, compiled once for each vector target. All arrays but `out` are aligned to 64
/// bytes, or for interleave to nothing.
template <class Real>
struct Kernels {
  std::size_t pad;  ///< n is always a multiple of this

  void (*row)(const RowTask<Real>& task, Real* state, std::size_t n);
  /// Draws of the particles 2 block ... 2 block + n - 1. double: exactly normal_block's.
  void (*normal)(const DrawKey& key, std::uint64_t block, Real* zx, Real* zy, std::size_t n);
  /// (x, y) pairs from two runs; n as it comes.
  void (*interleave)(const Real* x, const Real* y, std::size_t n, Real* out);
};

struct KernelSet {
  const char* target;  ///< vector_name of what they are compiled for
  Kernels<float> float32;
  Kernels<double> float64;
};

/// The kernels of the target in use (core/system/vector_target.h).
KernelSet choose_kernels();

}  // namespace alphabar

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/engine/gl/net_tables.h"
#include "core/engine/gl/steps.h"
#include "core/model/mixture.h"

namespace alphabar::gl {

/// One step as step.comp reads it; std140 and std430 agree on this layout.
struct GpuRow {
  enum Flag : std::int32_t { evaluate = 1, replace_newest = 2, commit = 4, move = 8 };

  float c_d[Row::history];
  float c_e[Row::history];
  float c_x, c_s, c_z, w;
  float s;  ///< eps_hat = -s score
  std::int32_t flags;
  std::int32_t components;  ///< index of the step's first component, in vec4s
  std::int32_t state;       ///< row of the bound part of the states, or -1
  std::int32_t draw;        ///< number of the draw (replay: of the bound part of the noise), or -1
  std::int32_t evaluation;  ///< row of the bound part of the evaluations, or -1
  std::int32_t blocks;      ///< of components at the step's level
  std::int32_t padding;
  float guidance[4];  ///< LossGuidance: about_x0, c_score, to_x0, to_score
};
static_assert(sizeof(GpuRow) == 96 && offsetof(GpuRow, guidance) == 80);
static_assert(offsetof(GpuRow, c_e) == 16 && offsetof(GpuRow, c_x) == 32);
static_assert(offsetof(GpuRow, s) == 48 && offsetof(GpuRow, components) == 56);
static_assert(offsetof(GpuRow, draw) == 64 && offsetof(GpuRow, evaluation) == 68);

/// A diffused component with a circle for an ellipse. Exponents are to base 2 throughout:
/// log2(weight density) = level - h |d|^2, d = x - mean, and x0_hat = sum r (b + g x).
struct GpuCircle {
  float mean[2];
  float h;  ///< log2(e) / (2 v)
  float level;
  float b[2];
  float g;
  std::int32_t label;
};
static_assert(sizeof(GpuCircle) == 32);
static_assert(offsetof(GpuCircle, b) == 16 && offsetof(GpuCircle, label) == 28);

/// The same for any ellipse: with u = d_x + l d_y, log2 = level - (p u^2 + q d_y^2), which keeps
/// thin ellipses accurate: an error in u acts across the ellipse, where x itself is as uncertain.
struct GpuEllipse {
  float mean[2];
  float p, q;
  float l, level;
  std::int32_t label;
  float padding;
  float b[2];
  float g_xx, g_yy;
  float g_xy;
  float padding2[3];
};
static_assert(sizeof(GpuEllipse) == 64);
static_assert(offsetof(GpuEllipse, l) == 16 && offsetof(GpuEllipse, label) == 24);
static_assert(offsetof(GpuEllipse, b) == 32 && offsetof(GpuEllipse, g_xy) == 48);

/// LossGuidanceTerm of core/model; behind its component where x0_hat is guided by a loss.
struct GpuLossGuidance {
  float l[2];
  float m_xx, m_xy, m_yy;
  float q_xx, q_xy, q_yy;
};
static_assert(sizeof(GpuLossGuidance) == 32);

/// Where a data draw comes from; start.comp takes the first component whose `below` exceeds the
/// word, which is the choice of StartPoints to the bit.
struct GpuSource {
  float mean[2];
  float r[4];           ///< R diag(std): xx, xy, yx, yy
  std::uint32_t below;  ///< words under this stay with this component or one before
  float padding;
};
static_assert(sizeof(GpuSource) == 32);
static_assert(offsetof(GpuSource, r) == 8 && offsetof(GpuSource, below) == 24);

/// How the model is laid out. Of a mixture `block` components are taken together, the last block is
/// filled up with components of no weight; a net is one component as wide as all that a level
/// needs.
struct Layout {
  bool merged = false;  ///< a set of points as ellipses (core/model/points/merged.h), in each row
                        ///< as many as its level needs; `components` is the most there can be
  bool ellipses = false;
  bool loss_guided = false;  ///< by a loss: a GpuLossGuidance behind each component
  int components = 0, block = 0, blocks = 0;
  NetLayout net = {};

  int stride() const {  ///< vec4s of one component
    return net.is_net() ? net.vec4s() : (ellipses ? 4 : 2) + (loss_guided ? 2 : 0);
  }
  double cost() const { return net.is_net() ? net.cost() : block * blocks; }  ///< of one particle
  std::size_t vec4s() const {                                                 ///< of one level
    return static_cast<std::size_t>(block) * static_cast<std::size_t>(blocks) *
           static_cast<std::size_t>(stride());
  }
};
/// Far points, beyond a hundred standard deviations, need all components as they are.
enum class Points { near, far };
Layout layout_of(const Mixture& model, Points points, GuidedBy guide = GuidedBy::none);
Layout layout_of(const LearnedDenoiser& net);

/// Where a run's noise comes from: a generator in the kernel, or a buffer.
enum class Noise { generated, replayed };

/// The tables of one segment. Row indices are relative to the segment's first kept state, draw and
/// evaluation; draws only where noise is replayed. The model has the form that is laid out.
struct Tables {
  std::vector<GpuRow> rows;
  std::vector<float> components;
  int first_state = -1, states = 0;
  int first_draw = -1, draws = 0;
  int first_evaluation = -1, evaluations = 0;
};
Tables tables_of(const Plan& plan, const Denoiser& model, const Layout& layout,
                 std::span<const Step> steps, Noise noise);

std::vector<GpuSource> sources_of(const DataSpec& data);

}  // namespace alphabar::gl

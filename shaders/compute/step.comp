#version 430 core
// Runs the steps of one dispatch (core/engine/gl/steps.h) over PER neighbouring particles an
// invocation; see Plan in core/plan/plan.h for what a row does. The #defines say what the plan uses,
// so that nothing is computed or kept in a register that no row asks for:
//   PER 2 or 4; LOCAL; ROWS, VEC4S (room of the tables); TABLE_STORAGE: components in a storage
//   block; BLOCK, ONE_BLOCK, ELLIPSES, STRIDE; TERMS_D, TERMS_E: length of the history; SCORE; NEED_D,
//   NEED_S; NOISE 0 none, 1 generated, 2 replayed; GUIDED (1 to a class, 2 by a loss); CORRECTOR; EVALUATIONS;
//   SKIPS: some row does not ask; TRIALS: some row does not commit; REPLACES: some row replaces the
//   newest output; ALL_STATES: rows are kept on the way, not the last one alone; FAR: some point may
//   be far from every component; MERGED: each row has as many components as its level needs; NET: the
//   model is a net, which has no class and is not guided (net.glsl)
// Every branch on a row's fields is the same for all invocations. What a #define can decide is not
// left to a branch: a renderer in software runs both sides of every branch.

layout(local_size_x = LOCAL) in;

struct Row {  // GpuRow of core/engine/gl/tables.h
  vec4 c_d, c_e;
  float c_x, c_s, c_z, w;
  float s;
  int flags, components, state;
  int draw, evaluation, blocks, padding;
  vec4 guidance;
};
const int flag_evaluate = 1, flag_replace = 2, flag_commit = 4, flag_move = 8;

layout(std140, binding = 0) uniform Rows { Row rows[ROWS]; };
#if TABLE_STORAGE
layout(std430, binding = 2) readonly buffer Components { vec4 components[]; };
#else
layout(std140, binding = 1) uniform Components { vec4 components[VEC4S]; };
#endif
layout(std430, binding = 0) writeonly buffer States { vec2 states[]; };   // [row][particle]
layout(std430, binding = 1) buffer Carry { vec2 carry[]; };               // [plane][particle]
#if NOISE == 2
layout(std430, binding = 3) readonly buffer Noise { vec2 noise[]; };      // [draw][particle]
#endif
#if GUIDED == 1
layout(std430, binding = 4) readonly buffer Labels { int labels[]; };     // [particle], or one
#endif
#if NET
layout(std430, binding = 4) readonly buffer Weights { vec4 weights[]; };  // core/engine/gl/net_tables.h
#endif
#if EVALUATIONS
layout(std430, binding = 5) writeonly buffer Evaluations { vec2 evaluations[]; };
#endif
#if CORRECTOR
layout(std430, binding = 6) writeonly buffer Norms { vec2 norms[]; };     // [work group]: |z|, |S|
layout(std430, binding = 7) readonly buffer StepSize { float step_size[]; };
#endif

uniform int particles;         // of the whole run: the stride of all arrays
uniform int begin, end;        // the particles of this dispatch
uniform int skew;              // 1 where particle 0 is the second of its noise block
uniform int row_count;
#if !MERGED
uniform int blocks;            // of the mixture
#endif
uniform int states_first;      // elements before the bound part's first row
uniform int evaluations_first;
uniform int norms_draw;        // the corrector's draw at the end of this dispatch, or -1
uniform int norms_first;       // work groups before this dispatch
uniform int one_label;
uniform uvec2 seed, first_block;
uniform uint stream;
uniform int load_plane[11], store_plane[11];

#include "noise.glsl"

// What the model says of a particle, as far as a row asks for it.
struct Split {
#if NEED_D
  vec2 x0_hat;
#endif
#if NEED_S
  vec2 score;
#endif
  float unused;  // a struct may not be empty
};

#if NET
#include "net.glsl"
#else
#include "mixture.glsl"
#endif

#if NOISE > 0
void draws(int number, int group, out vec2 z[PER]) {
#if NOISE == 1
  for (int j = 0; j < PER; j += 2) {
    vec4 four = normal_block(seed, block_plus(first_block, uint(group + j) / 2u), uint(number),
                             stream);
    z[j] = four.xy;
    z[j + 1] = four.zw;
  }
#else
  for (int j = 0; j < PER; ++j) {
    int p = clamp(group + j - skew, begin, end - 1);
    z[j] = noise[number * particles + p];
  }
#endif
}
#endif

#if CORRECTOR
shared vec2 group_norms[LOCAL];
#endif

void main() {
  // Particles group - skew .. group - skew + PER - 1: whole noise blocks, some of it outside at
  // either end of the dispatch.
  int group = begin + skew - ((begin + skew) & 1) + int(gl_GlobalInvocationID.x) * PER;
  bool mine[PER];
  vec2 x[PER];
#if TRIALS
  vec2 y[PER];
#else
#define y x
#endif
#if NEED_D && TERMS_D > 0
  vec2 d[PER * TERMS_D];
#endif
#if NEED_S && TERMS_E > 0
  vec2 e[PER * TERMS_E];
#endif
#if SCORE
  vec2 s[PER];
#endif
#if GUIDED == 1
  int label[PER];
#endif
  for (int j = 0; j < PER; ++j) {
    int p = group + j - skew;
    mine[j] = p >= begin && p < end;
    p = clamp(p, begin, end - 1);
    x[j] = load_plane[0] >= 0 ? carry[load_plane[0] * particles + p] : vec2(0.0);
#if TRIALS
    y[j] = load_plane[1] >= 0 ? carry[load_plane[1] * particles + p] : vec2(0.0);
#endif
#if TERMS_D > 0
    for (int i = 0; i < TERMS_D; ++i)
      d[i * PER + j] = load_plane[2 + i] >= 0 ? carry[load_plane[2 + i] * particles + p]
                                              : vec2(0.0);
#endif
#if TERMS_E > 0
    for (int i = 0; i < TERMS_E; ++i)
      e[i * PER + j] = load_plane[6 + i] >= 0 ? carry[load_plane[6 + i] * particles + p]
                                              : vec2(0.0);
#endif
#if SCORE
    s[j] = load_plane[10] >= 0 ? carry[load_plane[10] * particles + p] : vec2(0.0);
#endif
#if GUIDED == 1
    label[j] = one_label != 0 ? labels[0] : labels[p];
#endif
  }

  for (int r = 0; r < row_count; ++r) {
    int flags = rows[r].flags;
#if SKIPS
    if ((flags & flag_evaluate) != 0)
#endif
    {
#if MERGED
      int blocks = rows[r].blocks;
#endif
#if SKIPS || MERGED
      int components_first = rows[r].components / STRIDE;
#else
      int components_first = r * blocks * BLOCK;  // a level a row: one load less
#endif
      Split split[PER];
#if GUIDED == 1
      Split wanted[PER];
      splits(components_first, blocks, y, split, label, wanted);
#elif GUIDED == 2
      vec2 weight[PER];
      splits(components_first, blocks, y, split, weight);
#else
      splits(components_first, blocks, y, split);
#endif
      float level_s = rows[r].s;
#if EVALUATIONS
      int evaluation = evaluations_first + rows[r].evaluation * (GUIDED > 0 ? 6 : 3) * particles;
      for (int j = 0; j < PER; ++j) {
        if (!mine[j]) continue;
        int p = evaluation + group + j - skew;
        evaluations[p] = split[j].x0_hat;
        evaluations[p + particles] = -level_s * split[j].score;
        evaluations[p + 2 * particles] = split[j].score;
      }
#endif
#if GUIDED
      float w = rows[r].w;
#if GUIDED == 2
      if (w != 0.0) guide_by_loss(components_first, blocks, y, weight, rows[r].guidance, w, split);
#else
      for (int j = 0; j < PER; ++j) {
#if NEED_D
        if (w != 0.0) split[j].x0_hat += w * (wanted[j].x0_hat - split[j].x0_hat);
#endif
#if NEED_S
        if (w != 0.0) split[j].score += w * (wanted[j].score - split[j].score);
#endif
      }
#endif
#if EVALUATIONS
      for (int j = 0; j < PER; ++j) {
        if (!mine[j]) continue;
        int p = evaluation + 3 * particles + group + j - skew;
        evaluations[p] = split[j].x0_hat;
        evaluations[p + particles] = -level_s * split[j].score;
        evaluations[p + 2 * particles] = split[j].score;
      }
#endif
#endif
#if REPLACES
      bool replace = (flags & flag_replace) != 0;
#else
      const bool replace = false;
#endif
      for (int j = 0; j < PER; ++j) {
#if TERMS_D > 0
        for (int i = TERMS_D - 1; i > 0; --i)
          d[i * PER + j] = replace ? d[i * PER + j] : d[(i - 1) * PER + j];
        d[j] = split[j].x0_hat;
#endif
#if TERMS_E > 0
        for (int i = TERMS_E - 1; i > 0; --i)
          e[i * PER + j] = replace ? e[i * PER + j] : e[(i - 1) * PER + j];
        e[j] = -level_s * split[j].score;
#endif
#if SCORE
        s[j] = split[j].score;
#endif
      }
    }

    // y = c_x x + sum c_d D + sum c_e E + c_s S + c_z z; a zero leaves its term out
    vec2 next[PER];
    float c_x = rows[r].c_x;
    for (int j = 0; j < PER; ++j) next[j] = c_x != 0.0 ? c_x * x[j] : vec2(0.0);
#if TERMS_D > 0
    for (int i = 0; i < TERMS_D; ++i) {
      float c = rows[r].c_d[i];
      if (c != 0.0)
        for (int j = 0; j < PER; ++j) next[j] += c * d[i * PER + j];
    }
#endif
#if TERMS_E > 0
    for (int i = 0; i < TERMS_E; ++i) {
      float c = rows[r].c_e[i];
      if (c != 0.0)
        for (int j = 0; j < PER; ++j) next[j] += c * e[i * PER + j];
    }
#endif
    float c_z = rows[r].c_z;
#if SCORE
    float c_s = rows[r].c_s;
#if CORRECTOR
    if ((flags & flag_move) != 0) {
      c_s = step_size[0];
      c_z = sqrt(2.0 * step_size[0]);
    }
#endif
    if (c_s != 0.0)
      for (int j = 0; j < PER; ++j) next[j] += c_s * s[j];
#endif
#if NOISE > 0
    if (c_z != 0.0) {
      vec2 z[PER];
      draws(rows[r].draw, group, z);
      for (int j = 0; j < PER; ++j) next[j] += c_z * z[j];
    }
#endif
    for (int j = 0; j < PER; ++j) {
      y[j] = next[j];
#if TRIALS
      if ((flags & flag_commit) != 0) x[j] = next[j];
#endif
    }
#if ALL_STATES
    int state = rows[r].state;
    for (int j = 0; j < PER; ++j)
      if (state >= 0 && mine[j])
        states[states_first + state * particles + group + j - skew] = y[j];
#endif
  }
#if !ALL_STATES
  int state = rows[row_count - 1].state;
  for (int j = 0; j < PER; ++j)
    if (state >= 0 && mine[j])
      states[states_first + state * particles + group + j - skew] = y[j];
#endif

#if CORRECTOR
  // The sums of |z| and |S| of this work group, always added in the same order.
  if (norms_draw >= 0) {
    vec2 z[PER];
    draws(norms_draw, group, z);
    vec2 sum = vec2(0.0);
    for (int j = 0; j < PER; ++j)
      if (mine[j]) sum += vec2(length(z[j]), length(s[j]));
    group_norms[gl_LocalInvocationID.x] = sum;
    for (uint half_size = uint(LOCAL) / 2u; half_size > 0u; half_size /= 2u) {
      barrier();
      if (gl_LocalInvocationID.x < half_size)
        group_norms[gl_LocalInvocationID.x] += group_norms[gl_LocalInvocationID.x + half_size];
    }
    if (gl_LocalInvocationID.x == 0u)
      norms[norms_first + int(gl_WorkGroupID.x)] = group_norms[0];
  }
#endif

  for (int j = 0; j < PER; ++j) {
    if (!mine[j]) continue;
    int p = group + j - skew;
    if (store_plane[0] >= 0) carry[store_plane[0] * particles + p] = x[j];
#if TRIALS
    if (store_plane[1] >= 0) carry[store_plane[1] * particles + p] = y[j];
#endif
#if TERMS_D > 0
    for (int i = 0; i < TERMS_D; ++i)
      if (store_plane[2 + i] >= 0) carry[store_plane[2 + i] * particles + p] = d[i * PER + j];
#endif
#if TERMS_E > 0
    for (int i = 0; i < TERMS_E; ++i)
      if (store_plane[6 + i] >= 0) carry[store_plane[6 + i] * particles + p] = e[i * PER + j];
#endif
#if SCORE
    if (store_plane[10] >= 0) carry[store_plane[10] * particles + p] = s[j];
#endif
  }
}

// The exact model of a mixture at one level, for PER particles at once: a component that has been
// read serves all of them.
//
// Needs PER, BLOCK (components taken together), ELLIPSES, NEED_D, NEED_S (0 or 1), GUIDED (1: to a
// class, 2: by a loss of x0_hat), STRIDE (vec4s of a component), FAR and a table `components`; the
// layouts are GpuCircle, GpuEllipse and GpuLossGuidance of core/engine/gl/tables.h.
//
// A point whose largest exponent is not above far_level gets NaN, and so does one that is no number:
// the comparison is false for it. With FAR, far points are split by far_points.glsl.
//
// exp2 is the built-in one: it is good to 3 + 2 |x| units in the last place (GLSL 4.60, 4.7.1), and
// a component with a large |x| has no weight. Measured: 2.6e-7 on llvmpipe.

struct Part {  // one component, as it was read
#if ELLIPSES
  vec4 a, b, c;
  float g_xy;
#else
  vec4 a, b;
#endif
};

Part part_at(int index) {
#if ELLIPSES
  Part part;
  part.a = components[STRIDE * index];      // mean, p, q
  part.b = components[STRIDE * index + 1];  // l, level, label
#if NEED_D
  part.c = components[STRIDE * index + 2];  // b, g_xx, g_yy
  part.g_xy = components[STRIDE * index + 3].x;
#endif
  return part;
#else
  // mean, h, level; b, g, label
  return Part(components[STRIDE * index], components[STRIDE * index + 1]);
#endif
}

int label_of(Part part) {
#if ELLIPSES
  return floatBitsToInt(part.b.z);
#else
  return floatBitsToInt(part.b.w);
#endif
}

// log2 of the component's weighted density at y, up to a constant.
float level_of(Part part, vec2 y) {
  vec2 d = y - part.a.xy;
#if ELLIPSES
  float u = d.x + part.b.x * d.y;
  return part.b.y - (part.a.z * u * u + part.a.w * d.y * d.y);
#else
  return part.a.w - part.a.z * dot(d, d);
#endif
}

// Sums over components of r and of r times what the split is made of.
struct Sums {
  float r;
#if NEED_D
  vec2 b;
#if ELLIPSES
  vec3 g;
#else
  float g;
#endif
#endif
#if NEED_S
  vec2 pull;  // of P d, in the units of the table
#endif
};

Sums no_sums() {
  Sums sums;
  sums.r = 0.0;
#if NEED_D
  sums.b = vec2(0.0);
#if ELLIPSES
  sums.g = vec3(0.0);
#else
  sums.g = 0.0;
#endif
#endif
#if NEED_S
  sums.pull = vec2(0.0);
#endif
  return sums;
}

void scale(inout Sums sums, float by) {
  sums.r *= by;
#if NEED_D
  sums.b *= by;
  sums.g *= by;
#endif
#if NEED_S
  sums.pull *= by;
#endif
}

void add(inout Sums sums, float r, Part part, vec2 y) {
  sums.r += r;
#if NEED_D
#if ELLIPSES
  sums.b += r * part.c.xy;
  sums.g += r * vec3(part.c.zw, part.g_xy);
#else
  sums.b += r * part.b.xy;
  sums.g += r * part.b.z;
#endif
#endif
#if NEED_S
  vec2 d = y - part.a.xy;
#if ELLIPSES
  float u = part.a.z * (d.x + part.b.x * d.y);
  sums.pull += r * vec2(u, part.b.x * u + part.a.w * d.y);
#else
  sums.pull += (r * part.a.z) * d;
#endif
#endif
}

Split split_of(Sums sums, vec2 y) {
  Split split;
  float inverse = 1.0 / sums.r;
#if NEED_D
#if ELLIPSES
  split.x0_hat = inverse * (sums.b + sums.g.xy * y + sums.g.z * y.yx);
#else
  split.x0_hat = inverse * (sums.b + sums.g * y);
#endif
#endif
#if NEED_S
  split.score = (-1.3862943611 * inverse) * sums.pull;  // 2 log 2: back to base e
#endif
  split.unused = 0.0;
  return split;
}

const float nothing = -1e30;       // log2 of no weight at all
const float far_level = -16384.0;  // rounding of such an exponent moves a share by 1 in 1000

float no_number() { return uintBitsToFloat(0x7fc00000u); }

Split no_split() {
  Split split;
#if NEED_D
  split.x0_hat = vec2(no_number());
#endif
#if NEED_S
  split.score = vec2(no_number());
#endif
  split.unused = 0.0;
  return split;
}

#if FAR
#include "far_points.glsl"

bool is_number(vec2 y) {
  return (floatBitsToUint(y.x) & 0x7f800000u) != 0x7f800000u &&
         (floatBitsToUint(y.y) & 0x7f800000u) != 0x7f800000u;
}
#endif

void splits(int first, int blocks, vec2 y[PER], out Split plain[PER]
#if GUIDED == 1
            , int label[PER], out Split wanted[PER]
#elif GUIDED == 2
            , out vec2 weight[PER]  // the largest exponent, and 1 / the sum of the powers;
                                    // of a far point its best component, and -1
#endif
) {
  Sums sums[PER];
  float top[PER];
#if GUIDED == 1
  Sums class_sums[PER];
  float class_top[PER];
#endif
  for (int j = 0; j < PER; ++j) {
    sums[j] = no_sums();
    top[j] = nothing;
#if GUIDED == 1
    class_sums[j] = no_sums();
    class_top[j] = nothing;
#endif
  }
#if ONE_BLOCK
  const int at = first;
  {
#else
  for (int block = 0; block < blocks; ++block) {
    int at = first + block * BLOCK;
#endif
    // The largest exponent comes out first; what was summed under a smaller one is scaled down.
    float level[BLOCK * PER];
    float largest[PER];
#if GUIDED == 1
    float class_largest[PER];
#endif
    for (int j = 0; j < PER; ++j) {
      largest[j] = top[j];
#if GUIDED == 1
      class_largest[j] = class_top[j];
#endif
    }
    for (int k = 0; k < BLOCK; ++k) {
      Part part = part_at(at + k);
      for (int j = 0; j < PER; ++j) {
        level[k * PER + j] = level_of(part, y[j]);
        largest[j] = max(largest[j], level[k * PER + j]);
#if GUIDED == 1
        if (label_of(part) == label[j])
          class_largest[j] = max(class_largest[j], level[k * PER + j]);
#endif
      }
    }
    for (int j = 0; j < PER; ++j) {
#if !ONE_BLOCK
      scale(sums[j], exp2(top[j] - largest[j]));
#endif
      top[j] = largest[j];
#if GUIDED == 1
#if !ONE_BLOCK
      scale(class_sums[j], exp2(class_top[j] - class_largest[j]));
#endif
      class_top[j] = class_largest[j];
#endif
    }
    for (int k = 0; k < BLOCK; ++k) {
      Part part = part_at(at + k);
      for (int j = 0; j < PER; ++j) {
        add(sums[j], exp2(level[k * PER + j] - top[j]), part, y[j]);
#if GUIDED == 1
        float r = exp2(min(level[k * PER + j] - class_top[j], 0.0));
        add(class_sums[j], label_of(part) == label[j] ? r : 0.0, part, y[j]);
#endif
      }
    }
  }
  for (int j = 0; j < PER; ++j) {
    plain[j] = split_of(sums[j], y[j]);
#if GUIDED == 1
    wanted[j] = split_of(class_sums[j], y[j]);
#elif GUIDED == 2
    weight[j] = vec2(top[j], 1.0 / sums[j].r);
#endif
    if (top[j] > far_level) continue;
    plain[j] = no_split();
#if GUIDED == 1
    wanted[j] = no_split();
#endif
#if FAR
    if (!is_number(y[j])) continue;
    int best;
    plain[j] = far_split(first, blocks * BLOCK, y[j], -1, best);
#if GUIDED == 2
    weight[j] = vec2(float(best), -1.0);
#elif GUIDED == 1
    wanted[j] = far_split(first, blocks * BLOCK, y[j], label[j], best);
#endif
#endif
  }
}

#if GUIDED == 2
uniform vec4 loss;  // target, -, 0; or n, offset, 1 / softness: core/model/loss.h

vec2 loss_gradient(vec2 x0_hat) {
  if (loss.w == 0.0) return x0_hat - loss.xy;
  float u = (dot(loss.xy, x0_hat) - loss.z) * loss.w;
  float e = exp2(-1.4426950409 * abs(u));
  float outside = (u > 0.0 ? e : 1.0) / (1.0 + e);
  return (-loss.w * outside) * loss.xy;
}

// Adds what the loss changes to splits that are made: core/model/loss_guidance.h, in a second pass.
// guidance: about_x0, c_score, to_x0, to_score.
void guide_by_loss(int first, int blocks, vec2 y[PER], vec2 weight[PER], vec4 guidance, float w,
                   inout Split split[PER]) {
  vec2 g[PER], c[PER], sum[PER];
  for (int j = 0; j < PER; ++j) {
    g[j] = loss_gradient(split[j].x0_hat);
    c[j] = guidance.x != 0.0 ? split[j].x0_hat : guidance.y * split[j].score;
    sum[j] = vec2(0.0);
  }
  for (int block = 0; block < blocks; ++block) {
    for (int k = 0; k < BLOCK; ++k) {
      int at = first + block * BLOCK + k;
      Part part = part_at(at);
      vec4 lm = components[STRIDE * at + STRIDE - 2];  // l, m_xx, m_xy
      vec4 mq = components[STRIDE * at + STRIDE - 1];  // m_yy, q_xx, q_xy, q_yy
      for (int j = 0; j < PER; ++j) {
        float r = weight[j].y * exp2(level_of(part, y[j]) - weight[j].x);
        vec2 l = (lm.xy - c[j]) + vec2(dot(lm.zw, y[j]), dot(vec2(lm.w, mq.x), y[j]));
        vec2 q = vec2(dot(mq.yz, g[j]), dot(mq.zw, g[j]));
        sum[j] += r * (q + dot(l, g[j]) * l);
      }
    }
  }
  for (int j = 0; j < PER; ++j) {
#if FAR
    if (weight[j].y < 0.0)
      sum[j] = far_loss_guidance(first, blocks * BLOCK, y[j], int(weight[j].x), g[j]);
#endif
    split[j].x0_hat += (w * guidance.z) * sum[j];
    split[j].score += (w * guidance.w) * sum[j];
  }
}
#endif

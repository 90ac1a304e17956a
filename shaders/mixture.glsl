// The exact model of a mixture at one level, for PER particles at once: a component that has been
// read serves all of them.
//
// Needs PER, BLOCK (components taken together), ELLIPSES, GUIDED, NEED_D, NEED_S (0 or 1) and a
// table `components`; the layouts are GpuCircle and GpuEllipse of core/engine/gl/tables.h.
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
  part.a = components[4 * index];      // mean, p, q
  part.b = components[4 * index + 1];  // l, level, label
#if NEED_D
  part.c = components[4 * index + 2];  // b, g_xx, g_yy
  part.g_xy = components[4 * index + 3].x;
#endif
  return part;
#else
  return Part(components[2 * index], components[2 * index + 1]);  // mean, h, level; b, g, label
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

struct Split {
#if NEED_D
  vec2 x0_hat;
#endif
#if NEED_S
  vec2 score;
#endif
  float unused;  // a struct may not be empty
};

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

const float nothing = -1e30;  // log2 of no weight at all

void splits(int first, int blocks, vec2 y[PER], out Split plain[PER]
#if GUIDED
            , int label[PER], out Split wanted[PER]
#endif
) {
  Sums sums[PER];
  float top[PER];
#if GUIDED
  Sums class_sums[PER];
  float class_top[PER];
#endif
  for (int j = 0; j < PER; ++j) {
    sums[j] = no_sums();
    top[j] = nothing;
#if GUIDED
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
#if GUIDED
    float class_largest[PER];
#endif
    for (int j = 0; j < PER; ++j) {
      largest[j] = top[j];
#if GUIDED
      class_largest[j] = class_top[j];
#endif
    }
    for (int k = 0; k < BLOCK; ++k) {
      Part part = part_at(at + k);
      for (int j = 0; j < PER; ++j) {
        level[k * PER + j] = level_of(part, y[j]);
        largest[j] = max(largest[j], level[k * PER + j]);
#if GUIDED
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
#if GUIDED
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
#if GUIDED
        float r = exp2(min(level[k * PER + j] - class_top[j], 0.0));
        add(class_sums[j], label_of(part) == label[j] ? r : 0.0, part, y[j]);
#endif
      }
    }
  }
  for (int j = 0; j < PER; ++j) {
    plain[j] = split_of(sums[j], y[j]);
#if GUIDED
    wanted[j] = split_of(class_sums[j], y[j]);
#endif
  }
}

// A net at one level (NetSpec in core/scene/training/training_spec.h), for all particles of a work
// group together, TILE of them at a time: activations lie in shared memory, [unit][particle], and each
// invocation holds GROUPS times 4 units of 4 particles in registers through the sum over a layer's
// inputs: of 8 particles, or of an energy 4 particles and their derivatives along both axes. What
// is the same few times over is written out: a renderer in software leaves its loops after 65,535
// rounds in all.
//
// Needs PER, LOCAL, NEED_D, NEED_S, LAYERS, UNITS (a multiple of 16), TILE (a power of 2, at most
// PER LOCAL), ACTIVATION (0 SiLU, 1 ReLU, 2 tanh, 3 softplus), ENERGY (F = -grad E, by derivatives
// along both axes beside E), STRIDE (vec4s of a level) and the tables `components` and `weights`; the
// layouts are those of core/engine/gl/net_tables.h.
//
// Every invocation of the group calls splits(): it has barriers.

#if ENERGY
#define GROUPS 3
const int PART = 4;  // particles of an invocation
const int PLANES = 3;  // activations, and their derivatives along x and y
#else
#define GROUPS 2
const int PART = 8;
const int PLANES = 1;
#endif
const int QUADS = UNITS / 4;
const int SHARES = LOCAL > TILE ? LOCAL / TILE : 1;  // invocations that sum one particle's output

shared vec4 activations[2 * PLANES * UNITS * TILE / 4];
shared vec2 inputs[TILE];
shared vec2 outputs[SHARES * TILE];

// f(z); slope is f'(z). exp2 is good to 3 + 2 |x| units in the last place, and of nothing where that
// is much.
vec4 activate(vec4 z, out vec4 slope) {
  vec4 one = vec4(1.0);
#if ACTIVATION == 1
  slope = step(vec4(0.0), z) * abs(sign(z));
  return max(z, 0.0);
#elif ACTIVATION == 2
  vec4 e = exp2(-2.8853900818 * abs(z));
  vec4 t = sign(z) * (one - e) / (one + e);
  slope = one - t * t;
  return t;
#else
  vec4 e = exp2(-1.4426950409 * abs(z));
  vec4 above = one / (one + e);
  vec4 s = mix(above, e * above, lessThan(z, vec4(0.0)));  // the sigmoid
#if ACTIVATION == 3
  slope = s;
  return max(z, 0.0) + log2(one + e) * 0.69314718056;
#else
  slope = s + z * s * (one - s);
  return z * s;
#endif
#endif
}

// Number of the vec4 of particles 4 p .. 4 p + 3 of a unit, in a plane of the layer `side` (0 or 1).
int place(int side, int plane, int unit, int p) {
  return ((side * PLANES + plane) * UNITS + unit) * (TILE / 4) + p;
}

// The same of a group of part `part`.
int place_of(int side, int group, int unit, int part) {
#if ENERGY
  return place(side, group, unit, part);
#else
  return place(side, 0, unit, 2 * part + group);
#endif
}

// The activations of 4 units (rows) of 4 particles (columns).
mat4 activate_all(mat4 z, out mat4 slope) {
  vec4 a, b, c, d;
  mat4 h = mat4(activate(z[0], a), activate(z[1], b), activate(z[2], c), activate(z[3], d));
  slope = mat4(a, b, c, d);
  return h;
}

// Adds h to a group of 4 units; `from` the layer that it is added to, or -1: none.
void keep(int side, int from, int quad, int part, int group, mat4 h) {
  mat4 rows = transpose(h);
  int at = place_of(side, group, 4 * quad, part), step_to_next = TILE / 4;
  if (from >= 0) {
    int old = place_of(from, group, 4 * quad, part);
    rows += mat4(activations[old], activations[old + step_to_next],
                 activations[old + 2 * step_to_next], activations[old + 3 * step_to_next]);
  }
  activations[at] = rows[0];
  activations[at + step_to_next] = rows[1];
  activations[at + 2 * step_to_next] = rows[2];
  activations[at + 3 * step_to_next] = rows[3];
}

// What GROUPS sums z come to.
void keep_all(int side, int from, int quad, int part, mat4 z[GROUPS]) {
  mat4 slope;
  keep(side, from, quad, part, 0, activate_all(z[0], slope));
#if ENERGY
  keep(side, from, quad, part, 1, matrixCompMult(slope, z[1]));
  keep(side, from, quad, part, 2, matrixCompMult(slope, z[2]));
#else
  keep(side, from, quad, part, 1, activate_all(z[1], slope));
#endif
}

void first_layer(int rows) {
  for (int item = int(gl_LocalInvocationID.x); item < QUADS * (TILE / PART); item += LOCAL) {
    int quad = item % QUADS, part = item / QUADS, p = part * PART;
    vec4 row = components[rows + quad], w_x = weights[quad], w_y = weights[QUADS + quad];
    mat4 z[GROUPS];
#define Z(j) (row + w_x * inputs[p + j].x + w_y * inputs[p + j].y)
    z[0] = mat4(Z(0), Z(1), Z(2), Z(3));
#if ENERGY
    z[1] = mat4(w_x, w_x, w_x, w_x);
    z[2] = mat4(w_y, w_y, w_y, w_y);
#else
    z[1] = mat4(Z(4), Z(5), Z(6), Z(7));
#endif
    keep_all(0, -1, quad, part, z);
  }
}

// Adds input `unit` to the sums.
void take(int from, int unit, int part, vec4 w, inout mat4 z[GROUPS]) {
  z[0] += outerProduct(w, activations[place_of(from, 0, unit, part)]);
  z[1] += outerProduct(w, activations[place_of(from, 1, unit, part)]);
#if ENERGY
  z[2] += outerProduct(w, activations[place_of(from, 2, unit, part)]);
#endif
}

// Layer `layer`, from 1.
void next_layer(int layer, int rows) {
  int side = layer & 1, from = 1 - side;
  int matrix = (2 + (layer - 1) * UNITS) * QUADS;
  for (int item = int(gl_LocalInvocationID.x); item < QUADS * (TILE / PART); item += LOCAL) {
    int quad = item % QUADS, part = item / QUADS;
    vec4 row = components[rows + layer * QUADS + quad];
    mat4 z[GROUPS];
    z[0] = mat4(row, row, row, row);
#if ENERGY
    z[1] = mat4(0.0);
    z[2] = mat4(0.0);
#else
    z[1] = z[0];
#endif
    for (int unit = 0; unit < UNITS; unit += 4) {
      int at = matrix + unit * QUADS + quad;
      take(from, unit, part, weights[at], z);
      take(from, unit + 1, part, weights[at + QUADS], z);
      take(from, unit + 2, part, weights[at + 2 * QUADS], z);
      take(from, unit + 3, part, weights[at + 3 * QUADS], z);
    }
    keep_all(side, from, quad, part, z);
  }
}

// Each particle's output as sums of SHARES shares of the units.
void last_layer() {
  const int share = UNITS / SHARES;
  int matrix = (2 + (LAYERS - 1) * UNITS) * QUADS;
  for (int item = int(gl_LocalInvocationID.x); item < SHARES * TILE; item += LOCAL) {
    int p = item % TILE, first = item / TILE * share;
    vec2 sum = vec2(0.0);
    for (int unit = first; unit < first + share; ++unit) {
      vec4 w = weights[matrix + unit];
#if ENERGY
      sum -= w.x * vec2(activations[place((LAYERS - 1) & 1, 1, unit, p / 4)][p % 4],
                        activations[place((LAYERS - 1) & 1, 2, unit, p / 4)][p % 4]);
#else
      sum += activations[place((LAYERS - 1) & 1, 0, unit, p / 4)][p % 4] * w.xy;
#endif
    }
    outputs[item] = sum;
  }
}

void splits(int level, int blocks, vec2 y[PER], out Split split[PER]) {
  vec4 x0_hat = components[STRIDE * level];  // input, x0_hat.of_x, x0_hat.of_f, score.of_x
  float score_of_f = components[STRIDE * level + 1].x;
  int rows = STRIDE * level + 2;
  vec2 f[PER];
  for (int first = 0; first < PER * LOCAL; first += TILE) {
    barrier();
    for (int j = 0; j < PER; ++j) {
      int p = int(gl_LocalInvocationID.x) * PER + j - first;
      if (p >= 0 && p < TILE) inputs[p] = x0_hat.x * y[j];
    }
    barrier();
    first_layer(rows);
    barrier();
    for (int layer = 1; layer < LAYERS; ++layer) {
      next_layer(layer, rows);
      barrier();
    }
    last_layer();
    barrier();
    for (int j = 0; j < PER; ++j) {
      int p = int(gl_LocalInvocationID.x) * PER + j - first;
      if (p < 0 || p >= TILE) continue;
#if ENERGY
      f[j] = vec2(0.0);
#else
      f[j] = weights[(2 + (LAYERS - 1) * UNITS) * QUADS + UNITS].xy;
#endif
      for (int share = 0; share < SHARES; ++share) f[j] += outputs[share * TILE + p];
    }
  }
  for (int j = 0; j < PER; ++j) {
#if NEED_D
    split[j].x0_hat = x0_hat.y * y[j] + x0_hat.z * f[j];
#endif
#if NEED_S
    split[j].score = x0_hat.w * y[j] + score_of_f * f[j];
#endif
    split[j].unused = 0.0;
  }
}

// Points that are far from every component of the mixture (LevelTable of core/engine/cpu/kernels.h
// says what is to become of them). Their exponents are too large to be told apart, or for numbers;
// shares are made of differences of the components instead, as in core/model/mixture.cpp. Slow, and
// compiled into step.comp with FAR only: a run that needs it is run again.

// level_of(k, y) - level_of(b, y). One factor of every product is scaled first, so that it is of
// order 1.
float excess(Part k, Part b, vec2 y) {
  float size = max(1.0, max(abs(y.x), abs(y.y)));
  vec2 d = y - b.a.xy, m = b.a.xy - k.a.xy, d1 = d / size, m1 = m / size;
#if ELLIPSES
  float u = d.x + b.b.x * d.y, u1 = d1.x + b.b.x * d1.y;
  float by = k.b.x - b.b.x;
  float du = m.x + k.b.x * m.y + by * d.y, du1 = m1.x + k.b.x * m1.y + by * d1.y;
  float across = (k.a.z - b.a.z) * u * u1 + k.a.z * du * (2.0 * u1 + du1) +
                 (k.a.w - b.a.w) * d.y * d1.y + k.a.w * m.y * (2.0 * d1.y + m1.y);
  return k.b.y - b.b.y - size * across;
#else
  float across = (k.a.z - b.a.z) * dot(d, d1) + k.a.z * dot(m, 2.0 * d1 + m1);
  return k.a.w - b.a.w - size * across;
#endif
}

// A component's share but for a factor; 1 of the best one.
float share(int at, int best, vec2 y) {
  if (at == best) return 1.0;
  float e = excess(part_at(at), part_at(best), y);
  return e < -200.0 ? 0.0 : exp2(e);  // NaN stays NaN
}

// Whether a component is one (and not there to fill a block), of the class; label < 0: any.
bool counts(int at, int label) {
  int own = label_of(part_at(at));
  return own >= 0 && (label < 0 || own == label);
}

Split far_split(int first, int count, vec2 y, int label, out int best) {
  best = -1;
  for (int k = first; k < first + count; ++k)
    if (counts(k, label) && (best < 0 || excess(part_at(k), part_at(best), y) > 0.0)) best = k;
  Sums sums = no_sums();
  for (int k = first; k < first + count; ++k) {
    if (!counts(k, label)) continue;
    float r = share(k, best, y);
    if (r != 0.0) add(sums, r, part_at(k), y);
  }
  return split_of(sums, y);
}

#if GUIDED == 2
// What guide_by_loss adds up, with l_k and c taken from the l of the best component: all of them
// are large and their differences are not. g: of the loss.
vec2 far_loss_guidance(int first, int count, vec2 y, int best, vec2 g) {
  vec4 lm_best = components[STRIDE * best + STRIDE - 2], mq_best = components[STRIDE * best + STRIDE - 1];
  vec2 c = vec2(0.0), sum = vec2(0.0);
  float total = 0.0;
  for (int pass = 0; pass < 2; ++pass) {
    for (int k = first; k < first + count; ++k) {
      if (!counts(k, -1)) continue;
      float r = share(k, best, y);
      if (r == 0.0) continue;
      vec4 lm = components[STRIDE * k + STRIDE - 2], mq = components[STRIDE * k + STRIDE - 1];
      vec3 m = vec3(lm.zw, mq.x) - vec3(lm_best.zw, mq_best.x);  // m_xx, m_xy, m_yy
      vec2 l = (lm.xy - lm_best.xy) + vec2(dot(m.xy, y), dot(m.yz, y));
      if (pass == 0) {
        c += r * l;
        total += r;
      } else {
        l -= c / total;
        sum += r * (vec2(dot(mq.yz, g), dot(mq.zw, g)) + dot(l, g) * l);
      }
    }
  }
  return sum / total;
}
#endif

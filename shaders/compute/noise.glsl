// The noise of core/rng/noise.h: Philox4x32-10 (Salmon et al. 2011) and Box-Muller. Log, sine and
// cosine are polynomials of our own, because GLSL promises too little of the built-in ones: no
// digit of log near 1, none of sin and cos at all. Each is good to about 2e-7 of its value.

uvec4 philox(uvec4 counter, uvec2 key) {
  for (int i = 0; i < 10; ++i) {
    uint high0, low0, high1, low1;
    umulExtended(0xD2511F53u, counter.x, high0, low0);
    umulExtended(0xCD9E8D57u, counter.z, high1, low1);
    counter = uvec4(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
    key += uvec2(0x9E3779B9u, 0xBB67AE85u);
  }
  return counter;
}

// u = (w + 0.5) 2^-32
float unit_of_word(uint w) { return (float(w) + 0.5) * 2.3283064365386963e-10; }

// -2 log u of a word. u = m 2^e with m in [sqrt(1/2), sqrt(2)), log m by the series of
// 2 atanh(f / (2 + f)), f = m - 1. In the upper range f comes from the distance to 2^32 itself, so
// that no digit is lost next to u = 1.
float minus_two_log(uint w) {
  bool upper = w >= 0xB504F334u;  // u >= sqrt(1/2)
  int bits = floatBitsToInt(unit_of_word(w));
  int e = (bits - 0x3f3504f3) >> 23;
  float m = intBitsToFloat(bits - (e << 23));
  float f = upper ? -unit_of_word(~w) : m - 1.0;
  float k = upper ? 0.0 : float(e);
  float r = f / (2.0 + f);
  float z = r * r;
  float series = 1.0 + z * (0.33333333 + z * (0.2 + z * (0.14285714 + z * 0.11111111)));
  return -2.0 * (k * 0.69314718 + 2.0 * r * series);
}

// (cos, sin) of 2 pi u of a word: the nearest quarter turn from the top two bits, the rest by series.
vec2 unit_circle(uint w) {
  uint quarter = (w + 0x20000000u) >> 30;
  float f = (float(int(w - (quarter << 30))) + 0.5) * 1.4629180792671596e-9;
  float z = f * f;
  float s = f * (1.0 + z * (-0.16666667 + z * (8.3333333e-3 + z * (-1.984127e-4
            + z * 2.7557319e-6))));
  float c = 1.0 + z * (-0.5 + z * (4.1666667e-2 + z * (-1.3888889e-3 + z * (2.4801587e-5
            - z * 2.7557319e-7))));
  vec2 turned = (quarter & 1u) != 0u ? vec2(-s, c) : vec2(c, s);
  return (quarter & 2u) != 0u ? -turned : turned;
}

vec2 normal_pair(uint w0, uint w1) { return sqrt(minus_two_log(w0)) * unit_circle(w1); }

// Four standard normal draws: the two of an even particle and the two of the one after it.
vec4 normal_block(uvec2 seed, uvec2 block, uint draw, uint stream) {
  uvec4 words = philox(uvec4(block, draw, stream), seed);
  return vec4(normal_pair(words.x, words.y), normal_pair(words.z, words.w));
}

// block + add, 64 bit as (low, high).
uvec2 block_plus(uvec2 block, uint add) {
  uint carry;
  uint low = uaddCarry(block.x, add, carry);
  return uvec2(low, block.y + carry);
}

#version 430 core
// The limit that `alphabar bench` holds the engine against: DDIM of a mixture of eight circles, all
// rows fused, nothing else. As a person would write it by hand for this one sampler.

layout(local_size_x = 64) in;
layout(std140, binding = 0) uniform Table {
  vec4 steps[64];            // c_x, c_d
  vec4 components[64 * 16];  // a mu, h, level; b, g
};
layout(std430, binding = 0) buffer Points { vec2 points[]; };
uniform int particles, rows;

void main() {
  int base = int(gl_GlobalInvocationID.x) * 2;
  if (base >= particles) return;
  vec2 x0 = points[base], x1 = points[base + 1];
  for (int r = 0; r < rows; ++r) {
    float level0[8], level1[8];
    float top0 = -1e30, top1 = -1e30;
    for (int k = 0; k < 8; ++k) {
      vec4 c = components[r * 16 + 2 * k];
      vec2 d0 = x0 - c.xy, d1 = x1 - c.xy;
      level0[k] = c.w - c.z * dot(d0, d0);
      level1[k] = c.w - c.z * dot(d1, d1);
      top0 = max(top0, level0[k]);
      top1 = max(top1, level1[k]);
    }
    vec4 sum0 = vec4(0.0), sum1 = vec4(0.0);
    for (int k = 0; k < 8; ++k) {
      vec3 c = components[r * 16 + 2 * k + 1].xyz;
      sum0 += exp2(level0[k] - top0) * vec4(c, 1.0);
      sum1 += exp2(level1[k] - top1) * vec4(c, 1.0);
    }
    vec2 c = steps[r].xy;
    x0 = c.x * x0 + c.y * (sum0.xy + sum0.z * x0) / sum0.w;
    x1 = c.x * x1 + c.y * (sum1.xy + sum1.z * x1) / sum1.w;
  }
  points[base] = x0;
  points[base + 1] = x1;
}

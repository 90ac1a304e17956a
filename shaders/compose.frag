#version 330 core
// Ground, p_t as a neutral ramp with contour lines, and the particles over it.
uniform sampler2D log_density;  // log p_t / peak
uniform sampler2D cover;        // summed cover of the particles
uniform int with_density;
uniform vec3 ground, density, contour, hue, hot;
uniform float stroke;  // width of a contour line, pixels
in vec2 place;
out vec4 color;

// 1 on the line log p = level, 0 beyond its width.
float line(float value, float slope, float level) {
  return clamp(0.5 * stroke + 0.5 - abs(value - level) / max(slope, 1e-6), 0.0, 1.0);
}

void main() {
  vec3 rgb = ground;
  if (with_density != 0) {
    float l = texture(log_density, place).r;
    rgb = mix(rgb, density, 0.9 * exp(0.5 * l));
    // Where a single Gaussian would have its 1, 2 and 3 sigma ellipses.
    float slope = length(vec2(dFdx(l), dFdy(l)));
    rgb = mix(rgb, contour, 0.55 * line(l, slope, -0.5));
    rgb = mix(rgb, contour, 0.45 * line(l, slope, -2.0));
    rgb = mix(rgb, contour, 0.35 * line(l, slope, -4.5));
  }
  // Few particles show their hue; where many lie on one another it runs on towards `hot`, so that a
  // crowd of millions still has a shape.
  float c = texture(cover, place).r;
  float few = 1.0 - exp(-c);
  float many = 1.0 - 1.0 / (1.0 + 0.06 * max(c - 1.0, 0.0));
  rgb = mix(rgb, mix(hue, hot, many), few);
  color = vec4(rgb, 1.0);
}

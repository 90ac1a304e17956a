#version 330 core
// log p_t(x) - log_peak of a Gaussian mixture diffused to one level.
// components holds two texels for each: (mean_x, mean_y, log_scale, -), (p_xx, p_xy, p_yy, -).
uniform samplerBuffer components;
uniform int component_count;
uniform float log_peak;
uniform vec2 center;       // camera, data units
uniform vec2 half_extent;  // data units from the middle to the right and top edges
in vec2 place;
out float log_density;

void main() {
  vec2 x = center + (2.0 * place - 1.0) * half_extent;
  float sum = 0.0;
  for (int k = 0; k < component_count; ++k) {
    vec4 head = texelFetch(components, 2 * k);
    vec4 precision_ = texelFetch(components, 2 * k + 1);
    vec2 d = x - head.xy;
    float q = d.x * (precision_.x * d.x + 2.0 * precision_.y * d.y) + precision_.z * d.y * d.y;
    sum += exp(head.z - 0.5 * q - log_peak);
  }
  log_density = log(max(sum, 1e-30));
}

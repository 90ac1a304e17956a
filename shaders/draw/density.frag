#version 330 core
// log p_t(x) - log_peak of a Gaussian mixture diffused to one level, and its gradient.
// components holds three texels for each: (mean_x, mean_y, log_scale, -), (p_xx, p_xy, p_yy, -) and
// a colour.
uniform samplerBuffer components;
uniform int component_count;
uniform float log_peak;
uniform vec2 center;       // camera, data units
uniform vec2 half_extent;  // data units from the middle to the right and top edges
in vec2 place;
out vec4 log_density;  // log p, d log p / dx, d log p / dy

void main() {
  vec2 x = center + (2.0 * place - 1.0) * half_extent;
  // The largest exponent so far stays outside the sums, so that nothing underflows far from all
  // components.
  float top = -1e30, sum = 0.0;
  vec2 slope = vec2(0.0);
  for (int k = 0; k < component_count; ++k) {
    vec4 head = texelFetch(components, 3 * k);
    vec4 precision_ = texelFetch(components, 3 * k + 1);
    vec2 d = x - head.xy;
    vec2 pull = vec2(precision_.x * d.x + precision_.y * d.y,
                     precision_.y * d.x + precision_.z * d.y);
    float e = head.z - 0.5 * dot(d, pull);
    float next = max(top, e);
    float keep = exp(top - next), weight = exp(e - next);
    sum = sum * keep + weight;
    slope = slope * keep - weight * pull;
    top = next;
  }
  log_density = vec4(top + log(sum) - log_peak, slope / sum, 1.0);
}

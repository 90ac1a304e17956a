#version 330 core
// The same, each particle in a colour of its own: that of the component most responsible for a
// state of it, that of the place of a state on a smooth map, or one for all.
layout(location = 0) in vec2 x_from;
layout(location = 1) in vec2 x_to;
layout(location = 2) in vec2 key;  // the state that tells, where it is not the one shown
uniform vec2 shares, center, half_extent;
uniform float size;
uniform int color_by;               // 0 all alike, 1 component, 2 start, 3 mode
uniform vec3 hue;                   // of all
uniform samplerBuffer components;   // three texels each, as in density.frag; at the level that tells
uniform int component_count;
uniform float spread;               // of the start, data units
uniform vec3 low_left, low_right, high_left, high_right;  // corners of the smooth map
flat out vec3 tint;

vec3 of_component(vec2 x) {
  float best = -1e30;
  int responsible = 0;
  for (int k = 0; k < component_count; ++k) {
    vec4 head = texelFetch(components, 3 * k);
    vec4 precision_ = texelFetch(components, 3 * k + 1);
    vec2 d = x - head.xy;
    float e = head.z - 0.5 * (d.x * (precision_.x * d.x + 2.0 * precision_.y * d.y) +
                              precision_.z * d.y * d.y);
    if (e > best) {
      best = e;
      responsible = k;
    }
  }
  return texelFetch(components, 3 * responsible + 2).rgb;
}

vec3 of_place(vec2 x) {
  vec2 u = 0.5 + 0.5 * tanh(0.8 * x / spread);
  return mix(mix(low_left, low_right, u.x), mix(high_left, high_right, u.x), u.y);
}

void main() {
  vec2 x = shares.x * x_from + shares.y * x_to;
  gl_Position = vec4((x - center) / half_extent, 0.0, 1.0);
  gl_PointSize = size;
  tint = hue;
  if (color_by == 1) tint = of_component(x);
  if (color_by == 2) tint = of_place(key);
  if (color_by == 3) tint = of_component(key);
}

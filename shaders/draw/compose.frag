#version 330 core
// Ground, what p_t is shown as, and the particles over it.
uniform sampler2D log_density;  // log p_t / peak and its gradient
uniform sampler2D cover;        // summed cover of the particles, and their colours times it
uniform int backdrop;           // 0 none, 1 shading, 2 contours, 3 energy, 4 guidance
uniform int colored;            // 0: every particle has `hue`
uniform vec3 ground, density, contour, hue, text;
uniform float stroke;     // width of a contour line, pixels
uniform float unit;       // data units of a pixel
uniform float half_height;  // data units that the pane shows
in vec2 place;
out vec4 color;

// 1 on a line that is `distance` pixels away, 0 beyond its width.
float line(float distance) { return clamp(0.5 * stroke + 0.5 - abs(distance), 0.0, 1.0); }

// Lines at the multiples of `step`; they fade where they would lie closer than a few pixels.
float lines(float value, float slope, float step_) {
  float pixels = step_ / max(slope, 1e-9);
  float nearest = value - step_ * max(round(value / step_), 1.0);
  return line(nearest / max(slope, 1e-9)) * smoothstep(4.0 * stroke, 9.0 * stroke, pixels);
}

vec3 shading(vec3 rgb, float l, float slope) {
  rgb = mix(rgb, density, 0.9 * exp(0.5 * l));
  // Where a single Gaussian would have its 1, 2 and 3 sigma ellipses.
  rgb = mix(rgb, contour, 0.55 * line((l + 0.5) / slope));
  rgb = mix(rgb, contour, 0.45 * line((l + 2.0) / slope));
  return mix(rgb, contour, 0.35 * line((l + 4.5) / slope));
}

// Lines of equal p_t at every half sigma of a single Gaussian, the whole ones heavier.
vec3 contours(vec3 rgb, float l, float slope) {
  float r = sqrt(max(-2.0 * l, 1e-6)), r_slope = slope / r;
  vec3 ink = mix(contour, text, 0.35);
  float near = 1.0 - smoothstep(3.6, 4.4, r);  // further out there is nothing to see
  rgb = mix(rgb, ink, 0.5 * near * lines(r, r_slope, 0.5));
  return mix(rgb, ink, 0.6 * near * lines(r, r_slope, 1.0));
}

// E = -log p as a landscape lit from the upper left, the wells at p's modes. Its height is
// sqrt(2 E), the distance in sigmas from a single Gaussian's mean: a cone instead of a chasm.
vec3 energy(vec3 rgb, float l, vec2 gradient, float slope) {
  float e = max(-l, 0.0);
  vec2 rise = -gradient / sqrt(2.0 * e + 0.1);
  vec3 normal = normalize(vec3(-0.1 * half_height * rise, 1.0));
  vec3 light = normalize(vec3(-0.55, 0.7, 1.0));
  float lit = dot(normal, light) / light.z - 1.0;  // 0 where the ground is level
  rgb = mix(rgb, density, 0.2 + 0.65 * exp(-0.35 * e));
  // On a bright ground the lit sides cannot be brighter; shadows alone would be wedges of grey.
  float bright = dot(ground, vec3(0.2126, 0.7152, 0.0722));
  float shadow = mix(0.55, 0.0, bright), light_on = mix(0.28, 0.0, bright);
  rgb = lit > 0.0 ? mix(rgb, text, min(light_on * lit, 0.3)) : rgb * (1.0 + shadow * max(lit, -1.0));
  float fine = lines(e, slope, 1.0), middle = lines(e, slope, 5.0), far = lines(e, slope, 25.0);
  return mix(rgb, contour, max(0.3 * fine, max(0.6 * middle, 0.6 * far)));
}

// log p(y | x): as dark as y is likely, with a line for each unit.
vec3 guidance(vec3 rgb, float l, float slope) {
  rgb = mix(rgb, density, 0.85 * exp(min(l, 0.0)));
  float fine = lines(-l, slope, 1.0), coarse = lines(-l, slope, 5.0);
  return mix(rgb, mix(contour, text, 0.3), max(0.45 * fine, 0.7 * coarse));
}

void main() {
  vec3 rgb = ground;
  if (backdrop != 0) {
    vec3 field = texture(log_density, place).rgb;
    float slope = max(length(field.yz) * unit, 1e-6);  // of log p, a pixel
    if (backdrop == 1) rgb = shading(rgb, field.x, slope);
    if (backdrop == 2) rgb = contours(rgb, field.x, slope);
    if (backdrop == 3) rgb = energy(rgb, field.x, field.yz, slope);
    if (backdrop == 4) rgb = guidance(rgb, field.x, slope);
  }
  // Few particles show their hue; where many lie on one another it runs on towards the text's
  // colour, so that a crowd of millions still has a shape.
  vec4 c = texture(cover, place);
  vec3 own = colored != 0 ? c.gba / max(c.r, 1e-6) : hue;
  float few = 1.0 - exp(-c.r);
  float many = 1.0 - 1.0 / (1.0 + 0.06 * max(c.r - 1.0, 0.0));
  rgb = mix(rgb, mix(own, mix(own, text, 0.6), many), few);
  color = vec4(rgb, 1.0);
}

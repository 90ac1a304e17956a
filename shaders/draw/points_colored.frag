#version 330 core
// Cover as in points.frag, and the particle's colour times it.
uniform float size;
uniform float weight;
flat in vec3 tint;
out vec4 cover;

void main() {
  float r = length(gl_PointCoord - 0.5) * size;
  cover = weight * (size > 1.0 ? clamp(0.5 * size - r + 0.5, 0.0, 1.0) : 1.0) * vec4(1.0, tint);
}

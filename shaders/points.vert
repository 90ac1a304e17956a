#version 330 core
// Particles between two rows of a run.
layout(location = 0) in vec2 x_from;
layout(location = 1) in vec2 x_to;
uniform float fraction;    // 0: x_from, 1: x_to
uniform vec2 center;       // camera, data units
uniform vec2 half_extent;  // data units from the middle to the right and top edges
uniform float size;        // pixels

void main() {
  gl_Position = vec4((mix(x_from, x_to, fraction) - center) / half_extent, 0.0, 1.0);
  gl_PointSize = size;
}

#version 330 core
// Particles between two rows of a run, or between the data and their noise.
layout(location = 0) in vec2 x_from;
layout(location = 1) in vec2 x_to;
uniform vec2 shares;       // shown is shares.x x_from + shares.y x_to
uniform vec2 center;       // camera, data units
uniform vec2 half_extent;  // data units from the middle to the right and top edges
uniform float size;        // pixels

void main() {
  gl_Position = vec4((shares.x * x_from + shares.y * x_to - center) / half_extent, 0.0, 1.0);
  gl_PointSize = size;
}

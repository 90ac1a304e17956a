#version 330 core
// Rings and discs of some radius in pixels around points in data units; one instance each.
layout(location = 0) in vec2 middle;
layout(location = 1) in vec4 color_in;
layout(location = 2) in vec2 shape;  // outer radius, width of the ring; pixels
uniform vec2 center, half_extent, pixels;
out vec2 offset;
out vec4 color_;
flat out vec2 shape_;

void main() {
  vec2 corner = vec2((gl_VertexID & 1) == 0 ? -1.0 : 1.0, gl_VertexID < 2 ? -1.0 : 1.0);
  offset = corner * (shape.x + 1.0);
  gl_Position = vec4((middle - center) / half_extent + offset / (0.5 * pixels), 0.0, 1.0);
  color_ = color_in;
  shape_ = shape;
}

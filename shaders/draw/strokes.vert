#version 330 core
// Straight strokes of some width in pixels between points in data units; one instance each.
layout(location = 0) in vec4 ends;  // x0, y0, x1, y1
layout(location = 1) in vec4 color_from;
layout(location = 2) in vec4 color_to;
layout(location = 3) in float width;
uniform vec2 center, half_extent;
uniform vec2 pixels;  // size of the target
out vec4 color_;
out float across;  // pixels from the middle line
flat out float half_width;

void main() {
  vec2 scale = 0.5 * pixels;
  vec2 from = (ends.xy - center) / half_extent * scale;
  vec2 to = (ends.zw - center) / half_extent * scale;
  vec2 along = to - from;
  float length_ = length(along);
  along = length_ > 1e-6 ? along / length_ : vec2(1.0, 0.0);
  float reach = 0.5 * width + 1.0;
  float side = (gl_VertexID & 1) == 0 ? -reach : reach;
  bool end = gl_VertexID >= 2;
  vec2 p = (end ? to : from) + vec2(-along.y, along.x) * side;
  gl_Position = vec4(p / scale, 0.0, 1.0);
  color_ = end ? color_to : color_from;
  across = side;
  half_width = 0.5 * width;
}

#version 330 core
in vec2 offset;
in vec4 color_;
flat in vec2 shape_;
out vec4 color;

void main() {
  float r = length(offset);
  float outside = clamp(shape_.x - r + 0.5, 0.0, 1.0);
  float inside = clamp(r - (shape_.x - shape_.y) + 0.5, 0.0, 1.0);
  color = vec4(color_.rgb, color_.a * outside * inside);
}

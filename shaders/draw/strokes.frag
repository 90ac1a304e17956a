#version 330 core
in vec4 color_;
in float across;
flat in float half_width;
out vec4 color;

void main() {
  color = vec4(color_.rgb, color_.a * clamp(half_width - abs(across) + 0.5, 0.0, 1.0));
}

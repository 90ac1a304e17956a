#version 330 core
// One triangle that covers the target; place runs from (0, 0) at the bottom left to (1, 1).
out vec2 place;

void main() {
  place = vec2(gl_VertexID == 1 ? 2.0 : 0.0, gl_VertexID == 2 ? 2.0 : 0.0);
  gl_Position = vec4(2.0 * place - 1.0, 0.0, 1.0);
}

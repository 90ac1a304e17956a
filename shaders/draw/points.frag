#version 330 core
// How much of a pixel particles cover, summed: a round spot with an edge one pixel soft.
uniform float size;
uniform float weight;
out float cover;

void main() {
  float r = length(gl_PointCoord - 0.5) * size;
  cover = weight * clamp(0.5 * size - r + 0.5, 0.0, 1.0);
}

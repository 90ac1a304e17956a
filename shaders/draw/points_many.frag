#version 330 core
// The same where a particle is one pixel.
uniform float weight;
out float cover;

void main() { cover = weight; }

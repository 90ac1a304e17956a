#version 330 core
// The least that draws particles: what the renderer's points are measured beside.
layout(location = 0) in vec2 x;
uniform vec2 half_extent;

void main() { gl_Position = vec4(x / half_extent, 0.0, 1.0); }

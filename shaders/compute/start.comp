#version 430 core
// x_T of each particle: start_point() of core/engine/engine.h. MODE 0 prior, 1 data, 2 box.

layout(local_size_x = 64) in;

layout(std430, binding = 0) writeonly buffer Points { vec2 points[]; };  // [particle]
#if MODE == 1
struct Source {  // GpuSource of core/engine/gl/tables.h
  vec2 mean, r_x, r_y;
  uint below, padding;
};
layout(std430, binding = 1) readonly buffer Sources { Source sources[]; };
uniform int source_count;
#endif

uniform int begin, end;  // particles of this dispatch
uniform int skew;        // 1 where particle 0 is the second of its noise block
uniform float init_scale;
uniform uvec2 seed, first_block;
uniform uint start_stream, pick_stream;

#include "noise.glsl"

#if MODE == 1
vec2 from_data(uint word, vec2 z) {
  int low = 0, high = source_count - 1;  // the first source with word < below, the last at most
  while (low < high) {
    int middle = (low + high) / 2;
    if (word < sources[middle].below) high = middle; else low = middle + 1;
  }
  return sources[low].mean + vec2(dot(sources[low].r_x, z), dot(sources[low].r_y, z));
}
#endif

void main() {
  int group = begin + skew - ((begin + skew) & 1) + int(gl_GlobalInvocationID.x) * 2;
  uvec2 block = block_plus(first_block, uint(group) / 2u);
  uvec4 words = philox(uvec4(block, 0u, start_stream), seed);
  vec2 point[2];
#if MODE == 2
  point[0] = vec2(unit_of_word(words.x), unit_of_word(words.y));
  point[1] = vec2(unit_of_word(words.z), unit_of_word(words.w));
  for (int j = 0; j < 2; ++j) point[j] = init_scale * (2.0 * point[j] - 1.0);
#else
  point[0] = normal_pair(words.x, words.y);
  point[1] = normal_pair(words.z, words.w);
#if MODE == 1
  uvec4 picks = philox(uvec4(block, 0u, pick_stream), seed);
  point[0] = from_data(picks.x, point[0]);
  point[1] = from_data(picks.z, point[1]);
#else
  for (int j = 0; j < 2; ++j) point[j] *= init_scale;
#endif
#endif
  for (int j = 0; j < 2; ++j) {
    int p = group + j - skew;
    if (p >= begin && p < end) points[p] = point[j];
  }
}

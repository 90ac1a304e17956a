#version 430 core
// The step of a Langevin corrector from the sums of all work groups:
// h = 2 alpha (snr mean|z| / mean|S|)^2 (Song et al. 2021, algorithms 4 and 5). One work group; the
// order of the additions never changes, so neither does a bit of h.

layout(local_size_x = 256) in;
layout(std430, binding = 0) readonly buffer Norms { vec2 norms[]; };
layout(std430, binding = 1) writeonly buffer StepSize { float step_size[]; };
uniform int count;
uniform float snr, alpha;
shared vec2 sums[256];

void main() {
  uint me = gl_LocalInvocationID.x;
  vec2 sum = vec2(0.0);
  for (int i = int(me); i < count; i += 256) sum += norms[i];
  sums[me] = sum;
  for (uint half_size = 128u; half_size > 0u; half_size /= 2u) {
    barrier();
    if (me < half_size) sums[me] += sums[me + half_size];
  }
  if (me == 0u) {
    float ratio = snr * sums[0].x / sums[0].y;
    // A score that is too large for a number must not come to a step of 0.
    step_size[0] = sums[0].y < 3e38 ? 2.0 * alpha * ratio * ratio : uintBitsToFloat(0x7fc00000u);
  }
}

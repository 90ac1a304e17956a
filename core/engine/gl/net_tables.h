#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/process/level.h"

namespace alphabar {
class LearnedDenoiser;
}

namespace alphabar::gl {

/// How step.comp runs a net: shaders/compute/net.glsl. A work group goes through its particles
/// `tile` at a time, whose activations of two layers are in its shared memory.
struct NetLayout {
  int layers = 0, units = 0;  ///< 0: no net
  int activation = 0;         ///< number in Activation
  bool energy = false;        ///< F is -grad E, by derivatives along both axes beside E

  bool operator==(const NetLayout&) const = default;

  bool is_net() const { return layers > 0; }
  int tile() const;
  int vec4s() const { return 2 + layers * units / 4; }  ///< of one level
  int rounds() const;   ///< of the kernel's loops for one level, at most
  double cost() const;  ///< of one particle at one level, in components of a mixture
};

NetLayout net_layout_of(const LearnedDenoiser& net);

/// "UNITS 64" ... for net.glsl.
std::vector<std::string> defines_of(const NetLayout& net);

/// W_1 [2][units], W_2 ... [units][units], W_out [units][4] and b_out [4]. Of an output wider than
/// that, which no model has, the rest is left out.
std::vector<float> weights_of(const LearnedDenoiser& net);

/// What the kernel reads of a level: input, x0_hat.of_x, x0_hat.of_f, score.of_x; score.of_f and
/// three zeros; and the rows of LearnedDenoiser::AtLevel.
void append_net_level(std::vector<float>& to, const LearnedDenoiser& net, const Level& level);

}  // namespace alphabar::gl

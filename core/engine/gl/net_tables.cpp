#include "core/engine/gl/net_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/gl/kernels.h"
#include "core/learn/model/learned_denoiser.h"

namespace alphabar::gl {
namespace {

constexpr int group_particles = particles_per_invocation * invocations_per_group;
/// Of the 32 KiB of shared memory that every device has: the rest is for inputs, sums and norms.
constexpr int shared_bytes = 24 << 10;

/// Activations, and of an energy their derivatives along both axes.
int planes(const NetLayout& net) { return net.energy ? 3 : 1; }

}  // namespace

int NetLayout::tile() const {
  const int each = 2 * planes(*this) * units * static_cast<int>(sizeof(float));
  int tile = group_particles;
  while (tile * each > shared_bytes) tile /= 2;
  return tile;
}

int NetLayout::rounds() const {
  constexpr int unrolled = 4;  // inputs of a unit that one round takes
  const int tiles = group_particles / tile();
  const int parts = units / 4 * tile() / (energy ? 4 : 8);
  const int turns = (parts + invocations_per_group - 1) / invocations_per_group;
  const int shares = std::max(invocations_per_group / tile(), 1);
  return tiles * (layers * (turns * (units / unrolled + 2) + 1) +
                  (units / shares + 2) * (tile() / invocations_per_group + 1) + 12);
}

double NetLayout::cost() const {
  constexpr double products = 16;  // what a component of a mixture comes to
  return planes(*this) * (static_cast<double>(layers - 1) * units + 4) * units / products;
}

NetLayout net_layout_of(const LearnedDenoiser& net) {
  const MlpShape shape = net.levels().shape();
  NetLayout layout;
  layout.layers = static_cast<int>(shape.layers);
  layout.units = static_cast<int>(shape.units);
  layout.activation = static_cast<int>(net.net().form.training.net.activation);
  layout.energy = net.levels().output() == Output::energy;
  return layout;
}

std::vector<std::string> defines_of(const NetLayout& net) {
  std::vector<std::string> defines;
  const auto define = [&](const char* name, int value) {
    defines.push_back(fmt::format("{} {}", name, value));
  };
  define("NET", net.is_net());
  if (!net.is_net()) return defines;
  define("LAYERS", net.layers);
  define("UNITS", net.units);
  define("ACTIVATION", net.activation);
  define("ENERGY", net.energy);
  define("TILE", net.tile());
  return defines;
}

std::vector<float> weights_of(const LearnedDenoiser& net) {
  const MlpShape shape = net.levels().shape();
  const float* w = net.net().weights.data();
  std::vector<float> packed;
  for (std::size_t l = 0; l < shape.layers; ++l)
    packed.insert(packed.end(), w + shape.weight(l),
                  w + shape.weight(l) + shape.inputs_of(l) * shape.units);
  for (std::size_t unit = 0; unit <= shape.units; ++unit) {  // and the bias as one row more
    const float* row = w + shape.out_weight() + unit * shape.columns();
    packed.insert(packed.end(), row, row + 4);
  }
  return packed;
}

void append_net_level(std::vector<float>& to, const LearnedDenoiser& net, const Level& level) {
  const LearnedDenoiser::AtLevel at = net.at(level);
  for (const double value :
       {at.input, at.x0_hat.of_x, at.x0_hat.of_f, at.score.of_x, at.score.of_f, 0.0, 0.0, 0.0})
    to.push_back(static_cast<float>(value));
  for (const double value : at.rows) to.push_back(static_cast<float>(value));
}

}  // namespace alphabar::gl

#include "core/engine/gl/kernels.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace alphabar::gl {

const Kernel& Kernels::get(const std::string& file, const std::vector<std::string>& defines) {
  std::string key = file;
  for (const std::string& define : defines) key += "; " + define;
  const auto found = kernels_.find(key);
  if (found != kernels_.end()) return found->second;
  return kernels_.emplace(key, Kernel(key, source_(file), defines)).first->second;
}

std::vector<std::string> defines_of(const StepVariant& variant) {
  const Shape& shape = variant.shape;
  const Layout& layout = variant.layout;
  const int noise = !shape.draws ? 0 : variant.noise == Noise::replayed ? 2 : 1;
  std::vector<std::string> defines;
  const auto define = [&](const char* name, int value) {
    defines.push_back(fmt::format("{} {}", name, value));
  };
  define("PER", particles_per_invocation);
  define("LOCAL", invocations_per_group);
  define("ROWS", variant.rows_room);
  define("VEC4S", variant.vec4s_room);
  define("TABLE_STORAGE", variant.table_in_storage);
  define("BLOCK", layout.block);
  define("ONE_BLOCK", layout.blocks == 1);
  define("ELLIPSES", layout.ellipses);
  define("MERGED", layout.merged);
  define("STRIDE", layout.stride());
  define("TERMS_D", shape.terms_d);
  define("TERMS_E", shape.terms_e);
  define("SCORE", shape.score);
  define("NEED_D", shape.need_d);
  define("NEED_S", shape.need_s);
  define("NOISE", noise);
  define("GUIDED", static_cast<int>(shape.guide));
  define("CORRECTOR", shape.corrector);
  define("EVALUATIONS", shape.evaluations);
  define("SKIPS", shape.skips);
  define("TRIALS", shape.trials);
  define("REPLACES", shape.replaces);
  define("ALL_STATES", shape.all_states);
  define("FAR", variant.far);
  std::ranges::copy(defines_of(layout.net), std::back_inserter(defines));
  return defines;
}

}  // namespace alphabar::gl

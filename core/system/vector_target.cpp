#include "core/system/vector_target.h"

#include <hwy/targets.h>
#include <strings.h>

#include <cstdlib>

#include "core/base/error.h"

namespace alphabar {
namespace {

/// Single bits of a set of targets; the lowest is the best.
std::vector<std::int64_t> bits_of(std::int64_t targets) {
  std::vector<std::int64_t> bits;
  for (; targets != 0; targets &= targets - 1) bits.push_back(targets & -targets);
  return bits;
}

/// What is compiled, runs here and is not ruled out. Asking Highway 1.0 makes its next dispatch
/// forget what was ruled out, so that must be told again.
std::int64_t usable_targets() {
  const std::int64_t targets = hwy::SupportedTargets();
  hwy::GetChosenTarget().Update(targets);
  return (targets & HWY_TARGETS) != 0 ? targets & HWY_TARGETS : HWY_STATIC_TARGET;
}

}  // namespace

const char* vector_name(std::int64_t target) {
  switch (target) {
    case HWY_AVX3: return "AVX-512";
    case HWY_EMU128:
    case HWY_SCALAR: return "portable";
    default: return hwy::TargetName(target);
  }
}

std::vector<std::string> compiled_vector_targets() {
  std::vector<std::string> names;
  for (const std::int64_t bit : bits_of(HWY_TARGETS)) names.emplace_back(vector_name(bit));
  return names;
}

std::string vector_target() { return vector_name(bits_of(usable_targets()).front()); }

void choose_vector_target() {
  hwy::DisableTargets(0);
  const std::int64_t runnable = usable_targets() | HWY_STATIC_TARGET;
  const char* wanted = std::getenv(vector_variable);
  if (!wanted || !*wanted) return;
  std::string names;
  for (const std::int64_t bit : bits_of(runnable)) {
    if (::strcasecmp(wanted, vector_name(bit)) == 0) {
      hwy::DisableTargets(~bit);
      usable_targets();
      return;
    }
    names += (names.empty() ? "" : ", ") + std::string(vector_name(bit));
  }
  throw BadRequest("environment", vector_variable, wanted, names + " on this machine",
                   "unset it for the first of these");
}

}  // namespace alphabar

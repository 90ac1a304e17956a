#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

void check(const SamplerSpec& sampler) {
  check(sampler.grid);
  check_options(sampler, options_of(sampler), "sampler");
}

}  // namespace alphabar

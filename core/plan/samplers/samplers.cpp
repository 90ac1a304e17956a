#include "core/plan/samplers/samplers.h"

#include <array>
#include <cmath>

#include "core/base/check.h"
#include "core/plan/samplers/page.h"

namespace alphabar {
namespace {

/// Writes the weight of guidance into the rows that evaluate (design: it changes the split alone).
void guide(Plan& plan, const GuidanceSpec& guidance, const SamplerSpec& sampler) {
  const bool wide = sampler.kind == SamplerKind::ddpm && sampler.variance == Variance::large;
  for (Row& row : plan.rows) {
    if (!row.evaluate) continue;
    row.w = guidance.scale;
    if (!shifts_mean(guidance)) continue;
    // The mean moves by scale Sigma grad log p wherever x0_hat is moved by this much (Dhariwal and
    // Nichol 2021, algorithm 1). Sigma is beta for DDPM's large variance and else beta_tilde; 0 on
    // a step to clean data.
    row.w *= row.from.a / row.to.a;
    if (!wide || row.to.s == 0) row.w *= (row.to.s * row.to.s) / (row.from.s * row.from.s);
  }
}

/// Throws BadRequest where a coefficient is not finite: the sampler's formula has no meaning there,
/// such as dividing by a = 0 (pure noise) or by s = 0 (no noise at all).
void check_finite(const Plan& plan, const SamplerInfo& info) {
  for (const Row& row : plan.rows) {
    double sum = row.c_x + row.c_s + row.c_z + row.w + row.alpha;
    for (std::size_t j = 0; j < Row::history; ++j) sum += row.c_d[j] + row.c_e[j];
    if (!std::isfinite(sum))
      throw BadRequest("sampler", "kind", info.name,
                       "a sampler that is defined from (a, s) = (" + to_text(row.from.a) + ", " +
                           to_text(row.from.s) + ") to (" + to_text(row.to.a) + ", " +
                           to_text(row.to.s) + ")",
                       "take more steps, or choose ddim or another process");
  }
}

}  // namespace

std::span<const SamplerInfo> samplers() {
#define ALPHABAR_ENTRY(name, highest_order) name##_sampler,
  static const std::array table{ALPHABAR_SAMPLERS(ALPHABAR_ENTRY)};
#undef ALPHABAR_ENTRY
  return table;
}

const char* formula_of(const SamplerInfo& info, const Process& process) {
  const bool papers = info.formula_else == nullptr || process.variance_preserving();
  return papers ? info.formula : info.formula_else;
}

Plan build_plan(const Process& process, const SamplerSpec& sampler, const GuidanceSpec& guidance) {
  check(sampler);
  const SamplerInfo& info = sampler_info(sampler.kind);
  Plan plan = info.build(process, sampler);
  if (guidance.kind != GuidanceKind::none) guide(plan, guidance, sampler);
  check_finite(plan, info);
  return plan;
}

}  // namespace alphabar

#include "core/plan/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/check.h"
#include "core/plan/invariants.h"
#include "core/plan/samplers/page.h"
#include "core/process/clock.h"
#include "core/process/levels/level_list.h"

namespace alphabar {
namespace {

/// s / a of where a row asks the model.
double sigma_asked(const Row& row) { return Level{0, row.a, row.s}.sigma(); }

/// Whether a row asks the model at a level that is to be guided.
bool guides_at(const GuidanceSpec& guidance, const Row& row) {
  const double sigma = sigma_asked(row);
  return sigma >= guidance.sigma_low && (guidance.sigma_high == 0 || sigma <= guidance.sigma_high);
}

/// By which w a row's guided split leads where one with x0_hat guided and eps_hat not would:
/// guidance moves x0_hat by -(s / a) w and eps_hat by w of the difference of the outputs, so that
///     w (c_e - c_d s / a) = -scale (a c_x + c_d) s / a.
/// Throws BadRequest for a row that reads more than its own output.
double plus_plus_weight(const Row& row, double scale) {
  const auto older = [](const auto& c) {
    return std::any_of(std::begin(c) + 1, std::end(c), [](double v) { return v != 0; });
  };
  if (older(row.c_d) || older(row.c_e) || row.c_s != 0 || row.snr > 0 || !row.commit)
    throw BadRequest("guidance", "plus_plus", "on", "a sampler of one step and one output",
                     "choose ddim, euler or ddpm, or plain classifier_free");
  const double pulled = row.c_e[0] * row.a - row.c_d[0] * row.s;
  return -scale * shares(row).signal * row.s / pulled;
}

/// Writes the weight of guidance into the rows that evaluate (design: it changes the split alone).
void guide(Plan& plan, const Process& process, const GuidanceSpec& guidance,
           const SamplerSpec& sampler) {
  const bool wide = sampler.kind == SamplerKind::ddpm && sampler.variance == Variance::large;
  for (Row& row : plan.rows) {
    if (!row.evaluate || !guides_at(guidance, row)) continue;
    row.w = guidance.scale * weight_at(guidance, share_of_time(process, sigma_asked(row)));
    if (guidance.kind == GuidanceKind::classifier_free && guidance.plus_plus && row.w != 0)
      row.w = plus_plus_weight(row, row.w);
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

std::vector<Level> visited_levels(const Process& process, const SamplerSpec& sampler) {
  return run_levels(process, sampler.grid, sampler_info(sampler.kind).lowest);
}

GridSpec by_hand(const Process& process, const SamplerSpec& sampler) {
  if (sampler.grid.spacing == Spacing::by_hand) return sampler.grid;
  GridSpec grid = by_hand(process, visited_levels(process, sampler), sampler.grid.end_clean);
  grid.steps = sampler.grid.steps;
  return grid;
}

const char* formula_of(const SamplerInfo& info, const Process& process) {
  const bool papers = info.formula_else == nullptr || process.variance_preserving();
  return papers ? info.formula : info.formula_else;
}

Plan build_plan(const Process& process, const SamplerSpec& sampler, const GuidanceSpec& guidance) {
  check(sampler);
  const SamplerInfo& info = sampler_info(sampler.kind);
  Plan plan = info.build(process, sampler);
  if (guidance.kind != GuidanceKind::none) guide(plan, process, guidance, sampler);
  check_finite(plan, info);
  return plan;
}

}  // namespace alphabar

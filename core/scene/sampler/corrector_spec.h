#pragma once

#include <array>
#include <span>

#include "core/base/listed.h"
#include "core/base/option.h"

namespace alphabar {

/// Langevin steps after (here: before) each predictor step (Song et al. 2021, algorithms 2-5).
enum class CorrectorRule {
  snr,       ///< h = 2 alpha (r mean |z| / mean |score|)^2, over all particles
  annealed,  ///< h = 2 alpha (r s)^2: annealed Langevin, score_sde's "ald"
  fixed,     ///< h = step_size at every level
};

constexpr auto listed(CorrectorRule) {
  return std::array{
      Listed{CorrectorRule::snr, "snr", "SNR"},
      Listed{CorrectorRule::annealed, "annealed", "annealed"},
      Listed{CorrectorRule::fixed, "fixed", "fixed"},
  };
}

struct CorrectorSpec {
  int steps = 0;
  CorrectorRule rule = CorrectorRule::snr;
  double snr = 0.16;
  double step_size = 1e-3;

  bool operator==(const CorrectorSpec&) const = default;
};

using CorrectorOption = Option<CorrectorSpec, int, double, CorrectorRule>;
inline constexpr std::array corrector_options{
    CorrectorOption{
        .name = "steps",
        .member = &CorrectorSpec::steps,
        .limits = {0, 1000},
        .title = "corrector",
        .help = "M Langevin steps at every level, besides the predictor's step.\n"
                "Song et al. 2021, algorithms 2 to 5. 0: none.",
        .id = "##corrector",
        .drag = {0, 10},
    },
    CorrectorOption{
        .name = "rule",
        .member = &CorrectorSpec::rule,
        .title = "its step",
        .help = "SNR: h = 2 α (r |z| / |score|)², over all particles. Annealed: h = 2 α (r s)². "
                "Fixed: the same h at every level.",
        .shown = [](const CorrectorSpec& c) { return c.steps != 0; },
    },
    CorrectorOption{
        .name = "snr",
        .member = &CorrectorSpec::snr,
        .limits = {1e-6, 100},
        .used = [](const CorrectorSpec& c) { return c.rule != CorrectorRule::fixed; },
        .title = "its SNR",
        .help = "r > 0.",
        .drag = {0.01, 1},
        .shown = [](const CorrectorSpec& c) { return c.steps != 0; },
    },
    CorrectorOption{
        .name = "step_size",
        .member = &CorrectorSpec::step_size,
        .limits = {1e-12, 1e3},
        .used = [](const CorrectorSpec& c) { return c.rule == CorrectorRule::fixed; },
        .title = "h",
        .help = "x' = x + h score + √(2h) z, h > 0.",
        .id = "##corrector_h",
        .drag = {1e-6, 1, "%.3g", true},
        .shown = [](const CorrectorSpec& c) { return c.steps != 0; },
    },
};
inline std::span<const CorrectorOption> options_of(const CorrectorSpec&) {
  return corrector_options;
}

}  // namespace alphabar

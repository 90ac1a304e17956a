#pragma once

#include <array>
#include <span>

#include "core/base/option.h"

namespace alphabar {

/// Noise put back before each step of Euler, Heun or DPM-2 (Karras et al. 2022, algorithm 2).
struct ChurnSpec {
  double amount = 0;
  double sigma_min = 0;
  double sigma_max = 1e8;

  bool operator==(const ChurnSpec&) const = default;
};

using ChurnOption = Option<ChurnSpec, double>;
inline constexpr std::array churn_options{
    ChurnOption{
        .name = "amount",
        .member = &ChurnSpec::amount,
        .limits = {0, 1e6},
        .title = "churn",
        .help = "Noise put back before each step, S_churn over the whole run. 0: none.\n"
                "Karras et al. 2022, algorithm 2.",
        .id = "##churn",
        .drag = {0, 80, "%.3g"},
    },
    ChurnOption{
        .name = "sigma_min",
        .member = &ChurnSpec::sigma_min,
        .limits = {0, 1e8},
        .title = "from σ",
        .help = "S_tmin: only at levels from here on.",
        .id = "##churn_min",
        .drag = {0, 1, "%.3g"},
        .shown = [](const ChurnSpec& c) { return c.amount > 0; },
    },
    ChurnOption{
        .name = "sigma_max",
        .member = &ChurnSpec::sigma_max,
        .limits = {0, 1e8},
        .title = "to σ",
        .help = "S_tmax: only at levels up to here.",
        .id = "##churn_max",
        .drag = {1, 1e8, "%.3g", true},
        .shown = [](const ChurnSpec& c) { return c.amount > 0; },
    },
};
inline std::span<const ChurnOption> options_of(const ChurnSpec&) { return churn_options; }

}  // namespace alphabar

#pragma once

#include <array>
#include <span>

#include "core/base/option.h"

namespace alphabar {

/// Going back up by noise and down again, over one interval of levels (Xu et al. 2023, algorithm
/// 1).
struct RestartSpec {
  int times = 2;
  int steps = 3;
  double sigma_low = 0.3;
  double sigma_high = 1;

  bool operator==(const RestartSpec&) const = default;
};

using RestartOption = Option<RestartSpec, int, double>;
inline constexpr std::array restart_options{
    RestartOption{
        .name = "times",
        .member = &RestartSpec::times,
        .limits = {0, 1000},
        .title = "restarts K",
        .help = "How often the run goes back up over the interval. 0: Heun.\n"
                "Xu et al. 2023, algorithm 1.",
        .id = "##restart_times",
        .drag = {0, 20},
    },
    RestartOption{
        .name = "steps",
        .member = &RestartSpec::steps,
        .limits = {1, 1000},
        .title = "steps each",
        .help = "Heun steps of a way down, spread as Karras et al. 2022 do, rho = 7.",
        .id = "##restart_steps",
        .drag = {1, 20},
    },
    RestartOption{
        .name = "sigma_low",
        .member = &RestartSpec::sigma_low,
        .limits = {1e-8, 1e8},
        .title = "from σ",
        .help = "Where the run turns: its level nearest to this one.",
        .id = "##restart_low",
        .drag = {0.01, 10, "%.3g", true},
    },
    RestartOption{
        .name = "sigma_high",
        .member = &RestartSpec::sigma_high,
        .limits = {1e-8, 1e8},
        .title = "up to σ",
        .help = "How far noise takes it up again.",
        .id = "##restart_high",
        .drag = {0.01, 10, "%.3g", true},
    },
};
inline std::span<const RestartOption> options_of(const RestartSpec&) { return restart_options; }

}  // namespace alphabar

#pragma once

#include <array>
#include <span>

#include "core/scene/training/training_spec.h"

namespace alphabar {

using NetOption = Option<NetSpec, int, double, Activation, TimeFeatures>;
inline constexpr std::array net_options{
    NetOption{
        .name = "layers",
        .member = &NetSpec::layers,
        .limits = {2, 8},
        .title = "layers",
        .help = "Hidden layers; from the second on each adds to what is there (residual blocks).",
        .drag = {2, 8},
    },
    NetOption{
        .name = "units",
        .member = &NetSpec::units,
        .limits = {16, 256},
        .title = "units",
        .help = "Of every hidden layer.",
        .drag = {16, 256},
    },
    NetOption{
        .name = "activation",
        .member = &NetSpec::activation,
        .title = "activation",
        .help = "SiLU: z / (1 + exp(-z)). ReLU: max(z, 0); its score has no slope of its own.\n"
                "softplus: log(1 + exp(z)).",
    },
    NetOption{
        .name = "time",
        .member = &NetSpec::time,
        .title = "time",
        .help = "Sinusoidal: sin and cos of 1000 t / t_max times falling frequencies.\n"
                "Fourier: sin and cos of 2π w ln σ, w random. Nets of one level have neither.",
    },
    NetOption{
        .name = "time_features",
        .member = &NetSpec::time_features,
        .limits = {2, 128},
        .title = "features",
        .help = "Numbers that tell the net the level; half of them sines.",
        .drag = {2, 128},
    },
    NetOption{
        .name = "fourier_scale",
        .member = &NetSpec::fourier_scale,
        .limits = {1e-3, 100},
        .used = [](const NetSpec& n) { return n.time == TimeFeatures::fourier; },
        .title = "scale of w",
        .help = "Standard deviation of the frequencies w of ln σ.",
        .drag = {0.01, 4, "%.3g", true},
    },
};
inline std::span<const NetOption> options_of(const NetSpec&) { return net_options; }

using TrainingOption = Option<TrainingSpec, int, double, Prediction, LevelWeight, NegativeStart,
                              RateSchedule, NetSpec>;
inline constexpr std::array training_options{
    TrainingOption{
        .name = "prediction",
        .member = &TrainingSpec::prediction,
        .title = "returns",
        .help = "What the net returns. The losses differ by powers of SNR = a² / s²:\n"
                "|ε|² = SNR |x₀|², and where a² + s² = 1, |v|² = (SNR + 1) |x₀|².",
    },
    TrainingOption{
        .name = "sigma",
        .member = &TrainingSpec::sigma,
        .limits = {0, 10},
        .title = "σ",
        .help = "The one level: the data plus noise of this standard deviation.\n"
                "What is learned is the score, or the energy, of that, not of the data.",
        .drag = {0.02, 2, "%.3g", true},
    },
    TrainingOption{
        .name = "weight",
        .member = &TrainingSpec::weight,
        .title = "weight λ",
        .help = "Of λ |score error|². s²: all levels weigh the same in ε.\n"
                "g²: the likelihood's (Song et al. 2021).",
    },
    TrainingOption{
        .name = "levels",
        .member = &TrainingSpec::levels,
        .limits = {1, 1000},
        .title = "levels",
        .help = "How many σ, geometric from σ_min to σ_max of the process.",
        .drag = {2, 200, "%d", true},
    },
    TrainingOption{
        .name = "gamma",
        .member = &TrainingSpec::gamma,
        .limits = {1e-3, 1e6},
        .title = "γ",
        .help = "min(SNR, γ) / SNR on the ε-loss. Hang et al. 2023: 5.",
        .drag = {0.1, 100, "%.3g", true},
    },
    TrainingOption{
        .name = "log_mean",
        .member = &TrainingSpec::log_mean,
        .limits = {-10, 10},
        .title = "mean of ln σ",
        .help = "Karras et al. 2022, table 1: P_mean = -1.2.",
        .drag = {-4, 4, "%.3g"},
    },
    TrainingOption{
        .name = "log_std",
        .member = &TrainingSpec::log_std,
        .limits = {0.01, 10},
        .title = "its deviation",
        .help = "Karras et al. 2022, table 1: P_std = 1.2.",
        .drag = {0.1, 4, "%.3g"},
    },
    TrainingOption{
        .name = "negatives",
        .member = &TrainingSpec::negatives,
        .title = "negatives",
        .help = "Where the K Langevin steps begin that make the model's samples.",
    },
    TrainingOption{
        .name = "langevin_steps",
        .member = &TrainingSpec::langevin_steps,
        .limits = {1, 1000},
        .title = "K",
        .help = "Langevin steps, x' = x + h score + √(2h) z. Too few: the energy is biased.",
        .drag = {1, 200, "%d", true},
    },
    TrainingOption{
        .name = "langevin_step",
        .member = &TrainingSpec::langevin_step,
        .limits = {1e-8, 1},
        .title = "step h",
        .help = "Of the chains. Too large: they leave the data's scale.",
        .drag = {1e-4, 0.1, "%.3g", true},
    },
    TrainingOption{
        .name = "energy_decay",
        .member = &TrainingSpec::energy_decay,
        .limits = {0, 10},
        .title = "decay of E²",
        .help = "Holds the energy, which is known up to a constant, near 0.\n"
                "Du and Mordatch 2019, section 3.3.",
        .drag = {0, 1, "%.3g"},
    },
    TrainingOption{
        .name = "points",
        .member = &TrainingSpec::points,
        .limits = {2, 100000},
        .title = "points",
        .help = "Of the training set, drawn from the data once. all: every batch is drawn anew.\n"
                "The fewer, the more there is to memorise.",
        .drag = {2, 10000, "%d", true},
        .zero = "all",
    },
    TrainingOption{.name = "net", .member = &TrainingSpec::net},
    TrainingOption{
        .name = "steps",
        .member = &TrainingSpec::steps,
        .limits = {1, 10'000'000},
        .title = "steps",
        .help = "Of the optimizer, in all.",
        .drag = {100, 100000, "%d", true},
    },
    TrainingOption{
        .name = "batch",
        .member = &TrainingSpec::batch,
        .limits = {2, 65536},
        .title = "batch",
        .help = "Draws a step.",
        .drag = {16, 4096, "%d", true},
    },
    TrainingOption{
        .name = "learning_rate",
        .member = &TrainingSpec::learning_rate,
        .limits = {1e-8, 10},
        .title = "learning rate",
        .help = "Of AdamW, at its top. Loshchilov and Hutter 2019; β₁ = 0.9, β₂ = 0.999.",
        .drag = {1e-5, 0.1, "%.3g", true},
    },
    TrainingOption{
        .name = "schedule",
        .member = &TrainingSpec::schedule,
        .title = "its schedule",
        .help = "After the warm-up.",
    },
    TrainingOption{
        .name = "warm_up",
        .member = &TrainingSpec::warm_up,
        .limits = {0, 1'000'000},
        .title = "warm-up",
        .help = "Steps in which the learning rate rises to its top.",
        .drag = {0, 2000},
    },
    TrainingOption{
        .name = "weight_decay",
        .member = &TrainingSpec::weight_decay,
        .limits = {0, 10},
        .title = "weight decay",
        .help = "Of AdamW: w -= rate decay w.",
        .drag = {0, 0.1, "%.3g"},
    },
    TrainingOption{
        .name = "clip",
        .member = &TrainingSpec::clip,
        .limits = {1e-6, 1e6},
        .title = "clip norm",
        .help = "The longest gradient that is taken; a longer one is shortened to it.",
        .drag = {0.1, 100, "%.3g", true},
        .zero = "none",
    },
    TrainingOption{
        .name = "ema",
        .member = &TrainingSpec::ema,
        .limits = {0, 0.99999},
        .title = "EMA",
        .help = "Decay of the averaged weights, which are what runs; min(EMA, (1 + n) / (10 + n))\n"
                "at step n. 0: the weights themselves.",
        .drag = {0, 0.9999, "%.5g"},
    },
    TrainingOption{
        .name = "seed",
        .member = &TrainingSpec::seed,
        .limits = {0, 2'000'000'000},
        .title = "seed",
        .help = "Of the first weights, the training set, the batches, levels and noise.",
        .drag = {0, 1000},
    },
};
inline std::span<const TrainingOption> options_of(const TrainingSpec&) { return training_options; }

}  // namespace alphabar

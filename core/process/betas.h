#pragma once

#include <vector>

#include "core/scene/process_spec.h"

namespace alphabar {

/// beta_1 .. beta_T of a discrete kind (asserted), each in (0, 1], in double. beta_T is 1 only with
/// zero_terminal_snr.
///
/// linear: Ho et al. 2020, section 4. scaled_linear: linear in sqrt(beta). cosine: Nichol and
/// Dhariwal 2021, eq. 17, with their offset 0.008, each beta capped at max_beta. sigmoid:
/// diffusers' "sigmoid". drawn: alpha_bar a MonotoneCurve from (0, 1) through the points, t / T.
/// formula: alpha_bar by formula_curve. Zero terminal SNR: Lin et al. 2024, algorithm 1
/// (sqrt(alpha_bar) shifted to end at 0 and stretched to start where it did).
std::vector<double> make_betas(const ProcessSpec& spec);

}  // namespace alphabar

#pragma once

#include <array>

#include "core/base/listed.h"

namespace alphabar {

/// What a plot of the curves panel shows, over the time of the process.
enum class PlotKind {
  level,              ///< alpha_bar with its roots; sigma, or a and s, where there is none
  noise,              ///< sigma_t(eta): what each lane adds in a step, beside a fan of DDIM's
  log_snr,            ///< 2 log(a / s)
  beta,               ///< beta_t, or g(t)^2 where time is continuous
  sigma,              ///< s / a
  coefficients,       ///< of x0_hat, eps_hat and z in the steps of each lane
  posterior,          ///< variance of the reverse step: small and large
  posterior_mean,     ///< coefficients of x_0 and x_t in the mean of q(x_{t-1} | x_t, x_0)
  invariants,         ///< by how much the steps of each lane miss signal and noise
  flow_coefficients,  ///< DDIM's step beside one of the VP probability flow
  bound,              ///< terms of the variational bound, and the simple loss
  weights,            ///< of the squared error of eps_hat: in the bound, and DDIM's gamma_t
  matching,           ///< denoising score matching loss and Fisher divergence of the exact model
};

constexpr auto listed(PlotKind) {
  return std::array{
      Listed{PlotKind::level, "level"},
      Listed{PlotKind::noise, "noise"},
      Listed{PlotKind::log_snr, "log_snr"},
      Listed{PlotKind::beta, "beta"},
      Listed{PlotKind::sigma, "sigma"},
      Listed{PlotKind::coefficients, "coefficients"},
      Listed{PlotKind::posterior, "posterior"},
      Listed{PlotKind::posterior_mean, "posterior_mean"},
      Listed{PlotKind::invariants, "invariants"},
      Listed{PlotKind::flow_coefficients, "flow_coefficients"},
      Listed{PlotKind::bound, "bound"},
      Listed{PlotKind::weights, "weights"},
      Listed{PlotKind::matching, "matching"},
  };
}

/// Values that span decades, which a linear axis would show as a spike and a flat line.
constexpr bool starts_logarithmic(PlotKind kind) {
  switch (kind) {
    case PlotKind::sigma:
    case PlotKind::posterior:
    case PlotKind::invariants:
    case PlotKind::flow_coefficients:
    case PlotKind::bound:
    case PlotKind::weights:
    case PlotKind::matching: return true;
    default: return false;
  }
}

struct PlotSpec {
  PlotKind kind = PlotKind::level;
  bool log = false;  ///< its value axis, where what it shows has a logarithm; a file that does not
                     ///< say has it as starts_logarithmic does
  bool operator==(const PlotSpec&) const = default;
};

}  // namespace alphabar

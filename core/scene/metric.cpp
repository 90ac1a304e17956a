#include "core/scene/metric.h"

#include <array>

namespace alphabar {
namespace {

constexpr std::array<MetricInfo, 11> table{{
    {Metric::sliced_w1, "sliced_w1", "Sliced Wasserstein-1", "SW\u2081",
     "mean over 32 directions of W1 between the particles' shadows and the exact mixture's: "
     "int |F_n^-1(q) - F^-1(q)| dq",
     "Bonneel et al. 2015, Sliced and Radon Wasserstein barycenters, definition 3"},
    {Metric::sliced_w2, "sliced_w2", "Sliced Wasserstein-2", "SW\u2082",
     "root of the mean over 32 directions of W2^2 between the particles' shadows and the exact "
     "mixture's: int (F_n^-1(q) - F^-1(q))^2 dq",
     "Bonneel et al. 2015, Sliced and Radon Wasserstein barycenters, definition 3"},
    {Metric::energy, "energy", "Energy distance", "D",
     "sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|), X a particle, Y from the exact mixture",
     "Szekely and Rizzo 2013, Energy statistics, eq. 2.1"},
    {Metric::mode_weights, "mode_weights", "Mode weights", "TV",
     "sum_k |mean over the particles of r_k(x) - w_k| / 2, r_k the components' responsibilities",
     "total variation between the shares of the components; Bishop 2006, eq. 9.13"},
    {Metric::ode_end, "ode_end", "Distance to the ODE's end", "rms",
     "root mean square, over particles, of the distance from where the probability-flow ODE, "
     "guided "
     "as the run, takes the same start; of a run that comes back to its first level, from the "
     "start "
     "itself",
     "Song et al. 2021 (SDE), eq. 13, solved finely"},
    {Metric::kl, "kl", "KL divergence", "KL",
     "mean over the particles of -log p(x) - log(pi r^2), minus psi(n) - psi(k); p the target, r "
     "the "
     "distance to the k-th nearest of the n particles, k = 3; by chance it may be below 0",
     "Kraskov et al. 2004, Estimating mutual information, eq. 20, for the entropy of the "
     "particles"},
    {Metric::nll, "nll", "Excess negative log likelihood", "NLL",
     "|mean over the particles of -log p(x) - mean over exact draws of -log p(Y)|, p the target, "
     "in "
     "nats",
     "Theis et al. 2016, A note on the evaluation of generative models, section 3.1"},
    {Metric::mmd, "mmd", "MMD squared", "MMD\u00b2",
     "mean over pairs of k(x, x') - 2 E k(X, Y) + E k(Y, Y'), unbiased, by chance below 0; k the "
     "mean "
     "of exp(-|x - y|^2 / (2 h^2)) over h = b, b/2, b/4, b/8, b^2 the trace of the target's "
     "covariance",
     "Gretton et al. 2012, A kernel two-sample test, eq. 3; several bandwidths: Li et al. 2015, "
     "Generative moment matching networks"},
    {Metric::one_minus_precision, "one_minus_precision", "1 - precision", "1 - P",
     "share of the particles that lie in no ball around a draw from the target that reaches to the "
     "draw's 3rd nearest, as many draws as particles",
     "Kynkaanniemi et al. 2019, Improved precision and recall metric, eqs. 1 and 2"},
    {Metric::one_minus_recall, "one_minus_recall", "1 - recall", "1 - R",
     "share of the draws from the target that lie in no ball around a particle that reaches to the "
     "particle's 3rd nearest",
     "Kynkaanniemi et al. 2019, Improved precision and recall metric, eqs. 1 and 2"},
    {Metric::curvature, "curvature", "Curvature of the paths", "bend",
     "sum over particles of the length of the path x_T ... x_0, over the sum of |x_0 - x_T|, minus "
     "1: "
     "0 where every path is a straight line; no distance from the target",
     "the arc-chord ratio; that straight paths need few steps: Liu et al. 2023, Flow straight and "
     "fast; Lee et al. 2023, Minimizing trajectory curvature"},
}};

}  // namespace

std::span<const MetricInfo> metrics() { return table; }

}  // namespace alphabar

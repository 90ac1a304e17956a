#include <algorithm>
#include <array>
#include <cmath>

#include "core/plan/exponential.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"

// Solvers of stochastic equations of their own, with the linear part exact.

namespace alphabar {
namespace {

/// phi of sigma, the noise scale function of the extended reverse-time SDE: sigma (e^(sigma^0.3) +
/// 10), "ER SDE 5" (Cui et al. 2023, section 4.2 and appendix C). 0 at sigma = 0.
double scaled(double sigma) { return sigma * (std::exp(std::pow(sigma, 0.3)) + 10); }

/// int 1 / phi and int (sigma - start) / phi over a step from sigma `start` down to `end`, both >
/// 0, as a sum of 200 values from the lower end up, as ComfyUI takes it.
struct Integrals {
  double one = 0, first = 0;
};
Integrals integrals(double start, double end) {
  constexpr int points = 200;
  const double width = (start - end) / points;
  Integrals sum;
  for (int k = 0; k < points; ++k) {
    const double sigma = end + k * width, weight = width / scaled(sigma);
    sum.one += weight;
    sum.first += (sigma - start) * weight;
  }
  return sum;
}

/// A step of order 1: x' = (a' phi' / (a phi)) x + a' (1 - phi' / phi) x0_hat + noise.
Row first_order_row(const SamplerSpec& sampler, const Level& from, const Level& to) {
  Row row = step_row(from, to);
  const double r = to.s > 0 && from.a > 0 ? scaled(to.sigma()) / scaled(from.sigma()) : 0;
  row.c_x = r > 0 ? to.a / from.a * r : 0;
  row.c_d[0] = to.a * (1 - r);
  const double kept = r > 0 ? from.sigma() * r : 0;  // of the noise, in x / a
  if (to.s > 0)
    row.c_z = sampler.noise_scale * to.a *
              std::sqrt(std::max(0.0, to.sigma() * to.sigma() - kept * kept));
  row.draw = to.s > 0;
  return row;
}

/// ER-SDE-Solver 1 to 3 (Cui et al. 2023, eq. 15, 20 and algorithm 1, of VE in x / a and so of
/// every process; ComfyUI's sample_er_sde): the noise of an SDE of its own, x0_hat by its Taylor
/// polynomial in sigma with differences for derivatives. The order rises from 1; a step to clean
/// data, or from pure noise, is of order 1.
Plan er_sde_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    Row row = first_order_row(sampler, from, to);
    const auto sigma = [&](std::size_t back) { return levels[i - back].sigma(); };
    const auto apart = [&](std::size_t back) {  // whether a difference can be taken there
      return back <= i && levels[i - back].a > 0 && sigma(back) > sigma(back - 1) * (1 + 1e-12);
    };
    const auto order = static_cast<std::size_t>(sampler.order);
    if (order >= 2 && to.s > 0 && apart(1)) {
      const double change = to.sigma() - sigma(0), phi = scaled(to.sigma());
      const Integrals sum = integrals(sigma(0), to.sigma());
      const double d0 = sigma(0) - sigma(1);
      double of_d0 = to.a * (change + sum.one * phi);  // of d_0 = (x0_hat - x0_hat_1) / d0
      if (order >= 3 && apart(2)) {                    // and d_1 likewise, a step before
        const double d1 = sigma(1) - sigma(2);
        const double of_curvature = to.a * (change * change / 2 + sum.first * phi);
        const double share = of_curvature * 2 / (sigma(0) - sigma(2));
        of_d0 += share;
        row.c_d[1] -= share / d1;
        row.c_d[2] += share / d1;
      }
      row.c_d[0] += of_d0 / d0;
      row.c_d[1] -= of_d0 / d0;
    }
    plan.rows.push_back(row);
  }
  return plan;
}

/// x0_hat's share of a step: of the outputs in the order they are asked.
using Weights = std::array<double, 3>;

/// The weights of SEEDS up to stage `stage` of `order`, its step from `from` to `to`: at the first
/// stage x0_hat alone, then the line that its values make.
Weights seeds_weights(const Exponential& e, int stage, int order) {
  if (stage == 1) return {e.constant};
  if (order == 2) return {0, e.constant};
  // Stage 2 of three, at twice the place of the first, and the step itself from x0_hat there.
  const double newer = stage == 2 ? 2 * e.slope() : e.slope() * 1.5;
  if (stage == 2) return {e.constant - newer, newer};
  return {e.constant - newer, 0, newer};
}

/// SEEDS-1 to 3 (Gonzalez et al. 2023): stages at equal distances in log sigma, an exponential
/// Runge-Kutta step of the SDE with eta of its noise; ComfyUI's sample_seeds_2 and 3 (r = 1/2; 1/3
/// and 2/3). Each stage keeps its own noise in what follows, so that it is a row that moves x: the
/// weights of earlier outputs are what is left to the formula of the whole step. A step to clean
/// data, or from pure noise, is of one stage.
Plan seeds_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    const bool one_stage = to.s == 0 || from.a == 0 || lambda(to) - lambda(from) < 1e-12;
    const int order = one_stage ? 1 : sampler.order;
    if (one_stage) {
      Row row = ddim_row(from, to, sampler.eta);
      row.c_z *= sampler.noise_scale;
      row.draw = false;
      plan.rows.push_back(row);
      continue;
    }
    Weights before{};
    Level at = from;
    for (int stage = 1; stage <= order; ++stage) {
      const bool last = stage == order;
      const Level next = last ? to
                              : level_between(process, sampler.frame, from, to,
                                              static_cast<double>(stage) / order);
      const Exponential part = exponential(at, next, SolverForm::x0, sampler.eta);
      const Weights all =
          seeds_weights(exponential(from, next, SolverForm::x0, sampler.eta), stage, order);
      Row row = step_row(at, next);
      row.report = last ? Report::state : Report::none;
      row.c_x = part.linear;
      for (int asked = 0; asked < stage; ++asked) {
        const auto newest_first = static_cast<std::size_t>(stage - 1 - asked);
        const auto j = static_cast<std::size_t>(asked);
        row.c_d[newest_first] = all[j] - part.linear * before[j];
      }
      row.c_z = part.noise * sampler.noise_scale;
      plan.rows.push_back(row);
      before = all;
      at = next;
    }
  }
  return plan;
}

}  // namespace

constinit const SamplerInfo seeds_sampler{
    .kind = SamplerKind::seeds,
    .name = "seeds",
    .title = "SEEDS",
    .formula =
        "x' = e^(-eta h) s' x / s + w_1 x0_hat(x) + w_2 x0_hat(y) + s' sqrt(1 - e^(-2 eta h)) z, "
        "w_1 + w_2 = a' (1 - e^(-(1 + eta) h))",
    .source = "Gonzalez et al. 2023 (SEEDS); ComfyUI, sample_seeds_2 and sample_seeds_3",
    .options = {&SamplerSpec::eta, &SamplerSpec::order, &SamplerSpec::noise_scale,
                &SamplerSpec::frame},
    .stochastic = true,
    .build = seeds_plan,
};

constinit const SamplerInfo er_sde_sampler{
    .kind = SamplerKind::er_sde,
    .name = "er_sde",
    .title = "ER-SDE-Solver",
    .formula =
        "x'/a' = q x/a + (1 - q) x0_hat + sqrt(sigma'^2 - q^2 sigma^2) z, "
        "q = sigma' (e^(sigma'^0.3) + 10) / (sigma (e^(sigma^0.3) + 10))",
    .source = "Cui et al. 2023, algorithm 1; ComfyUI, sample_er_sde",
    .options = {&SamplerSpec::order, &SamplerSpec::noise_scale, &SamplerSpec::frame},
    .stochastic = true,
    .build = er_sde_plan,
};

}  // namespace alphabar

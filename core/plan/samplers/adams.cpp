#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

#include "core/plan/quadrature.h"
#include "core/plan/samplers/ddim.h"
#include "core/plan/samplers/page.h"
#include "core/process/levels/grid.h"

// Adams methods for d(x / a) = eps_hat d sigma: one evaluation a step, eps_hat as a polynomial
// through the newest outputs, so x' = (a'/a) x + a' sum_j eps_hat_j int L_j dsigma.

namespace alphabar {
namespace {

/// Adams-Bashforth weights of equal steps, newest first, by order, at most 4 (Liu et al. 2022, eq.
/// 12).
Weights bashforth(std::size_t order) {
  switch (order) {
    case 1: return Weights{{1}};
    case 2: return Weights{{3.0 / 2, -1.0 / 2}};
    case 3: return Weights{{23.0 / 12, -16.0 / 12, 5.0 / 12}};
    default: return Weights{{55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24}};
  }
}

/// A step with x / a moved by (sigma' - sigma) sum share_j eps_hat_j; shares sum to 1.
Row adams_row(const Level& from, const Level& to, const Weights& share) {
  if (from.a == 0) return ddim_row(from, to, 0);  // sigma is infinite
  Row row = step_row(from, to);
  row.c_x = to.a / from.a;
  const double change = to.s - from.s * row.c_x;
  std::ranges::copy(change * share, row.c_e.begin());
  return row;
}

/// int_0^1 u^k g(u) du / int_0^1 g(u) du for g = 1, k below `count`.
Weights even_moments(std::size_t count) {
  Weights moment(count);
  for (std::size_t k = 0; k < count; ++k) moment[k] = 1 / (static_cast<double>(k) + 1);
  return moment;
}

/// The same for g = e^(h u); each loses 1 / h of the precision of the last.
Weights exponential_moments(double h, std::size_t count) {
  Weights moment(count);
  moment[0] = 1;
  const double last = h * std::exp(h) / std::expm1(h);
  for (std::size_t k = 1; k < count; ++k)
    moment[k] = (last - static_cast<double>(k) * moment[k - 1]) / h;
  return moment;
}

/// What the polynomial through the outputs is a polynomial of.
class Place {
 public:
  Place(const Process& process, DeisVariable variable) : process_(process), variable_(variable) {}

  double operator()(double sigma) const {
    switch (variable_) {
      case DeisVariable::sigma: return sigma;
      case DeisVariable::log_sigma: return std::log(sigma);
      case DeisVariable::time: return process_.at_sigma(sigma).t;
    }
    return 0;
  }

  /// int u^k dsigma / (change of sigma), k below `count`, over the step from sigma `from` > 0 to
  /// `to` > 0, u = 0..1 the step in this variable.
  Weights moments(double from, double to, std::size_t count) const {
    const double origin = (*this)(from), h = (*this)(to)-origin;
    if (variable_ == DeisVariable::sigma) return even_moments(count);
    if (variable_ == DeisVariable::log_sigma) return exponential_moments(h, count);
    Weights moment(count);
    for (std::size_t k = 0; k < count; ++k) {
      const auto of_log_sigma = [&](double v) {
        const double sigma = std::exp(v);
        return sigma * std::pow(((*this)(sigma)-origin) / h, static_cast<double>(k));
      };
      moment[k] = boost::math::quadrature::gauss<double, 20>::integrate(
                      of_log_sigma, std::log(from), std::log(to)) /
                  (to - from);
    }
    return moment;
  }

 private:
  const Process& process_;
  DeisVariable variable_;
};

/// The shares of the `order` newest outputs in the step from levels[i]: the integral over it of the
/// polynomial through them, dsigma, over the change of sigma.
Weights shares_of(const std::vector<Level>& levels, std::size_t i, std::size_t order,
                  const Place& place) {
  if (order == 1) return bashforth(1);
  const double from = levels[i].sigma(), to = levels[i + 1].sigma();
  Weights nodes(order);
  for (std::size_t j = 0; j < order; ++j)
    nodes[j] = (place(levels[i - j].sigma()) - place(from)) / (place(to) - place(from));
  return quadrature_weights(nodes, place.moments(from, to, order));
}

/// The largest order at step i for which all levels used have a finite sigma, and a place, of their
/// own.
std::size_t usable_order(const std::vector<Level>& levels, std::size_t i, std::size_t order,
                         const Place& place) {
  const auto apart = [&](std::size_t k) {
    return levels[k].a > 0 && levels[k].sigma() > levels[k + 1].sigma() * (1 + 1e-12) &&
           place(levels[k].sigma()) > place(levels[k + 1].sigma());
  };
  std::size_t usable = 1;
  if (order == 1 || !apart(i)) return 1;
  while (usable < std::min(order, i + 1) && apart(i - usable)) ++usable;
  return usable;
}

/// Where a step of Runge-Kutta asks the model.
struct KuttaLevels {
  Level from, first_middle, middle, to;
};

/// Fourth-order Runge-Kutta from `from` to `to` (Liu et al. 2022, eq. 13), asked at `from`, twice
/// at `middle`, and at `to`; the second evaluation is of a state made for `first_middle`, which
/// differs where the timesteps do not halve evenly. Its four outputs take one place of the history:
/// x is known from the first, x = a x0_hat + s eps_hat, so the state register sums the slopes
/// instead.
void add_runge_kutta(Plan& plan, const KuttaLevels& levels) {
  const Level &from = levels.from, &to = levels.to;
  const auto asked_at = [](Row& row, const Level& level) {
    row.a = level.a;
    row.s = level.s;
  };
  const double factor = to.a / from.a, change = to.s - from.s * factor;
  const Level start{to.t, to.a, from.s * factor};
  Level sum = start;  // where the register is: part of the way

  Row trial = adams_row(from, levels.first_middle, bashforth(1));
  trial.commit = false;
  trial.report = Report::trial;
  trial.replace_newest = !plan.rows.empty();
  plan.rows.push_back(trial);

  const auto add_slopes = [&](const Weights& share) -> Row& {
    Row row = step_row(sum == start ? from : sum, sum);
    asked_at(row, levels.middle);
    row.report = Report::none;
    row.c_x = row.from == from ? factor : 1;
    for (Eigen::Index j = 0; j < share.size(); ++j) {
      row.c_e[j] = change * share[j];
      row.to.s += row.c_e[j];
    }
    sum = row.to;
    return plan.rows.emplace_back(row);
  };
  // The next point to ask at, from the first output (place 1) and the newest (place 0).
  const auto add_trial = [&](const Level& made_for) {
    const double scale = made_for.a / from.a;
    Row row = step_row(sum, made_for);
    row.evaluate = false;
    row.commit = false;
    row.report = Report::trial;
    row.c_x = 0;
    row.c_d[1] = scale * from.a;
    row.c_e[1] = scale * from.s;
    row.c_e[0] = made_for.s - from.s * scale;
    plan.rows.push_back(row);
  };
  add_slopes(Weights{{1.0 / 3, 1.0 / 6}});
  add_trial(levels.middle);
  add_slopes(Weights{{1.0 / 3}}).replace_newest = true;
  add_trial(to);
  Row last = step_row(sum, to);
  asked_at(last, to);
  last.replace_newest = true;
  last.c_x = 1;
  last.c_e[0] = change / 6;
  plan.rows.push_back(last);
}

/// The level half a step below levels[i].
Level half_way(const Process& process, const SamplerSpec& sampler, const Level& from,
               const Level& to) {
  if (!process.discrete()) return process.at((from.t + to.t) / 2);
  const int half = process.T() / sampler.grid.steps / 2;  // whole timesteps
  return process.at(from.t - half);
}

/// PNDM (Liu et al. 2022, eq. 11 to 13): Adams-Bashforth weights of order 4 whatever the spacing,
/// in DDIM's step. Without runge_kutta ("PLMS", diffusers' skip_prk_steps) the order rises from 1
/// and the first step is taken twice, the second time with the mean of the outputs at its two ends;
/// with it the first three steps are Runge-Kutta steps of four evaluations, their middle T // n //
/// 2 timesteps down (discrete processes; elsewhere half way in t).
Plan pndm_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  const std::vector<Level> targets = step_targets(process, sampler.grid, levels);
  Plan plan = plan_from(process, levels[0]);
  const std::size_t steps = targets.size();
  const std::size_t kutta =
      sampler.runge_kutta && levels[0].a > 0 ? std::min<std::size_t>(3, steps - 1) : 0;
  for (std::size_t i = 0; i < kutta; ++i) {
    const Level down = half_way(process, sampler, levels[i], levels[i + 1]);
    const int half = process.discrete() ? process.T() / sampler.grid.steps / 2 : 0;
    const Level middle = process.discrete() ? process.at(levels[i + 1].t + half) : down;
    add_runge_kutta(plan, {levels[i], down, middle, levels[i + 1]});
  }
  for (std::size_t i = kutta; i < steps; ++i) {
    Row row = adams_row(levels[i], targets[i], bashforth(i + 1));
    // The last output of a Runge-Kutta step, or of the trial below, is not kept.
    row.replace_newest = i == kutta && kutta > 0;
    if (kutta == 0 && i == 0 && steps > 1 && levels[0].a > 0) {
      row.commit = false;  // the trial: redone below from the same state
      plan.rows.push_back(row);
      // With stride targets off the list, diffusers redoes the step that ends at the second entry.
      const double stride = levels[0].t - targets[0].t;
      const Level start = targets[0] == levels[1] ? levels[0] : process.at(levels[1].t + stride);
      row = adams_row(start, levels[1], Weights::Constant(2, 0.5));
      row.a = levels[1].a;
      row.s = levels[1].s;
    }
    if (kutta == 0 && i == 1) row.replace_newest = levels[0].a > 0;
    plan.rows.push_back(row);
  }
  return plan;
}

/// The same weights, the order rising from 1 to 4, no step taken twice (diffusers' IPNDMScheduler).
Plan ipndm_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i)
    plan.rows.push_back(adams_row(levels[i], levels[i + 1], bashforth(i + 1)));
  return plan;
}

/// Linear multistep of order 1..4: the polynomial is in sigma and integrated exactly (k-diffusion's
/// sample_lms, which does it by quadrature): Adams-Bashforth with the steps' own lengths, the
/// "rhoAB" of Zhang and Chen 2023 (DEIS), eq. 15. With euler_at_final it is what iPNDM_v means to
/// be.
Plan lms_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  const Place sigma(process, DeisVariable::sigma);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const bool euler = sampler.euler_at_final && i + 2 == levels.size();
    const std::size_t order =
        euler ? 1 : usable_order(levels, i, static_cast<std::size_t>(sampler.order), sigma);
    plan.rows.push_back(adams_row(levels[i], levels[i + 1], shares_of(levels, i, order, sigma)));
  }
  return plan;
}

/// The gradient-estimation sampler (Permenter and Yuan 2024, section 5): Euler's step with
/// gamma eps_hat + (1 - gamma) eps_hat_before in the place of eps_hat; gamma = 1 is Euler, 3/2
/// Adams-Bashforth of order 2. The first step and one to clean data are Euler's.
Plan gradient_estimation_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const bool euler = i == 0 || levels[i + 1].s == 0;
    plan.rows.push_back(
        euler ? ddim_row(levels[i], levels[i + 1], 0)
              : adams_row(levels[i], levels[i + 1], Weights{{sampler.gamma, 1 - sampler.gamma}}));
  }
  return plan;
}

/// DEIS of order 1..3 (Zhang and Chen 2023, eq. 15): the polynomial is in log sigma ("log rho"), in
/// sigma ("rhoAB") or in the process's time ("tAB", by Gauss's rule of 20 values in log sigma). The
/// last two steps of a run of fewer than 15 are of lower order with lower_order_final; a step to
/// clean data, where log sigma ends, is of order 1.
Plan deis_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels =
      framed_levels(process, sampler, sampler_info(sampler.kind).lowest);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  const Place place(process, sampler.deis_variable);
  const std::size_t steps = levels.size() - 1;
  for (std::size_t i = 0; i < steps; ++i) {
    std::size_t order = static_cast<std::size_t>(sampler.order);
    if (sampler.lower_order_final && steps < 15) order = std::min(order, steps - i);
    if (levels[i + 1].s == 0) order = 1;
    order = usable_order(levels, i, order, place);
    plan.rows.push_back(adams_row(levels[i], levels[i + 1], shares_of(levels, i, order, place)));
  }
  return plan;
}

}  // namespace

constinit const SamplerInfo pndm_sampler{
    .kind = SamplerKind::pndm,
    .name = "pndm",
    .title = "PNDM",
    .formula =
        "x' = sqrt(ab'/ab) x + [sqrt(1 - ab') - sqrt(ab'/ab) sqrt(1 - ab)] eps_hat_AB, "
        "eps_hat_AB = (55 eps_hat - 59 eps_hat_1 + 37 eps_hat_2 - 9 eps_hat_3) / 24",
    .source = "Liu et al. 2022, eq. 11 to 13",
    .options = {&SamplerSpec::runge_kutta},
    .build = pndm_plan,
};

/// lower orders at the start
constinit const SamplerInfo ipndm_sampler{
    .kind = SamplerKind::ipndm,
    .name = "ipndm",
    .title = "iPNDM",
    .formula =
        "x'/a' = x/a + (sigma' - sigma) eps_hat_AB, "
        "eps_hat_AB = (55 eps_hat - 59 eps_hat_1 + 37 eps_hat_2 - 9 eps_hat_3) / 24",
    .source = "Zhang and Chen 2023 (DEIS), section 4; diffusers, IPNDMScheduler",
    .options = {&SamplerSpec::frame},
    .build = ipndm_plan,
};

constinit const SamplerInfo lms_sampler{
    .kind = SamplerKind::lms,
    .name = "lms",
    .title = "Linear multistep",
    .formula = "x'/a' = x/a + sum_j w_j eps_hat_j, w_j = int L_j(sigma) dsigma",
    .source = "k-diffusion, sample_lms; Zhang and Chen 2023 (DEIS), eq. 15, rhoAB",
    .options = {&SamplerSpec::order, &SamplerSpec::euler_at_final, &SamplerSpec::frame},
    .build = lms_plan,
};

constinit const SamplerInfo deis_sampler{
    .kind = SamplerKind::deis,
    .name = "deis",
    .title = "DEIS",
    .formula = "x'/a' = x/a + sum_j w_j eps_hat_j, w_j = int L_j dsigma",
    .source = "Zhang and Chen 2023 (DEIS), eq. 15",
    .options = {&SamplerSpec::order, &SamplerSpec::deis_variable, &SamplerSpec::lower_order_final,
                &SamplerSpec::frame},
    .lowest = LowestPoint::dropped,
    .build = deis_plan,
};

constinit const SamplerInfo gradient_estimation_sampler{
    .kind = SamplerKind::gradient_estimation,
    .name = "gradient_estimation",
    .title = "Gradient estimation",
    .formula = "x'/a' = x/a + (sigma' - sigma) [gamma eps_hat + (1 - gamma) eps_hat_before]",
    .source = "Permenter and Yuan 2024, section 5; ComfyUI, sample_gradient_estimation",
    .options = {&SamplerSpec::gamma, &SamplerSpec::frame},
    .build = gradient_estimation_plan,
};

}  // namespace alphabar

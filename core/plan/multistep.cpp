#include "core/plan/multistep.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/plan/step.h"
#include "core/process/grid.h"

namespace alphabar {
namespace {

double lambda(const Level& level) { return std::log(level.a) - std::log(level.s); }

/// The x0_hat part of a first-order step: a_to (1 - e^-h), without the cancellation at s_to = 0.
double first_order_x0(const Level& from, const Level& to) {
  return to.a - from.a * to.s / from.s;
}

std::vector<Level> framed_levels(const Process& process, const SamplerSpec& sampler) {
  std::vector<Level> levels = run_levels(process, sampler.grid, true);
  for (Level& level : levels) level = in_frame(level, sampler.frame);
  return levels;
}

}  // namespace

Plan dpmpp_2m_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  Plan plan = plan_from(process, levels[0], sampler.frame);
  const std::size_t steps = levels.size() - 1;
  for (std::size_t i = 0; i < steps; ++i) {
    const Level &from = levels[i], &to = levels[i + 1];
    Row row = step_row(from, to);
    row.c_x = to.s / from.s;
    const double x0 = first_order_x0(from, to);
    const bool last_first_order =
        i + 1 == steps && (to.s == 0 || steps < 15);
    if (sampler.order == 1 || i == 0 || last_first_order || levels[i - 1].a == 0) {
      row.c_d[0] = x0;
    } else {
      const double h = lambda(to) - lambda(from), h_last = lambda(from) - lambda(levels[i - 1]);
      const double half = h / (2 * h_last);  // 1 / (2 r), r = h_last / h
      row.c_d[0] = x0 * (1 + half);
      row.c_d[1] = -x0 * half;
    }
    plan.rows.push_back(row);
  }
  return plan;
}

Plan pndm_plan(const Process& process, const SamplerSpec& sampler) {
  // Adams-Bashforth weights, newest first (Liu et al. 2022, eq. 12).
  static constexpr std::array<std::array<double, 4>, 4> weights{
      {{1, 0, 0, 0},
       {3.0 / 2, -1.0 / 2, 0, 0},
       {23.0 / 12, -16.0 / 12, 5.0 / 12, 0},
       {55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24}}};
  const std::vector<Level> levels = run_levels(process, sampler.grid);
  Plan plan = plan_from(process, levels[0]);
  const auto row_of = [](const Level& from, const Level& to, const std::array<double, 4>& share) {
    Row row = step_row(from, to);
    row.c_x = to.a / from.a;
    const double change = to.s - from.s * row.c_x;
    for (std::size_t j = 0; j < share.size(); ++j) row.c_e[j] = change * share[j];
    return row;
  };
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    Row row = row_of(levels[i], levels[i + 1], weights[std::min<std::size_t>(i, 3)]);
    if (i == 0 && levels.size() > 2) {
      row.commit = false;  // the trial: redone below from the same state
      plan.rows.push_back(row);
      row = row_of(levels[0], levels[1], {0.5, 0.5, 0, 0});
      row.a = levels[1].a;
      row.s = levels[1].s;
    }
    row.replace_newest = i == 1;  // the output at the trial point is not kept
    plan.rows.push_back(row);
  }
  return plan;
}

namespace {

/// The weights rho of UniPC: sum_j rho_j r_j^(k-1) = b_k, k = 1..n, by Gaussian elimination with
/// pivoting; n <= 3.
std::array<double, 3> solve(std::array<std::array<double, 3>, 3> m, std::array<double, 3> b,
                            std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t r = k + 1; r < n; ++r)
      if (std::abs(m[r][k]) > std::abs(m[pivot][k])) pivot = r;
    std::swap(m[k], m[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t r = k + 1; r < n; ++r) {
      const double f = m[r][k] / m[k][k];
      for (std::size_t c = k; c < n; ++c) m[r][c] -= f * m[k][c];
      b[r] -= f * b[k];
    }
  }
  std::array<double, 3> rho{};
  for (std::size_t k = n; k-- > 0;) {
    rho[k] = b[k];
    for (std::size_t c = k + 1; c < n; ++c) rho[k] -= m[k][c] * rho[c];
    rho[k] /= m[k][k];
  }
  return rho;
}

/// Adds UniPC's update from levels[i] to levels[i + 1] of an order to a row, as coefficients of the
/// outputs at levels[i], levels[i - 1] ... (from c_d[offset] on) and, for the corrector, of the new
/// output at levels[i + 1] (c_d[0]).
void add_unipc_update(Row& row, const std::vector<Level>& levels, std::size_t i, std::size_t order,
                      bool corrector) {
  const Level &from = levels[i], &to = levels[i + 1];
  const std::size_t offset = corrector ? 1 : 0;
  const double x0 = first_order_x0(from, to);  // -a (e^-h - 1), also B(h) a with its sign
  row.c_x = to.s / from.s;
  row.c_d[offset] += x0;

  const double hh = -(lambda(to) - lambda(from));
  std::array<double, 3> r{1, 1, 1}, b{};
  std::array<std::array<double, 3>, 3> powers{};
  for (std::size_t j = 1; j < order; ++j)
    r[j - 1] = (lambda(levels[i - j]) - lambda(from)) / -hh;
  r[order - 1] = 1;
  const double phi_1 = std::expm1(hh);
  double phi = phi_1 / hh - 1, factorial = 1;
  for (std::size_t k = 0; k < order; ++k) {
    for (std::size_t j = 0; j < order; ++j) powers[k][j] = std::pow(r[j], static_cast<double>(k));
    b[k] = phi * factorial / phi_1;
    factorial *= static_cast<double>(k) + 2;
    phi = phi / hh - 1 / factorial;
  }
  const std::size_t unknowns = corrector ? order : order - 1;
  std::array<double, 3> rho{};
  if ((corrector && order == 1) || (!corrector && order == 2))
    rho[0] = 0.5;  // the published choice, not the solution of the system
  else
    rho = solve(powers, b, unknowns);
  for (std::size_t j = 0; j < unknowns; ++j) {
    const bool newest = corrector && j + 1 == unknowns;
    // D1 = (output - output at `from`) / r
    const double share = x0 * rho[j] / r[j];
    row.c_d[newest ? 0 : offset + j + 1] += share;
    row.c_d[offset] -= share;
  }
}

}  // namespace

Plan unipc_plan(const Process& process, const SamplerSpec& sampler) {
  const std::vector<Level> levels = framed_levels(process, sampler);
  if (levels[0].a == 0)
    throw BadRequest("sampler", "kind", "unipc", "a process with alpha_bar > 0",
                     "turn off zero terminal SNR");
  Plan plan = plan_from(process, levels[0], sampler.frame);
  const std::size_t steps = levels.size() - 1;
  std::size_t last_order = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    Row predict = step_row(levels[i], levels[i + 1]);
    if (i > 0) {
      Row correct = step_row(levels[i - 1], levels[i]);
      correct.a = levels[i].a;
      correct.s = levels[i].s;
      correct.report = Report::none;
      add_unipc_update(correct, levels, i - 1, last_order, true);
      plan.rows.push_back(correct);
      predict.evaluate = false;  // not asked again at the corrected state
    }
    const std::size_t order =
        std::min({static_cast<std::size_t>(sampler.order), i + 1, steps - i});
    if (levels[i + 1].s == 0) {
      predict.c_x = 0;
      predict.c_d[0] = first_order_x0(levels[i], levels[i + 1]);
    } else {
      add_unipc_update(predict, levels, i, order, false);
    }
    predict.commit = false;  // the corrector starts from the state before the prediction
    last_order = order;
    plan.rows.push_back(predict);
  }
  plan.rows.back().commit = true;
  return plan;
}

}  // namespace alphabar

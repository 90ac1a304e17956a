#include "core/engine/one_step.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/model/denoiser.h"
#include "core/model/point.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

/// The state that a row left, where it was kept; -1 is x_T.
std::optional<Point> kept(const Trajectory<float>& run, std::size_t particle, int row) {
  const auto found = std::lower_bound(run.x_rows.begin(), run.x_rows.end(), row);
  if (found == run.x_rows.end() || *found != row) return {};
  const auto at =
      2 * (static_cast<std::size_t>(found - run.x_rows.begin()) * run.particles + particle);
  return Point(double{run.x[at]}, double{run.x[at + 1]});
}

bool looks_back(const Row& row) {
  for (std::size_t j = 1; j < Row::history; ++j)
    if (row.c_d[j] != 0 || row.c_e[j] != 0) return true;
  return false;
}

/// The nearest row before `row` to start from: its state is known, and from there on the history is
/// filled with what `row` may reach back to. x_T where a state in between is missing that cannot be
/// made without a history of its own.
int first_row(const Plan& plan, const Trajectory<float>& run, std::size_t particle, int row) {
  int filled = 0;
  for (int i = row; i > 0; --i) {
    const Row& before = plan.rows[static_cast<std::size_t>(i - 1)];
    const bool known = kept(run, particle, i - 1).has_value();
    if (filled >= Row::history && before.commit && known) return i;
    if (!known && before.report != Report::none && looks_back(before)) return 0;
    filled += before.evaluate && !before.replace_newest;
  }
  return 0;
}

/// h of x' = x + h score + sqrt(2 h) z, from where it led: a quadratic in sqrt(h), along z.
double corrector_step(const Point& moved, const Point& score, const Point& z) {
  const double a = score.dot(z), b = std::sqrt(2.0) * z.squaredNorm(), c = moved.dot(z);
  const double root = 2 * c / (b + std::sqrt(std::max(0.0, b * b + 4 * a * c)));
  return root * root;
}

/// Whether the row is a Langevin step: it stays at its level and follows the score.
bool is_langevin(const Row& row) {
  return row.from == row.to && row.c_x == 1 && row.c_z > 0 && row.c_d[0] == 0 &&
         (row.c_s != 0 || row.c_e[0] != 0);
}

std::vector<StepTerm> terms_of(OneStep& step) {
  const Row& row = step.row;
  std::vector<StepTerm> terms;
  const auto add = [&](Share share, int age, double coefficient, const Point& vector) {
    if (coefficient != 0) terms.push_back({share, age, coefficient, vector});
  };
  step.by_score = is_langevin(row);
  const PlainOutput guided{step.x0_hat.col(0), step.eps_hat.col(0), step.score};
  const PlainOutput newest = step.plain.value_or(guided);
  Point guidance = Point::Zero();
  const auto add_newest = [&](Share share, double coefficient, Point PlainOutput::*output) {
    add(share, 0, coefficient, newest.*output);
    guidance += coefficient * (guided.*output - newest.*output);
  };
  if (step.by_score) {
    add(Share::state, 0, row.c_x, step.x);
    add_newest(Share::direction, row.c_s - row.c_e[0] * row.s, &PlainOutput::score);
  } else if (row.evaluate && step.fresh && !looks_back(row) && row.c_s == 0) {
    const Decomposition shares = decompose(row);
    add_newest(Share::predicted_x0, shares.predicted_x0, &PlainOutput::x0_hat);
    add_newest(Share::direction, shares.direction, &PlainOutput::eps_hat);
  } else {
    add(Share::state, 0, row.c_x, step.x);
    add_newest(Share::predicted_x0, row.c_d[0], &PlainOutput::x0_hat);
    for (int j = 1; j < Row::history; ++j)
      add(Share::predicted_x0, j, row.c_d[static_cast<std::size_t>(j)], step.x0_hat.col(j));
    add_newest(Share::direction, row.c_e[0], &PlainOutput::eps_hat);
    for (int j = 1; j < Row::history; ++j)
      add(Share::direction, j, row.c_e[static_cast<std::size_t>(j)], step.eps_hat.col(j));
    add_newest(Share::direction, row.c_s, &PlainOutput::score);
  }
  if (guidance != Point::Zero()) add(Share::guidance, 0, 1, guidance);
  add(Share::noise, 0, row.c_z, step.z);
  return terms;
}

void evaluate(OneStep& step, const Denoiser& model, const Guide& guide) {
  const Row& row = step.row;
  const BatchGuidance guidance = batch_guidance(guide, row.w);
  const GuidedSplitBatch both = model.guided_split_batch(step.y, {0, row.a, row.s}, guidance);
  const SplitBatch &split = both.guided, &plain = both.plain;
  if (!row.replace_newest) {
    for (OneStep::Outputs* outputs : {&step.x0_hat, &step.eps_hat})
      outputs->rightCols<Row::history - 1>() = outputs->leftCols<Row::history - 1>().eval();
  }
  step.x0_hat.col(0) = split.x0_hat.col(0);
  step.eps_hat.col(0) = split.eps_hat.col(0);
  step.score = split.score.col(0);
  step.plain.reset();
  if (guidance.w != 0)
    step.plain = PlainOutput{plain.x0_hat.col(0), plain.eps_hat.col(0), plain.score.col(0)};
}

}  // namespace

std::optional<OneStep> one_step(const Plan& plan, const Denoiser& model,
                                const Trajectory<float>& run, const Followed& followed, int row) {
  assert(row >= 0 && static_cast<std::size_t>(row) < plan.rows.size());
  assert(followed.particle < run.particles);
  const std::size_t p = followed.particle;
  int at = first_row(plan, run, p, row);
  const auto start = kept(run, p, at - 1);
  if (!start) return {};
  OneStep step;
  step.x = step.y = *start;
  std::uint32_t draws = 0;
  for (int i = 0; i < at; ++i) draws += plan.rows[static_cast<std::size_t>(i)].draws();
  for (;; ++at) {
    step.row = plan.rows[static_cast<std::size_t>(at)];
    if (step.row.evaluate) evaluate(step, model, followed.guide);
    if (step.row.draws()) {
      for (std::size_t c = 0; c < 2; ++c)
        step.z[static_cast<Eigen::Index>(c)] =
            normal(followed.seed, 2 * p + c, draws, Stream::noise, followed.lane);
      ++draws;
    }
    const auto stored = kept(run, p, at);
    if (step.row.snr > 0) {
      if (!stored) return {};
      step.row.c_s = corrector_step(*stored - step.x, step.score, step.z);
      step.row.c_z = std::sqrt(2 * step.row.c_s);
    }
    step.terms = terms_of(step);
    step.next.setZero();
    for (const StepTerm& term : step.terms) step.next += term.value();
    if (at == row) return step;
    step.y = stored ? *stored : step.next;
    if (step.row.commit) step.x = step.y;
    step.fresh = step.row.commit;
  }
}

namespace {

void add_scalars(FormulaValues& values, const OneStep& step, const Process& process, double dt) {
  const Row& row = step.row;
  const Level &k = row.from, &to = row.to;
  auto& n = values.scalars;
  const double ratio = k.a / to.a;
  n = {{"a", k.a},
       {"s", k.s},
       {"a'", to.a},
       {"s'", to.s},
       {"r", ratio},
       {"t", k.t},
       {"t'", to.t},
       {"ab", k.a * k.a},
       {"ab'", to.a * to.a},
       {"alpha", ratio * ratio},
       {"beta", 1 - ratio * ratio},
       {"sigma", k.sigma()},
       {"sigma'", to.sigma()},
       {"sigma_t", row.c_z},
       {"e", std::exp(1.0)},
       {"dt", dt}};
  const double up = row.c_z, down = std::sqrt(std::max(0.0, to.s * to.s - up * up));
  n["s_up"] = up;
  n["s_down"] = down;
  n["sigma_up"] = up / to.a;
  n["sigma_down"] = down / to.a;
  n["h"] = std::log(to.a / down) - std::log(k.a / k.s);
  if (row.c_d[1] != 0 ||
      (!step.fresh &&
       row.c_d[0] != 0)) {  // the share of the slope stands at the output that is not at x
    const double slope = step.fresh ? row.c_d[1] : -row.c_d[0];
    n["r"] = to.a * std::expm1(-n["h"]) / (2 * slope);
  }
  // What the score is multiplied by: beta, G^2, g^2 dt or h.
  const double by_score = row.c_s - row.c_e[0] * k.s;
  if (step.by_score) {
    n["h"] = by_score;
  } else if (step.fresh && row.c_d[0] == 0 && row.c_e[0] < 0) {
    const bool flow = !row.draws();  // half the score
    const double g2 = (flow ? 2 : 1) * by_score;
    n["f"] = (1 - row.c_x) / dt;
    n["g"] = std::sqrt(g2 / dt);
    n["G"] = std::sqrt(g2);
    if (process.variance_preserving()) {
      n["beta"] = row.c_z * row.c_z;
      n["beta_t"] = g2 / dt;
    }
  }
}

void add_vectors(FormulaValues& values, const OneStep& step) {
  auto& v = values.vectors;
  const auto output = [](const OneStep::Outputs& outputs, Eigen::Index age) {
    return vec2_of(outputs.col(age));
  };
  v = {{"x", vec2_of(step.x)},
       {"z", vec2_of(step.z)},
       {"score", vec2_of(step.score)},
       {"score(x)", vec2_of(step.score)},
       {"x0_hat", output(step.x0_hat, 0)},
       {"x0_hat_before", output(step.x0_hat, 1)},
       {"eps_hat", output(step.eps_hat, 0)}};
  const OneStep::Outputs flow = step.eps_hat - step.x0_hat;
  const Eigen::Index at_x = step.fresh ? 0 : 1;
  v["eps_hat(x)"] = output(step.eps_hat, at_x);
  v["v(x)"] = output(flow, at_x);
  v["x0_hat(x)"] = output(step.x0_hat, at_x);
  if (!step.fresh) {
    v["y"] = vec2_of(step.y);
    v["eps_hat(y)"] = output(step.eps_hat, 0);
    v["v(y)"] = output(flow, 0);
    v["x0_hat(y)"] = output(step.x0_hat, 0);
  }
}

}  // namespace

FormulaValues formula_values(const OneStep& step, const Process& process, double dt) {
  FormulaValues values;
  add_scalars(values, step, process, dt);
  add_vectors(values, step);
  return values;
}

}  // namespace alphabar

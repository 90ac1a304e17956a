#include "core/engine/cpu/lowered_plan.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <type_traits>

#include "core/engine/lowering.h"
#include "core/model/loss_guidance.h"
#include "core/model/mixture.h"
#include "core/model/points/merged.h"

namespace alphabar {
namespace {

/// Numbers the arrays of a chunk as they are first asked for.
class Arrays {
 public:
  enum class Kind {
    x,
    y,
    z,
    d,
    e,
    score,
    label,
    d_out,
    e_out,
    score_out,
    d_plain,
    e_plain,
    score_plain
  };
  int operator()(Kind kind, std::size_t slot = 0) {
    return numbers_.try_emplace({kind, slot}, static_cast<int>(numbers_.size())).first->second;
  }
  int count() const { return static_cast<int>(numbers_.size()); }

 private:
  std::map<std::pair<Kind, std::size_t>, int> numbers_;
};

template <class Real>
const Mixture* mixture_of(const RunRequest& request) {
  return std::is_same_v<Real, float> ? request.model->kernel_form() : request.model->closed_form();
}

/// What the inner loop goes through: in double all components, in float merged ones.
template <class Real>
std::vector<DiffusedComponent> components_at(const Mixture& model, const Level& level) {
  if constexpr (std::is_same_v<Real, float>)
    return merged_at(model, level);
  else
    return model.at(level);
}

template <class Real>
class Lowering {
 public:
  explicit Lowering(const RunRequest& request)
      : request_(request),
        plan_(*request.plan),
        mixture_(*mixture_of<Real>(request)),
        history_(plan_),
        read_later_(read_later(plan_, history_)) {
    arrays_(Kind::x);
    out_.kept = kept_rows(plan_, request.record);
    if (request.record.evaluations) out_.evaluations = evaluation_rows(plan_);
    out_.guided = is_guided(plan_);
    if (out_.guided && !request.loss) out_.label = arrays_(Kind::label);
  }

  LoweredPlan<Real> run() {
    for (const Step& step : steps_of(plan_, request_.record)) add(step);
    out_.arrays = arrays_.count();
    return std::move(out_);
  }

 private:
  using Kind = Arrays::Kind;

  void add(const Step& step) {
    ChunkStep<Real> out;
    if (step.of(plan_).reads_draw()) {
      out.task.z = arrays_(Kind::z);
      if (step.part != Step::Part::move) out.draw = step.draw;
    }
    out.kept = step.state;
    out.langevin = step.part == Step::Part::move;
    if (step.asks(plan_)) evaluate(step, out);
    if (step.moves()) {
      combine(step, out);
    } else {
      out.task.combine = false;
      out.norms = true;
      out.task.kept.score = arrays_(Kind::score);
      out.snr = step.of(plan_).snr;
      out.alpha = step.of(plan_).alpha;
    }
    out_.steps.push_back(out);
  }

  void evaluate(const Step& step, ChunkStep<Real>& out) {
    const Row& row = step.of(plan_);
    const auto index = static_cast<std::size_t>(step.row);
    RowTask<Real>& task = out.task;
    const bool record = request_.record.evaluations;
    const bool here = step.moves();
    const ReadLater& later = read_later_[index];
    task.need_d = later.x0_hat || record || (here && row.c_d[0] != 0);
    task.need_t = later.eps_hat || later.score || record ||
                  (here && (row.c_e[0] != 0 || row.c_s != 0)) || !here;
    if (!task.need_d && !task.need_t) return;
    task.model = table(row.a, row.s);
    task.in = point_;
    task.mixture = &mixture_;
    task.level = {0, row.a, row.s};
    task.loss = request_.loss ? &*request_.loss : nullptr;
    task.s = static_cast<Real>(row.s);
    task.w = static_cast<Real>(row.w);
    task.label = out_.label;
    if (row.w != 0 && request_.loss) task.loss_guidance = loss_guidance(row.a, row.s);
    if (later.x0_hat) task.kept.d = arrays_(Kind::d, history_.place(index));
    if (later.eps_hat) task.kept.e = arrays_(Kind::e, history_.place(index));
    if (later.score || !here) task.kept.score = arrays_(Kind::score);
    if (!record) return;
    out.evaluation = step.evaluation;
    if (task.kept.d < 0) task.kept.d = arrays_(Kind::d_out);
    if (task.kept.e < 0) task.kept.e = arrays_(Kind::e_out);
    if (task.kept.score < 0) task.kept.score = arrays_(Kind::score_out);
    if (row.w == 0) return;
    task.kept_plain.d = arrays_(Kind::d_plain);
    task.kept_plain.e = arrays_(Kind::e_plain);
    task.kept_plain.score = arrays_(Kind::score_plain);
  }

  void combine(const Step& step, ChunkStep<Real>& out) {
    const Row& row = step.of(plan_);
    const auto index = static_cast<std::size_t>(step.row);
    RowTask<Real>& task = out.task;
    task.c_x = static_cast<Real>(row.c_x);
    task.x = arrays_(Kind::x);
    double c_d = 0, c_t = 0;
    for (std::size_t j = 0; j < Row::history; ++j) {
      const bool newest = j == 0 && step.asks(plan_);
      if (row.c_d[j] != 0 && newest) c_d = row.c_d[j];
      if (row.c_d[j] != 0 && !newest)
        add_term(task, arrays_(Kind::d, history_.place(index, j)), row.c_d[j]);
      if (row.c_e[j] != 0 && newest) c_t += row.s * row.c_e[j];
      if (row.c_e[j] != 0 && !newest)
        add_term(task, arrays_(Kind::e, history_.place(index, j)), row.c_e[j]);
    }
    if (out.langevin) {
      out.langevin_term = task.terms;
      add_term(task, arrays_(Kind::score), 0);
    } else if (row.c_s != 0 && row.evaluate) {
      c_t -= row.c_s;
    } else if (row.c_s != 0) {
      add_term(task, arrays_(Kind::score), row.c_s);
    }
    task.c_d = static_cast<Real>(c_d);
    task.c_t = static_cast<Real>(c_t);
    task.c_z = static_cast<Real>(row.c_z);
    task.out = point_ = arrays_(row.commit ? Kind::x : Kind::y);
  }

  static void add_term(RowTask<Real>& task, int array, double c) {
    assert(task.terms < RowTask<Real>::max_terms);
    task.term[static_cast<std::size_t>(task.terms)] = array;
    task.c[static_cast<std::size_t>(task.terms)] = static_cast<Real>(c);
    ++task.terms;
  }

  const LevelTable<Real>* table(double a, double s) {
    auto& known = tables_[{a, s}];
    if (!known) {
      out_.tables.push_back(std::make_unique<LevelTable<Real>>(level_table<Real>(mixture_, a, s)));
      known = out_.tables.back().get();
    }
    return known;
  }

  const LossGuidanceTable<Real>* loss_guidance(double a, double s) {
    auto& known = loss_guidances_[{a, s}];
    if (!known) {
      out_.loss_guidances.push_back(std::make_unique<LossGuidanceTable<Real>>(
          loss_guidance_table<Real>(mixture_, a, s, *request_.loss)));
      known = out_.loss_guidances.back().get();
    }
    return known;
  }

  const RunRequest& request_;
  const Plan& plan_;
  const Mixture& mixture_;
  OutputHistory history_;
  std::vector<ReadLater> read_later_;
  Arrays arrays_;
  std::map<std::pair<double, double>, const LevelTable<Real>*> tables_;
  std::map<std::pair<double, double>, const LossGuidanceTable<Real>*> loss_guidances_;
  int point_ = 0;  ///< the array that holds y
  LoweredPlan<Real> out_;
};

}  // namespace

template <class Real>
bool LoweredPlan<Real>::has_barriers() const {
  return std::any_of(steps.begin(), steps.end(), [](const auto& step) { return step.norms; });
}

template <class Real>
LevelTable<Real> level_table(const Mixture& model, double a, double s) {
  const auto components = components_at<Real>(model, {0, a, s});
  const bool circles = model.isotropic() && components.size() == model.data().components.size();
  double largest = components[0].log_scale;
  for (const auto& c : components) largest = std::max(largest, c.log_scale);
  // exp(-|W d|^2 / 2) = 2^-|k W d|^2
  const double k = std::sqrt(0.5 * std::numbers::log2e);
  const auto r = [](double v) { return static_cast<Real>(v); };
  LevelTable<Real> table;
  for (const auto& c : components) {
    const Real l = r((c.log_scale - largest) * std::numbers::log2e);
    // The offsets go with the rounded factors, so that rounding moves no centre.
    const Eigen::Matrix2d &w = c.whitening, &p = c.precision, &g = c.gain;
    const Point &mean = c.mean, &b = c.intercept;
    const Real q_xx = r(k * w(0, 0)), q_xy = r(k * w(0, 1)), q_yy = r(k * w(1, 1));
    const auto offset = [&](Real q, double place) { return -static_cast<double>(q) * place; };
    if (circles) {
      const Real p_xx = r(p(0, 0));
      table.circles.push_back({q_xx, r(offset(q_xx, mean.x())), r(offset(q_xx, mean.y())), l,
                               r(g(0, 0)), r(b.x()), r(b.y()), p_xx, r(offset(p_xx, mean.x())),
                               r(offset(p_xx, mean.y())), r(c.label)});
    } else {
      const Real p_xx = r(p(0, 0)), p_xy = r(p(0, 1)), p_yy = r(p(1, 1));
      table.ellipses.push_back(
          {q_xx, q_xy, q_yy, r(offset(q_xx, mean.x()) + offset(q_xy, mean.y())),
           r(offset(q_yy, mean.y())), l, r(g(0, 0)), r(g(0, 1)), r(g(1, 1)), r(b.x()), r(b.y()),
           p_xx, p_xy, p_yy, r(offset(p_xx, mean.x()) + offset(p_xy, mean.y())),
           r(offset(p_xy, mean.x()) + offset(p_yy, mean.y())), r(c.label)});
    }
  }
  return table;
}

template <class Real>
LossGuidanceTable<Real> loss_guidance_table(const Mixture& model, double a, double s,
                                            const Loss& loss) {
  const Level level{0, a, s};
  const LossGuidance loss_guidance = loss_guidance_at(components_at<Real>(model, level), level);
  const auto r = [](double v) { return static_cast<Real>(v); };
  const Vec2& place = loss.plane ? loss.normal : loss.target;
  LossGuidanceTable<Real> table{
      loss_guidance.about_x0,
      r(-loss_guidance.c_score),
      r(loss_guidance.to_x0),
      r(-loss_guidance.to_score),
      {loss.plane, r(place[0]), r(place[1]), r(loss.offset), r(1 / loss.softness)},
      {}};
  for (const LossGuidanceTerm& t : loss_guidance.terms)
    table.terms.push_back({r(t.l.x()), r(t.l.y()), r(t.m(0, 0)), r(t.m(0, 1)), r(t.m(1, 1)),
                           r(t.q(0, 0)), r(t.q(0, 1)), r(t.q(1, 1))});
  return table;
}

template <class Real>
LoweredPlan<Real> lower(const RunRequest& request) {
  return Lowering<Real>(request).run();
}

template struct LoweredPlan<float>;
template struct LoweredPlan<double>;
template LevelTable<float> level_table(const Mixture&, double, double);
template LevelTable<double> level_table(const Mixture&, double, double);
template LossGuidanceTable<float> loss_guidance_table(const Mixture&, double, double, const Loss&);
template LossGuidanceTable<double> loss_guidance_table(const Mixture&, double, double, const Loss&);
template LoweredPlan<float> lower(const RunRequest&);
template LoweredPlan<double> lower(const RunRequest&);

}  // namespace alphabar

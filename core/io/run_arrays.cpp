#include "core/io/run_arrays.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/error.h"
#include "core/model/denoiser.h"
#include "core/model/mixture.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

using Shape = std::vector<std::int64_t>;

template <class Real>
class Arranger {
 public:
  Arranger(const Process& process, const GuidanceSpec& guidance, const RunRequest& request,
           const Trajectory<Real>& trajectory, const Npz* replay)
      : process_(process),
        guidance_(guidance),
        request_(request),
        plan_(*request.plan),
        trajectory_(trajectory),
        width_(trajectory.particles * 2) {
    if (replay && replay->has("stored_rows")) rows_ = replay->at("stored_rows").as_int64();
    if (replay && replay->has("stored_evals")) evals_ = replay->at("stored_evals").as_int64();
  }

  NamedArrays arrange() {
    states();
    outputs();
    levels();
    return std::move(arrays_);
  }

 private:
  void add(const std::string& name, Shape shape, Array::Values values) {
    arrays_.emplace_back(name, Array{std::move(shape), std::move(values), name});
  }

  void add_rows(const std::string& name, std::span<const Real> values,
                const std::vector<std::int64_t>& kept) {
    const std::size_t rows = values.size() / width_;
    std::vector<Real> chosen;
    if (kept.empty()) {
      chosen.assign(values.begin(), values.end());
    } else {
      for (const std::int64_t row : kept) {
        if (row < 0 || static_cast<std::size_t>(row) >= rows)
          throw BadRequest("replay", "stored rows of " + name, std::to_string(row),
                           "0 to " + std::to_string(rows - 1));
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(row * width_);
        chosen.insert(chosen.end(), first, first + static_cast<std::ptrdiff_t>(width_));
      }
    }
    const auto count = static_cast<std::int64_t>(chosen.size() / width_);
    add(name, {count, static_cast<std::int64_t>(trajectory_.particles), 2}, std::move(chosen));
  }

  const Row& row(int index) const { return plan_.rows[static_cast<std::size_t>(index)]; }

  void states() {
    std::vector<Real> x, corrected;
    for (std::size_t i = 0; i < trajectory_.rows(); ++i) {
      const int made_by = trajectory_.x_rows[i];
      const auto state = trajectory_.state(i);
      if (made_by >= 0 && row(made_by).report == Report::corrected) {
        // Only the last corrector of a step.
        const auto next = static_cast<std::size_t>(made_by) + 1;
        if (next < plan_.rows.size() && plan_.rows[next].report == Report::corrected) continue;
        corrected.insert(corrected.end(), state.begin(), state.end());
      } else {
        x.insert(x.end(), state.begin(), state.end());
      }
    }
    mean_last();
    add_rows("x", x, rows_);
    if (!corrected.empty()) add_rows("x_corrected", corrected, {});
  }

  void mean_last() {
    const auto last = trajectory_.state(trajectory_.rows() - 1);
    std::vector<Real> mean(last.begin(), last.end());
    const int draw = plan_.draws() - 1;
    const bool noisy = plan_.rows.back().c_z != 0;
    for (std::size_t e = 0; noisy && e < width_; ++e) {
      const double z = request_.replay
                           ? request_.replay->noise[static_cast<std::size_t>(draw) * width_ + e]
                           : normal(request_.seed, request_.first_particle * 2 + e,
                                    static_cast<std::uint32_t>(draw), Stream::noise, request_.lane);
      mean[e] -= static_cast<Real>(plan_.rows.back().c_z * z);
    }
    add("x_mean_last", {static_cast<std::int64_t>(trajectory_.particles), 2}, std::move(mean));
  }

  /// The point and the level at which evaluation i was made: the report before its row.
  std::pair<std::size_t, Level> asked_at(std::size_t i) const {
    const int index = trajectory_.eval_rows[i];
    std::size_t state = 0;
    while (state + 1 < trajectory_.rows() && trajectory_.x_rows[state + 1] < index) ++state;
    return {state, index > 0 ? row(index - 1).to : plan_.start};
  }

  void outputs() {
    const Trajectory<Real>& t = trajectory_;
    if (t.eps_plain.empty()) return;
    const bool guided = !t.eps.empty();
    add_rows("eps", t.eps_plain, evals_);
    add_rows("score", t.score_plain, evals_);
    add_rows("denoised", t.x0_plain, evals_);
    std::vector<Real> velocity(t.eps_plain.size());
    for (std::size_t i = 0; i < velocity.size(); ++i) velocity[i] = t.eps_plain[i] - t.x0_plain[i];
    add_rows("velocity", velocity, evals_);
    const bool shows_guided = guided && !shifts_mean(guidance_);
    Values<Real> x0 = shows_guided ? t.x0 : t.x0_plain;
    relevel(x0, shows_guided ? t.eps : t.eps_plain);
    add_rows("x0", x0, evals_);
    if (by_class(guidance_.kind) || request_.loss) conditional();
  }

  /// On the way from data the model is asked at another level than x has; there x0 is x's own:
  /// (x - s eps_hat) / a.
  void relevel(std::span<Real> x0, std::span<const Real> eps) const {
    if (plan_.begin != Start::data) return;
    for (std::size_t i = 0; i < trajectory_.eval_rows.size(); ++i) {
      const Row& r = row(trajectory_.eval_rows[i]);
      if (r.from.a == r.a && r.from.s == r.s) continue;
      const auto [state, level] = asked_at(i);
      const bool evaluated_at_state = level.a == r.from.a && level.s == r.from.s;
      if (!evaluated_at_state || level.a == 0) continue;
      const auto x = trajectory_.state(state);
      for (std::size_t e = 0; e < width_; ++e)
        x0[i * width_ + e] =
            (x[e] - static_cast<Real>(level.s) * eps[i * width_ + e]) / static_cast<Real>(level.a);
    }
  }

  /// The plain split, and that of the class, or the one that the loss leads to with weight 1.
  GuidedSplitBatch led(const PointBatch& x, const Level& level) const {
    const Denoiser& model = *request_.model;
    if (!request_.loss)
      return {model.split_batch(x, level, {}), model.split_batch(x, level, request_.labels)};
    BatchGuidance guidance;
    guidance.loss = &*request_.loss;
    guidance.w = 1;
    return model.guided_split_batch(x, level, guidance);
  }

  void conditional() {
    std::vector<Real> eps_cond, grad;
    const auto append = [](std::vector<Real>& to, const PointBatch& points) {
      for (const double value : points.reshaped()) to.push_back(static_cast<Real>(value));
    };
    for (std::size_t i = 0; i < trajectory_.eval_rows.size(); ++i) {
      const Row& r = row(trajectory_.eval_rows[i]);
      const auto x = trajectory_.state(asked_at(i).first);
      const Eigen::Map<const Eigen::Matrix<Real, 2, Eigen::Dynamic>> points(
          x.data(), 2, static_cast<Eigen::Index>(trajectory_.particles));
      const PointBatch at = points.template cast<double>();
      const GuidedSplitBatch split = led(at, {0, r.a, r.s});
      append(eps_cond, split.guided.eps_hat);
      append(grad, split.guided.score - split.plain.score);
    }
    add_rows("eps_cond", eps_cond, evals_);
    add_rows("grad", grad, evals_);
    if (request_.loss) return;
    std::vector<std::int64_t> labels(trajectory_.particles, request_.labels[0]);
    if (request_.labels.size() > 1) std::ranges::copy(request_.labels, labels.begin());
    const auto count = static_cast<std::int64_t>(labels.size());
    add("labels", {count}, std::move(labels));
  }

  /// A time as the libraries count it: 0..T-1 on a discrete process, T t on a flow, else t itself.
  double timestep(double t) const {
    if (process_.discrete()) return t - 1;
    return process_.is_flow() ? t / process_.spec().t_end : t;
  }

  /// What the libraries call sigma: t itself on a flow, s / a elsewhere.
  double sigma_of(const Level& level) const { return process_.is_flow() ? level.s : level.sigma(); }

  /// The level that a row asks the model at, with its time.
  Level evaluated(const Row& r) const {
    for (const Level& level : {r.from, r.to})
      if (level.a == r.a && level.s == r.s) return level;
    return {process_.at_sigma(Level{0, r.a, r.s}.sigma()).t, r.a, r.s};
  }

  void levels() {
    std::vector<double> timesteps, alpha_bar, sigma, t;
    std::vector<double> sigmas{sigma_of(plan_.start)};
    for (const Row& r : plan_.rows) {
      if (r.evaluate) {
        const double a2 = r.a * r.a, s2 = r.s * r.s;
        alpha_bar.push_back(a2 / (a2 + s2));
        const Level level = evaluated(r);
        sigma.push_back(sigma_of(level));
        t.push_back(level.t);
        if (r.report != Report::corrected) timesteps.push_back(timestep(t.back()));
      }
      const bool same_level = r.from == r.to;
      const bool shown = r.report == Report::state || r.report == Report::trial;
      if (shown && !(same_level && sigmas.back() == sigma_of(r.to)))
        sigmas.push_back(sigma_of(r.to));
    }
    const auto add_list = [this](const char* name, std::vector<double>& values) {
      const auto count = static_cast<std::int64_t>(values.size());
      add(name, {count}, std::move(values));
    };
    add_list("timesteps", timesteps);
    add_list("sigmas", sigmas);
    add_list("eval_alpha_bar", alpha_bar);
    add_list("eval_sigma", sigma);
    add_list("eval_t", t);
  }

  const Process& process_;
  const GuidanceSpec& guidance_;
  const RunRequest& request_;
  const Plan& plan_;
  const Trajectory<Real>& trajectory_;
  std::size_t width_;
  std::vector<std::int64_t> rows_, evals_;
  NamedArrays arrays_;
};

}  // namespace

template <class Real>
NamedArrays run_arrays(const Process& process, const GuidanceSpec& guidance,
                       const RunRequest& request, const Trajectory<Real>& trajectory,
                       const Npz* replay) {
  return Arranger<Real>(process, guidance, request, trajectory, replay).arrange();
}

template NamedArrays run_arrays(const Process&, const GuidanceSpec&, const RunRequest&,
                                const Trajectory<float>&, const Npz*);
template NamedArrays run_arrays(const Process&, const GuidanceSpec&, const RunRequest&,
                                const Trajectory<double>&, const Npz*);

Npz read_replay_arrays(const NpzFile& file, const Plan& plan) {
  const auto rows = static_cast<std::int64_t>(plan.rows.size());
  const auto at_most = [&](const char* name, const char* what, std::int64_t most) {
    const std::int64_t length = file.at(name).shape[0];
    if (length > most)
      throw BadRequest(
          file.file(), name, std::to_string(length) + " " + what,
          "at most " + std::to_string(most) + ", of a plan of " + std::to_string(rows) + " rows");
  };
  const std::int64_t particles = file.require_shape("x_init", {-1, 2})[0];
  std::vector<std::string> names{"x_init"};
  if (plan.draws() > 0) {
    file.require_shape("noise", {-1, particles, 2});
    at_most("noise", "draws", 2 * rows);
    names.emplace_back("noise");
  }
  if (file.has("labels")) {
    file.require_shape("labels", {particles});
    names.emplace_back("labels");
  }
  for (const char* name : {"stored_rows", "stored_evals"})
    if (file.has(name)) {
      file.require_shape(name, {-1});
      at_most(name, "rows", rows + 1);
      names.emplace_back(name);
    }
  return file.read(names);
}

Replay read_replay(const Npz& arrays, const Plan& plan) {
  Replay replay;
  const Array& x_init = arrays.at("x_init");
  x_init.require_shape({-1, 2});
  replay.x_init = x_init.finite_doubles();
  const auto particles = x_init.shape[0];
  if (plan.draws() > 0) {
    const Array& noise = arrays.at("noise");
    noise.require_shape({-1, particles, 2});
    const std::vector<double> draws = noise.finite_doubles();
    const std::ptrdiff_t width = particles * 2;
    // A file may leave out the draws that the plan consumes and multiplies by nothing.
    const bool used_only = noise.shape[0] < plan.draws() &&
                           noise.shape[0] == std::ranges::count_if(plan.rows, &Row::reads_draw);
    if (used_only) {
      auto next = draws.begin();
      for (const Row& row : plan.rows) {
        if (!row.draws()) continue;
        if (row.reads_draw()) {
          replay.noise.insert(replay.noise.end(), next, next + width);
          next += width;
        } else {
          replay.noise.resize(replay.noise.size() + static_cast<std::size_t>(width));
        }
      }
      return replay;
    }
    if (noise.shape[0] < plan.draws())
      throw BadRequest(arrays.file(), "noise", std::to_string(noise.shape[0]) + " draws",
                       "at least " + std::to_string(plan.draws()),
                       "this plan draws once for each of its stochastic rows");
    replay.noise = draws;
    replay.noise.resize(static_cast<std::size_t>(plan.draws() * particles * 2));
  }
  return replay;
}

std::vector<int> read_labels(const Npz& arrays, std::size_t particles) {
  const Array& labels = arrays.at("labels");
  labels.require_shape({static_cast<std::int64_t>(particles)});
  std::vector<int> list;
  for (const std::int64_t label : labels.as_int64()) {
    if (label < 0 || label > 4095)
      throw BadRequest(arrays.file(), "labels", std::to_string(label), "0 to 4095");
    list.push_back(static_cast<int>(label));
  }
  return list;
}

}  // namespace alphabar

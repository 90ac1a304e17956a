#include "core/engine/batch_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <future>
#include <type_traits>

#include "core/base/error.h"
#include "core/engine/lowering.h"
#include "core/engine/start.h"
#include "core/model/point.h"
#include "core/rng/noise.h"
#include "core/system/parallel.h"
#include "core/system/priority.h"

namespace alphabar {
namespace {

using Eigen::Index;

/// Some neighbouring particles.
struct Part {
  Index first, count;
};

/// Sums over particles of |z| and |S|, for a Langevin corrector's step.
struct Norms {
  double z = 0, score = 0;
};

/// Whom rows ask.
template <class Real>
const Denoiser& asked_in(const Denoiser& model) {
  return std::is_same_v<Real, float> ? model.in_single() : model;
}

template <class Real>
class BatchRun {
 public:
  BatchRun(const RunRequest& request, RunSink<Real>& sink, int threads)
      : request_(request),
        plan_(*request.plan),
        model_(asked_in<Real>(*request.model)),
        sink_(sink),
        steps_(steps_of(plan_, request.record)),
        history_(plan_),
        dimension_(model_.dimension()),
        particles_(static_cast<Index>(request.particles)),
        at_once_(std::min(model_.at_once(), particles_)),
        threads_(model_.at_once() == Denoiser::all_at_once ? 1 : threads),
        norms_(static_cast<std::size_t>((particles_ + at_once_ - 1) / at_once_)) {
    x_.resize(dimension_, particles_);
    y_.resize(dimension_, particles_);
    if (plan_.draws() > 0) z_.resize(dimension_, particles_);
    if (std::ranges::any_of(plan_.rows, &Row::reads_score)) score_.resize(dimension_, particles_);
    for (std::size_t i = 0; i < plan_.rows.size(); ++i) {
      if (!plan_.rows[i].evaluate) continue;
      x0_hat_[history_.place(i)].resize(dimension_, particles_);
      eps_hat_[history_.place(i)].resize(dimension_, particles_);
    }
  }

  void run() {
    for_each_part([this](std::size_t, const Part& part) { start(part); });
    sink_.rows_done(0);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      for_each_part([&](std::size_t number, const Part& part) { run_step(step, number, part); });
      if (step.part == Step::Part::ask) choose_langevin_step(step.of(plan_));
      if (step.moves()) sink_.rows_done(static_cast<std::size_t>(step.row) + 1);
      if (request_.progress)
        request_.progress(static_cast<double>(i + 1) / static_cast<double>(steps_.size()));
    }
  }

 private:
  using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

  static auto columns(auto& of, const Part& part) { return of.middleCols(part.first, part.count); }

  /// Calls work(number, part) for all particles, batch by batch, on all threads.
  template <class Work>
  void for_each_part(Work work) {
    parallel_for(norms_.size(), threads_, [&](std::size_t number) {
      const Index first = static_cast<Index>(number) * at_once_;
      work(number, Part{first, std::min(at_once_, particles_ - first)});
    });
  }

  /// Calls make(block) for the generator's blocks of four elements that a part has numbers in, and
  /// keeps what they are.
  template <class Make>
  void fill(Matrix& to, const Part& part, Make make) const {
    const auto dimension = static_cast<std::uint64_t>(dimension_);
    std::uint64_t e =
        (request_.first_particle + static_cast<std::uint64_t>(part.first)) * dimension;
    Real* out = to.data() + part.first * dimension_;
    for (Real* const end = out + part.count * dimension_; out < end;) {
      const std::array<double, 4> block = make(e / 4);
      for (std::size_t i = e % 4; i < 4 && out < end; ++i, ++e)
        *out++ = static_cast<Real>(block[i]);
    }
  }

  void start(const Part& part) {
    const double scale = plan_.init_scale;
    if (request_.replay) {
      copy(request_.replay->x_init, 0, part, x_);
    } else if (plan_.begin == Start::data) {
      const StartPoints points(request_);
      for (Index i = part.first; i < part.first + part.count; ++i)
        x_.col(i) = point_of(points(static_cast<std::size_t>(i))).template cast<Real>();
    } else if (plan_.begin == Start::box) {
      fill(x_, part, [&](std::uint64_t block) {
        std::array<double, 4> values;
        std::ranges::transform(
            philox_block(request_.seed, block, 0, Stream::start, request_.lane), values.begin(),
            [&](std::uint32_t word) { return scale * (2 * unit_of_word(word) - 1); });
        return values;
      });
    } else {
      fill(x_, part, [&](std::uint64_t block) {
        auto z = normal_block(request_.seed, block, 0, Stream::start, request_.lane);
        for (double& value : z) value *= scale;
        return z;
      });
    }
    columns(y_, part) = columns(x_, part);
    const std::vector<int> kept = kept_rows(plan_, request_.record);
    if (!kept.empty() && kept[0] < 0) sink_.states(0, part.first, columns(x_, part));
  }

  /// A part of array number `row` of a replay.
  void copy(const std::vector<double>& from, int row, const Part& part, Matrix& to) const {
    const Index first = (static_cast<Index>(row) * particles_ + part.first) * dimension_;
    columns(to, part) =
        Eigen::Map<const PointBatch>(from.data() + first, dimension_, part.count).cast<Real>();
  }

  void run_step(const Step& step, std::size_t number, const Part& part) {
    if (step.asks(plan_)) evaluate(step, part);
    if (step.of(plan_).reads_draw() && step.part != Step::Part::move) draw(step, part);
    if (step.moves())
      move(step, part);
    else
      norms_[number] = {norms(z_, part), norms(score_, part)};
  }

  void evaluate(const Step& step, const Part& part) {
    if (request_.stop.stop_requested()) throw Cancelled();
    const Row& row = step.of(plan_);
    const PointBatch y = columns(y_, part).template cast<double>();
    const GuidedSplitBatch split = ask(step, y, part);
    const SplitBatch& used = row.w != 0 ? split.guided : split.plain;
    const std::size_t place = history_.place(static_cast<std::size_t>(step.row));
    columns(x0_hat_[place], part) = used.x0_hat.template cast<Real>();
    columns(eps_hat_[place], part) = used.eps_hat.template cast<Real>();
    if (score_.size() > 0) columns(score_, part) = used.score;
    if (step.evaluation >= 0)
      sink_.outputs(static_cast<std::size_t>(step.evaluation), part.first, split.plain, used);
  }

  GuidedSplitBatch ask(const Step& step, const PointBatch& y, const Part& part) const {
    const Row& row = step.of(plan_);
    const Level level{0, row.a, row.s};
    if (row.w == 0) return {model_.split_batch(y, level, {}), {}};
    BatchGuidance guidance;
    guidance.w = row.w;
    guidance.plain_wanted = step.evaluation >= 0 && sink_.wants_plain();
    const std::span<const int> labels = request_.labels;
    if (request_.loss)
      guidance.loss = &*request_.loss;
    else if (!labels.empty())
      guidance.classes = labels.size() == 1 ? labels
                                            : labels.subspan(static_cast<std::size_t>(part.first),
                                                             static_cast<std::size_t>(part.count));
    return model_.guided_split_batch(y, level, guidance);
  }

  void draw(const Step& step, const Part& part) {
    if (request_.replay && !request_.replay->noise.empty())
      copy(request_.replay->noise, step.draw, part, z_);
    else
      fill(z_, part, [&](std::uint64_t block) {
        return normal_block(request_.seed, block, static_cast<std::uint32_t>(step.draw),
                            Stream::noise, request_.lane);
      });
    const Row& row = step.of(plan_);
    if (!model_.scales_noise() || row.c_z == 0) return;
    PointBatch z = columns(z_, part).template cast<double>();
    model_.scale_noise({row.from, row.to, row.c_z}, z);
    columns(z_, part) = z.template cast<Real>();
  }

  static double norms(const auto& of, const Part& part) {
    return columns(of, part).template cast<double>().colwise().norm().sum();
  }

  void choose_langevin_step(const Row& row) {
    Norms sum;
    for (const Norms& part : norms_) {
      sum.z += part.z;
      sum.score += part.score;
    }
    langevin_step_ = langevin_step(row.snr, row.alpha, sum.z, sum.score);
  }

  void move(const Step& step, const Part& part) {
    const Row& row = step.of(plan_);
    const auto index = static_cast<std::size_t>(step.row);
    const bool langevin = step.part == Step::Part::move;
    PointBatch sum = PointBatch::Zero(dimension_, part.count);
    const auto add = [&](double factor, const auto& from) {
      if (factor != 0) sum += factor * columns(from, part).template cast<double>();
    };
    add(row.c_x, x_);
    for (std::size_t age = 0; age < Row::history; ++age) {
      if (row.c_d[age] != 0) add(row.c_d[age], x0_hat_[history_.place(index, age)]);
      if (row.c_e[age] != 0) add(row.c_e[age], eps_hat_[history_.place(index, age)]);
    }
    add(langevin ? langevin_step_ : row.c_s, score_);
    add(langevin ? std::sqrt(2 * langevin_step_) : row.c_z, z_);
    columns(y_, part) = sum.template cast<Real>();
    if (row.commit) columns(x_, part) = columns(y_, part);
    if (step.state >= 0)
      sink_.states(static_cast<std::size_t>(step.state), part.first, columns(y_, part));
  }

  const RunRequest& request_;
  const Plan& plan_;
  const Denoiser& model_;
  RunSink<Real>& sink_;
  const std::vector<Step> steps_;
  const OutputHistory history_;
  const Index dimension_, particles_, at_once_;
  const int threads_;
  Matrix x_, y_, z_;
  std::array<Matrix, Row::history> x0_hat_, eps_hat_;  ///< by place in the ring
  PointBatch score_;                                   ///< of the newest; empty: no row reads it
  std::vector<Norms> norms_;                           ///< of every batch, added up in their order
  double langevin_step_ = 0;
};

/// Keeps what comes, as an engine does.
template <class Real>
class TrajectorySink : public RunSink<Real> {
 public:
  explicit TrajectorySink(const RunRequest& request) {
    const std::size_t row = 2 * request.particles;
    out_.particles = request.particles;
    out_.x_rows = kept_rows(*request.plan, request.record);
    out_.x.resize(row * out_.x_rows.size());
    if (!request.record.evaluations) return;
    out_.eval_rows = evaluation_rows(*request.plan);
    for (auto* plain : {&out_.x0_plain, &out_.eps_plain, &out_.score_plain})
      plain->resize(row * out_.eval_rows.size());
    guided_ = is_guided(*request.plan);
    if (!guided_) return;
    for (auto* used : {&out_.x0, &out_.eps, &out_.score}) used->resize(row * out_.eval_rows.size());
  }

  void states(std::size_t kept, Index first, const typename RunSink<Real>::States& x) override {
    store(out_.x, kept, first, x);
  }
  void outputs(std::size_t evaluation, Index first, const SplitBatch& plain,
               const SplitBatch& used) override {
    store(out_.x0_plain, evaluation, first, plain.x0_hat);
    store(out_.eps_plain, evaluation, first, plain.eps_hat);
    store(out_.score_plain, evaluation, first, plain.score);
    if (!guided_) return;
    store(out_.x0, evaluation, first, used.x0_hat);
    store(out_.eps, evaluation, first, used.eps_hat);
    store(out_.score, evaluation, first, used.score);
  }

  Trajectory<Real> take() { return std::move(out_); }

 private:
  void store(Values<Real>& to, std::size_t row, Index first, const auto& columns) const {
    Real* at = to.data() + 2 * (row * out_.particles + static_cast<std::size_t>(first));
    Eigen::Map<Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>>(at, 2, columns.cols()) =
        columns.template cast<Real>();
  }

  Trajectory<Real> out_;
  bool guided_ = false;
};

}  // namespace

template <class Real>
void run_batches(const RunRequest& request, RunSink<Real>& sink, int threads) {
  const auto run = [&] { BatchRun<Real>(request, sink, threads).run(); };
  if (!request.low_priority) return run();
  std::async(std::launch::async, [&] {
    lower_priority();
    run();
  }).get();
}

template <class Real>
Trajectory<Real> run_batches(const RunRequest& request, int threads) {
  TrajectorySink<Real> sink(request);
  run_batches<Real>(request, sink, threads);
  return sink.take();
}

template void run_batches(const RunRequest&, RunSink<float>&, int);
template void run_batches(const RunRequest&, RunSink<double>&, int);
template Trajectory<float> run_batches(const RunRequest&, int);
template Trajectory<double> run_batches(const RunRequest&, int);

}  // namespace alphabar

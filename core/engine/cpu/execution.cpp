#include "core/engine/cpu/execution.h"

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cmath>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "core/base/error.h"
#include "core/engine/start.h"
#include "core/system/priority.h"

namespace alphabar {
namespace {

/// Numbers too small for full precision count as 0 on this thread while it lives: they are slow on
/// many machines, and what they are added to is never that small.
class FlushTiny {
 public:
#if defined(__SSE2__)
  FlushTiny() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }  // FTZ and DAZ
  ~FlushTiny() { _mm_setcsr(before_); }
  FlushTiny(const FlushTiny&) = delete;
  FlushTiny& operator=(const FlushTiny&) = delete;

 private:
  unsigned before_;
#endif
};

/// Sums of one chunk's norms, for the step size of a Langevin corrector.
struct Norms {
  double z = 0, score = 0;
};

template <class Real>
class Execution {
 public:
  Execution(const RunRequest& request, const LoweredPlan<Real>& plan, const Kernels<Real>& kernels)
      : request_(request),
        plan_(plan),
        kernels_(kernels),
        starts_(request),
        skip_(request.first_particle % 2),
        lanes_(request.particles + skip_),
        chunks_((lanes_ + chunk_size - 1) / chunk_size) {
    out_.particles = request.particles;
    out_.x_rows = plan.kept;
    out_.x.resize(2 * request.particles * plan.kept.size());
    out_.eval_rows = plan.evaluations;
    const std::size_t outputs = 2 * request.particles * plan.evaluations.size();
    for (auto* plain : {&out_.x0_plain, &out_.eps_plain, &out_.score_plain}) plain->resize(outputs);
    if (plan.guided)
      for (auto* used : {&out_.x0, &out_.eps, &out_.score}) used->resize(outputs);
    if (plan.has_barriers()) {
      norms_.resize(chunks_);
      states_ = hwy::AllocateAligned<Real>(chunks_ * state_size());
    }
  }

  Trajectory<Real> run(int wanted) {
    const auto threads = static_cast<std::ptrdiff_t>(
        std::min(static_cast<std::size_t>(std::max(wanted, 1)), chunks_));
    std::barrier meet(threads, Completion{this});
    {
      std::vector<std::jthread> others;
      for (std::ptrdiff_t i = request_.low_priority ? 0 : 1; i < threads; ++i)
        others.emplace_back([&] {
          if (request_.low_priority) lower_priority();
          work(meet);
        });
      if (!request_.low_priority) work(meet);
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::move(out_);
  }

 private:
  struct Completion {
    Execution* execution;
    void operator()() noexcept { execution->end_segment(); }
  };

  std::size_t state_size() const { return 2 * chunk_size * static_cast<std::size_t>(plan_.arrays); }
  static Real* array(Real* state, int index) {
    return state + 2 * chunk_size * static_cast<std::size_t>(index);
  }

  /// One thread: chunk after chunk through the rows up to the next barrier, then the next rows.
  template <class Barrier>
  void work(Barrier& meet) {
    const FlushTiny flush;
    hwy::AlignedFreeUniquePtr<Real[]> own;
    std::size_t first = 0;
    do {
      std::size_t last = first;
      while (last < plan_.steps.size() && !plan_.steps[last].norms) ++last;
      last = std::min(last + 1, plan_.steps.size());
      try {
        if (!states_ && !own) own = hwy::AllocateAligned<Real>(state_size());
        for (std::size_t c; !failed_ && (c = next_.fetch_add(1)) < chunks_;)
          run_chunk(c, first, last, states_ ? states_.get() + c * state_size() : own.get());
      } catch (...) {
        fail();
      }
      if (last < plan_.steps.size()) meet.arrive_and_wait();
      first = last;
    } while (first < plan_.steps.size());
  }

  void fail() {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    failed_ = true;
  }

  /// All threads have met: the corrector's step size (Song et al. 2021, algorithms 4 and 5).
  void end_segment() noexcept {
    next_ = 0;
    const ChunkStep<Real>* ended = nullptr;
    for (std::size_t seen = 0; const auto& step : plan_.steps)
      if (step.norms && seen++ == segments_done_) ended = &step;
    ++segments_done_;
    Norms sum;
    for (const Norms& chunk : norms_) {
      sum.z += chunk.z;
      sum.score += chunk.score;
    }
    h_ = langevin_step(ended->snr, ended->alpha, sum.z, sum.score);
  }

  /// Particles of a chunk: lanes begin .. end of it are real ones, of which the first is
  /// `particle`.
  struct Range {
    std::size_t begin, end, particle, padded;
  };
  Range range(std::size_t chunk) const {
    const std::size_t first = chunk * chunk_size;
    const std::size_t n = std::min(chunk_size, lanes_ - first);
    const std::size_t begin = first == 0 ? skip_ : 0;
    return {begin, n, first + begin - skip_, (n + kernels_.pad - 1) / kernels_.pad * kernels_.pad};
  }

  void run_chunk(std::size_t chunk, std::size_t first, std::size_t last, Real* state) {
    const Range at = range(chunk);
    if (first == 0) start(chunk, at, state);
    for (std::size_t i = first; i < last; ++i) {
      if (request_.stop.stop_requested()) throw Cancelled();
      if (failed_) return;
      run_step(plan_.steps[i], chunk, at, state);
      report_progress();
    }
  }

  void start(std::size_t chunk, const Range& at, Real* state) {
    Real* x = array(state, 0);
    Real* y = x + chunk_size;
    std::fill(x, x + 2 * chunk_size, Real(0));
    if (!request_.replay && request_.plan->begin == Start::prior) {
      normal(Stream::start, 0, chunk, x, at.padded);
      const Real scale = static_cast<Real>(request_.plan->init_scale);
      for (std::size_t i = 0; i < at.padded; ++i) {
        x[i] *= scale;
        y[i] *= scale;
      }
    } else {
      for (std::size_t i = at.begin; i < at.end; ++i) {
        const Vec2 point = starts_(at.particle + i - at.begin);
        x[i] = static_cast<Real>(point[0]);
        y[i] = static_cast<Real>(point[1]);
      }
    }
    if (plan_.label >= 0) set_labels(at, array(state, plan_.label));
    if (!plan_.kept.empty() && plan_.kept[0] < 0) copy_out(out_.x, 0, at, x);
  }

  void set_labels(const Range& at, Real* label) const {
    std::fill(label, label + chunk_size, static_cast<Real>(request_.labels[0]));
    if (request_.labels.size() == 1) return;
    for (std::size_t i = at.begin; i < at.end; ++i)
      label[i] = static_cast<Real>(request_.labels[at.particle + i - at.begin]);
  }

  /// Draws for n lanes of a chunk into an array.
  void normal(Stream stream, int draw, std::size_t chunk, Real* array, std::size_t n) const {
    const DrawKey key(request_.seed, static_cast<std::uint32_t>(draw), stream, request_.lane);
    kernels_.normal(key, request_.first_particle / 2 + chunk * (chunk_size / 2), array,
                    array + chunk_size, n);
  }

  void run_step(const ChunkStep<Real>& step, std::size_t chunk, const Range& at, Real* state) {
    if (step.draw >= 0) make_noise(step.draw, chunk, at, array(state, step.task.z));
    if (step.langevin) {
      RowTask<Real> task = step.task;
      task.c[static_cast<std::size_t>(step.langevin_term)] = static_cast<Real>(h_);
      task.c_z = static_cast<Real>(std::sqrt(2 * h_));
      kernels_.row(task, state, at.padded);
    } else {
      kernels_.row(step.task, state, at.padded);
    }
    if (step.evaluation >= 0) copy_evaluation(step, at, state);
    if (step.norms) add_norms(step.task, chunk, at, state);
    if (step.kept >= 0)
      copy_out(out_.x, static_cast<std::size_t>(step.kept), at, array(state, step.task.out));
  }

  void make_noise(int draw, std::size_t chunk, const Range& at, Real* z) const {
    if (!request_.replay) return normal(Stream::noise, draw, chunk, z, at.padded);
    std::fill(z, z + 2 * chunk_size, Real(0));
    const double* from = request_.replay->noise.data() +
                         2 * (static_cast<std::size_t>(draw) * request_.particles + at.particle);
    for (std::size_t i = at.begin; i < at.end; ++i) {
      z[i] = static_cast<Real>(*from++);
      z[i + chunk_size] = static_cast<Real>(*from++);
    }
  }

  void add_norms(const RowTask<Real>& task, std::size_t chunk, const Range& at, Real* state) {
    const auto sum = [&](const Real* v) {
      double total = 0;
      for (std::size_t i = at.begin; i < at.end; ++i) {
        const double x = v[i], y = v[i + chunk_size];
        total += std::sqrt(x * x + y * y);
      }
      return total;
    };
    norms_[chunk] = {sum(array(state, task.z)), sum(array(state, task.kept.score))};
  }

  void copy_out(std::span<Real> to, std::size_t row, const Range& at, const Real* from) const {
    kernels_.interleave(from + at.begin, from + chunk_size + at.begin, at.end - at.begin,
                        to.data() + 2 * (row * request_.particles + at.particle));
  }

  void copy_evaluation(const ChunkStep<Real>& step, const Range& at, Real* state) {
    const auto row = static_cast<std::size_t>(step.evaluation);
    const SplitArrays& used = step.task.kept;
    const SplitArrays& plain = step.task.kept_plain.d >= 0 ? step.task.kept_plain : used;
    copy_out(out_.x0_plain, row, at, array(state, plain.d));
    copy_out(out_.eps_plain, row, at, array(state, plain.e));
    copy_out(out_.score_plain, row, at, array(state, plain.score));
    if (!plan_.guided) return;
    copy_out(out_.x0, row, at, array(state, used.d));
    copy_out(out_.eps, row, at, array(state, used.e));
    copy_out(out_.score, row, at, array(state, used.score));
  }

  void report_progress() {
    if (!request_.progress) return;
    constexpr std::size_t marks = 200;  // calls in all, however many chunks and rows there are
    const std::size_t all = chunks_ * plan_.steps.size();
    const std::size_t done = steps_done_.fetch_add(1) + 1;
    if (done * marks / all != (done - 1) * marks / all)
      request_.progress(static_cast<double>(done) / static_cast<double>(all));
  }

  const RunRequest& request_;
  const LoweredPlan<Real>& plan_;
  const Kernels<Real>& kernels_;
  const StartPoints starts_;
  const std::size_t skip_;  ///< 1: lane 0 is the even neighbour of the first particle, unused
  const std::size_t lanes_, chunks_;
  Trajectory<Real> out_;
  hwy::AlignedFreeUniquePtr<Real[]> states_;  ///< of all chunks, where there are barriers
  std::vector<Norms> norms_;                  ///< of every chunk, added up in their order
  std::size_t segments_done_ = 0;
  double h_ = 0;
  std::atomic<std::size_t> next_ = 0, steps_done_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

template <class Real>
Trajectory<Real> execute(const RunRequest& request, const LoweredPlan<Real>& plan,
                         const Kernels<Real>& kernels, int threads) {
  return Execution<Real>(request, plan, kernels).run(threads);
}

template Trajectory<float> execute(const RunRequest&, const LoweredPlan<float>&,
                                   const Kernels<float>&, int);
template Trajectory<double> execute(const RunRequest&, const LoweredPlan<double>&,
                                    const Kernels<double>&, int);

}  // namespace alphabar

#include "core/engine/gl/gl_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/engine/batch_run.h"
#include "core/engine/choose.h"
#include "core/engine/gl/describe.h"
#include "core/gl/shader_source.h"
#include "core/model/mixture.h"
#include "core/rng/noise.h"

namespace alphabar {

using namespace gl;

namespace {

constexpr std::size_t group_particles = particles_per_invocation * invocations_per_group;
constexpr std::size_t part_bytes = 256u << 20;  // of states and evaluations on the GPU at a time
constexpr std::size_t table_bytes = 64u << 20;  // of components in one segment
constexpr std::size_t loop_rounds = 1u
                                    << 15;  // llvmpipe leaves its loops after 65,535 rounds in all
constexpr std::size_t noise_bytes = 64u << 20;  // of replayed noise in one segment

unsigned low(std::uint64_t v) { return static_cast<unsigned>(v); }
unsigned high(std::uint64_t v) { return static_cast<unsigned>(v >> 32); }

/// The largest part of a buffer that may be bound, aligned, around `rows` rows of `bytes` each.
std::size_t rows_that_fit(const GlLimits& limits, std::size_t bytes) {
  return (limits.storage_block - limits.storage_alignment - 16) / bytes;
}

[[noreturn]] void too_large(const RunRequest& request, const char* what) {
  throw Failed(
      fmt::format("{} of {} particles do not fit into one buffer of this graphics device; "
                  "take fewer particles or the CPU engine",
                  what, request.particles));
}

/// A buffer's rows [first, first + count), bound from the last aligned offset before them.
struct Window {
  Binding binding;
  int skipped;  ///< vec2s between that offset and the first row
};
Window window(unsigned slot, const GlBuffer& buffer, Access access, int first, int count,
              std::size_t row_bytes, std::size_t alignment) {
  const std::size_t at = static_cast<std::size_t>(std::max(first, 0)) * row_bytes;
  const std::size_t offset = at / alignment * alignment;
  const std::size_t size = static_cast<std::size_t>(std::max(count, 1)) * row_bytes + at - offset;
  return {{slot, &buffer, access, Block::storage, offset, whole_vec4s(size)},
          static_cast<int>((at - offset) / 8)};
}

bool all_numbers(std::span<const float> values) {
  return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
}

/// Whether the particles [begin, begin + count) stayed numbers: at the end, and in what was asked
/// of the model on the way, where that is kept. NaN stays NaN.
bool all_numbers(const Trajectory<float>& run, std::size_t begin, std::size_t count) {
  const auto of_row = [&](const Values<float>& rows, std::size_t row) {
    return std::span(rows).subspan(2 * (row * run.particles + begin), 2 * count);
  };
  bool numbers = run.x_rows.empty() || all_numbers(of_row(run.x, run.x_rows.size() - 1));
  for (std::size_t row = 0; row < run.eval_rows.size(); ++row)
    numbers = numbers && all_numbers(of_row(run.x0_plain, row));
  return numbers;
}

}  // namespace

struct GlEngine::Setup {
  Shape shape;
  Layout layout;
  bool replayed = false;
  std::vector<Step> steps;
  std::vector<Segment> segments;
  const Kernel* kernel = nullptr;
  std::size_t groups = 0;  ///< work groups over all particles of the part

  double cost(const Segment& segment, const Plan& plan) const {  ///< of one particle
    double work = 0;
    for (std::size_t i = segment.first; i < segment.first + segment.count; ++i)
      work += (steps[i].asks(plan) ? layout.block * layout.blocks * (shape.guided ? 2 : 1) : 0) + 4;
    return work;
  }
};

GlEngine::GlEngine() : GlEngine(Options{}) {}

GlEngine::GlEngine(Options options)
    : options_(std::move(options)),
      pace_(options_.first_work),
      kernels_(options_.source ? options_.source : ShaderSource(shader_source)) {
  const GlDescription found = describe_gl();
  if (found.major < 4 || (found.major == 4 && found.minor < 3))
    throw Failed(choose_engine(EngineWish::gl, found).reason);
  renderer_ = found.renderer;
  limits_ = gl_limits();
  if (options_.limits) {
    limits_.storage_block = std::min(limits_.storage_block, options_.limits->storage_block);
    limits_.uniform_block = std::min(limits_.uniform_block, options_.limits->uniform_block);
  }
  const std::size_t uniform = std::min<std::size_t>(limits_.uniform_block, 65536);
  rows_room_ = static_cast<int>(std::min<std::size_t>(uniform / sizeof(GpuRow), 512));
  vec4s_room_ = static_cast<int>(uniform / 16);
  rows_ = GlBuffer(static_cast<std::size_t>(rows_room_) * sizeof(GpuRow), "rows of a plan");
  step_size_ = GlBuffer(16, "corrector's step size");
  kernels_.get("start.comp", {"MODE 0"});
  kernels_.get("corrector.comp", {});
}

std::string GlEngine::name() const { return "GL compute, " + renderer_; }

bool GlEngine::table_in_storage(const Layout& layout) const {
  return layout.vec4s() * 8 > static_cast<std::size_t>(vec4s_room_);
}

StepVariant GlEngine::variant(const Shape& shape, const Layout& layout) const {
  StepVariant variant{shape, layout};
  variant.table_in_storage = table_in_storage(layout);
  variant.rows_room = rows_room_;
  variant.vec4s_room = vec4s_room_;
  return variant;
}

void GlEngine::prepare(const Plan& plan, const Mixture& model, const Record& record) {
  const Layout layout = layout_of(model);
  kernels_.get("step.comp", defines_of(variant(shape_of(plan, record), layout)));
}

SegmentLimits GlEngine::limits_for(const Part& part, const Setup& setup) const {
  const std::size_t row = part.count * 8;
  const std::size_t room = table_in_storage(setup.layout)
                               ? std::min(limits_.storage_block, table_bytes) / 16
                               : static_cast<std::size_t>(vec4s_room_);
  const int outputs = setup.shape.guided ? 6 : 3;
  SegmentLimits limits;
  limits.steps = static_cast<std::size_t>(rows_room_);
  const int passes = setup.shape.guided ? 2 : 1;  // of far_points.glsl: a split, or loss guidance
  const auto rounds = static_cast<std::size_t>(
      setup.layout.blocks * (setup.shape.loss_guided ? 2 : 1) +
      (part.far ? 2 * passes * particles_per_invocation * setup.layout.components : 0));
  limits.evaluated =
      std::max<std::size_t>(std::min(room / setup.layout.vec4s(), loop_rounds / (rounds + 1)), 1);
  limits.states = rows_that_fit(limits_, row);
  if (limits.states == 0) too_large(part.request, "the states");
  limits.evaluations = rows_that_fit(limits_, row * static_cast<std::size_t>(outputs));
  if (limits.evaluations == 0 && setup.shape.evaluations)
    too_large(part.request, "the evaluations");
  limits.evaluations = std::max<std::size_t>(limits.evaluations, 1);
  limits.draws = setup.replayed
                     ? std::max<std::size_t>(std::min(limits_.storage_block, noise_bytes) / row, 1)
                     : setup.steps.size() + 1;
  return limits;
}

GlEngine::Setup GlEngine::set_up(const Part& part) {
  const RunRequest& request = part.request;
  const Plan& plan = *request.plan;
  Setup setup;
  setup.shape = shape_of(plan, request.record, request.loss.has_value());
  setup.layout = layout_of(part.mixture(), setup.shape.loss_guided);
  setup.replayed = request.replay != nullptr;
  setup.steps = steps_of(plan, request.record);
  setup.segments = segments_of(plan, setup.steps, limits_for(part, setup));
  setup.groups =
      (part.count + static_cast<std::size_t>(part.skew()) + group_particles - 1) / group_particles;
  int planes = 1;
  for (const Segment& segment : setup.segments)
    planes = std::max({planes, segment.load.planes, segment.store.planes});
  const std::size_t carry_bytes = static_cast<std::size_t>(planes) * part.count * 8;
  if (carry_bytes > limits_.storage_block) too_large(request, "the states between dispatches");
  carry_.reserve(carry_bytes, "state between dispatches");
  if (setup.shape.corrector) norms_.reserve(setup.groups * 8, "norms of the work groups");
  StepVariant kernel = variant(setup.shape, setup.layout);
  kernel.replayed = setup.replayed;
  kernel.far = part.far;
  setup.kernel = &kernels_.get("step.comp", defines_of(kernel));
  return setup;
}

void GlEngine::upload_labels(const Part& part) {
  const std::vector<int>& labels = part.request.labels;
  std::vector<std::int32_t> part_labels{labels[0]};
  if (labels.size() > 1)
    part_labels.assign(labels.begin() + static_cast<std::ptrdiff_t>(part.begin),
                       labels.begin() + static_cast<std::ptrdiff_t>(part.begin + part.count));
  labels_.reserve(part_labels.size() * 4, "labels");
  labels_.upload(std::span<const std::int32_t>(part_labels));
}

void GlEngine::start(const Part& part, GlRun& run) {
  const RunRequest& request = part.request;
  if (request.replay) {
    const auto first = request.replay->x_init.begin() + static_cast<std::ptrdiff_t>(2 * part.begin);
    const std::vector<float> points(first, first + static_cast<std::ptrdiff_t>(2 * part.count));
    carry_.upload(std::span<const float>(points));
  } else {
    const Start begin = request.plan->begin;
    const int mode = begin == Start::prior ? 0 : begin == Start::data ? 1 : 2;
    const Kernel& program = kernels_.get("start.comp", {fmt::format("MODE {}", mode)});
    std::vector<Binding> bindings{
        {0, &carry_, Access::write, Block::storage, 0, whole_vec4s(part.count * 8)}};
    if (begin == Start::data) {
      const std::vector<GpuSource> sources = sources_of(target_of(request)->data());
      sources_.reserve(sources.size() * sizeof(GpuSource), "components to draw from");
      sources_.upload(std::span<const GpuSource>(sources));
      bindings.push_back({1, &sources_, Access::read});
      program.set("source_count", static_cast<int>(sources.size()));
    }
    program.set("skew", part.skew());
    program.set("init_scale", static_cast<float>(request.plan->init_scale));
    program.set("seed", low(request.seed), high(request.seed));
    program.set("first_block", low(part.first() / 2), high(part.first() / 2));
    program.set("start_stream", stream_word(Stream::start, request.lane));
    program.set("pick_stream", stream_word(Stream::pick, request.lane));
    constexpr std::size_t most = std::size_t{1} << 22;  // particles; milliseconds on any GPU
    const std::size_t skew = static_cast<std::size_t>(part.skew());
    for (std::size_t at = 0; at < part.count; at += most - (at == 0 ? skew : 0)) {
      const std::size_t end = std::min(at + most - (at == 0 ? skew : 0), part.count);
      program.set("begin", static_cast<int>(at));
      program.set("end", static_cast<int>(end));
      program.dispatch(static_cast<unsigned>((end - at + skew) / 128 + 1), bindings);
    }
  }
  if (run.x_rows.front() != -1) return;
  glBindBuffer(GL_COPY_READ_BUFFER, carry_.id());
  glBindBuffer(GL_COPY_WRITE_BUFFER, run.states.id());
  glCopyBufferSubData(GL_COPY_READ_BUFFER, GL_COPY_WRITE_BUFFER, 0, 0,
                      static_cast<GLsizeiptr>(part.count * 8));
}

void GlEngine::upload_tables(const Part& part, const Setup& setup, const Tables& tables) {
  rows_.upload(std::span<const GpuRow>(tables.rows));
  const std::size_t table =
      std::max(tables.components.size() * 4,
               table_in_storage(setup.layout) ? 16 : static_cast<std::size_t>(vec4s_room_) * 16);
  components_.reserve(table, "components at every level");
  components_.upload(std::span<const float>(tables.components));
  if (!setup.replayed || !setup.shape.draws) return;
  const RunRequest& request = part.request;
  std::vector<float> draw(part.count * 2);
  noise_.reserve(static_cast<std::size_t>(std::max(tables.draws, 1)) * part.count * 8,
                 "replayed noise");
  for (int k = 0; k < tables.draws; ++k) {
    const std::size_t row = static_cast<std::size_t>(tables.first_draw + k);
    const double* from = &request.replay->noise[2 * (row * request.particles + part.begin)];
    std::transform(from, from + draw.size(), draw.begin(),
                   [](double z) { return static_cast<float>(z); });
    noise_.upload(std::span<const float>(draw), static_cast<std::size_t>(k) * part.count * 8);
  }
}

void GlEngine::wait() {
  const GLsync fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  GLenum status = GL_TIMEOUT_EXPIRED;
  while (status == GL_TIMEOUT_EXPIRED)
    status = glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, 1'000'000'000);
  glDeleteSync(fence);
  if (status == GL_WAIT_FAILED) throw Failed("the graphics device stopped working");
}

void GlEngine::choose_corrector_step(const Row& row, std::size_t groups) {
  const Kernel& program = kernels_.get("corrector.comp", {});
  program.set("count", static_cast<int>(groups));
  program.set("snr", static_cast<float>(row.snr));
  program.set("alpha", static_cast<float>(row.alpha));
  const Binding bindings[] = {{0, &norms_, Access::read}, {1, &step_size_, Access::write}};
  program.dispatch(1, bindings);
}

void GlEngine::run_segment(const Part& part, const Setup& setup, const Segment& segment, GlRun& run,
                           double done, double total) {
  const RunRequest& request = part.request;
  const Plan& plan = *request.plan;
  const std::span<const Step> steps = std::span(setup.steps).subspan(segment.first, segment.count);
  const Tables tables = tables_of(plan, part.mixture(), setup.layout, steps, setup.replayed);
  upload_tables(part, setup, tables);

  const Kernel& program = *setup.kernel;
  const std::size_t row = part.count * 8;
  const Window states = window(0, run.states, Access::write, tables.first_state, tables.states, row,
                               limits_.storage_alignment);
  std::vector<Binding> bindings{states.binding,
                                {1, &carry_, Access::read_write},
                                {0, &rows_, Access::read, Block::uniform},
                                {3, &noise_, Access::read},
                                {4, &labels_, Access::read},
                                {6, &norms_, Access::write},
                                {7, &step_size_, Access::read}};
  if (table_in_storage(setup.layout))
    bindings.push_back({2, &components_, Access::read});
  else
    bindings.push_back({1, &components_, Access::read, Block::uniform, 0,
                        static_cast<std::size_t>(vec4s_room_) * 16});
  if (setup.shape.evaluations) {
    const Window evaluations =
        window(5, run.evaluations, Access::write, tables.first_evaluation, tables.evaluations,
               row * static_cast<std::size_t>(run.outputs), limits_.storage_alignment);
    bindings.push_back(evaluations.binding);
    program.set("evaluations_first", evaluations.skipped);
  }
  std::erase_if(bindings, [](const Binding& b) { return b.buffer->id() == 0; });

  program.set("particles", static_cast<int>(part.count));
  program.set("skew", part.skew());
  program.set("row_count", static_cast<int>(steps.size()));
  program.set("blocks", setup.layout.blocks);
  program.set("states_first", states.skipped);
  program.set("norms_draw", segment.norms ? tables.rows.back().draw : -1);
  program.set("one_label", request.labels.size() == 1 ? 1 : 0);
  program.set("seed", low(request.seed), high(request.seed));
  program.set("first_block", low(part.first() / 2), high(part.first() / 2));
  program.set("stream", stream_word(Stream::noise, request.lane));
  if (request.loss) {
    const Loss& loss = *request.loss;
    const Vec2& place = loss.plane ? loss.normal : loss.target;
    program.set("loss", {static_cast<float>(place[0]), static_cast<float>(place[1]),
                         static_cast<float>(loss.offset),
                         loss.plane ? static_cast<float>(1 / loss.softness) : 0});
  }
  program.set("load_plane", std::span<const int>(segment.load.plane));
  program.set("store_plane", std::span<const int>(segment.store.plane));

  const double cost = setup.cost(segment, plan);
  const std::size_t skew = static_cast<std::size_t>(part.skew());
  for (std::size_t group = 0; group < setup.groups;) {
    if (request.stop.stop_requested()) throw Cancelled();
    const std::size_t groups =
        std::min({pace_.particles(cost, group_particles) / group_particles, setup.groups - group,
                  static_cast<std::size_t>(limits_.groups)});
    const std::size_t first = group * group_particles;
    const std::size_t begin = first > skew ? first - skew : 0;
    const std::size_t end = std::min((group + groups) * group_particles - skew, part.count);
    program.set("begin", static_cast<int>(begin));
    program.set("end", static_cast<int>(end));
    program.set("norms_first", static_cast<int>(group));
    // The clock starts before the dispatch: a renderer in software does its work within the call.
    const auto started = std::chrono::steady_clock::now();
    program.dispatch(static_cast<unsigned>(groups), bindings);
    wait();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    pace_.took(cost * static_cast<double>(end - begin), seconds.count());
    ++run.dispatches;
    group += groups;
    if (request.progress) {
      const double share = static_cast<double>(end) / static_cast<double>(part.count);
      request.progress(part.progress_begin +
                       part.progress_share * (done + share * cost) / std::max(total, 1.0));
    }
  }
  if (segment.norms) choose_corrector_step(steps.back().of(plan), setup.groups);
}

GlRun GlEngine::run_part(const Part& part) {
  const RunRequest& request = part.request;
  const Plan& plan = *request.plan;
  const Setup setup = set_up(part);
  GlRun run;
  run.particles = part.count;
  run.x_rows = kept_rows(plan, request.record);
  run.states = GlBuffer(run.x_rows.size() * part.count * 8, "states of a run");
  if (request.record.evaluations) {
    run.eval_rows = evaluation_rows(plan);
    run.outputs = setup.shape.guided ? 6 : 3;
    run.evaluations = GlBuffer(std::max<std::size_t>(run.eval_rows.size(), 1) *
                                   static_cast<std::size_t>(run.outputs) * part.count * 8,
                               "evaluations of a run");
  }
  if (setup.shape.guided && !setup.shape.loss_guided) upload_labels(part);
  start(part, run);
  double total = 0, done = 0;
  for (const Segment& segment : setup.segments) total += setup.cost(segment, plan);
  for (const Segment& segment : setup.segments) {
    run_segment(part, setup, segment, run, done, total);
    done += setup.cost(segment, plan);
  }
  check_gl("running a plan on the graphics device");
  return run;
}

GlRun GlEngine::run_on_gpu(const RunRequest& request) {
  check(request);
  if (!request.model->closed_form())
    throw Failed("this model has no kernel on the graphics device");
  return run_part({request, 0, request.particles, 0, 1});
}

Trajectory<float> GlEngine::run(const RunRequest& request) {
  check(request);
  if (!request.model->closed_form()) return run_batches<float>(request, 0);
  const Plan& plan = *request.plan;
  const Shape shape = shape_of(plan, request.record);
  const std::vector<int> x_rows = kept_rows(plan, request.record);
  const std::vector<int> eval_rows =
      request.record.evaluations ? evaluation_rows(plan) : std::vector<int>{};
  const int outputs = !request.record.evaluations ? 0 : shape.guided ? 6 : 3;
  Trajectory<float> all = sized_for(request.particles, x_rows, eval_rows, outputs);

  std::size_t most = request.particles;
  if (!shape.corrector) {
    const std::size_t bytes =
        8 * (x_rows.size() + eval_rows.size() * static_cast<std::size_t>(outputs));
    most = std::min({most, part_bytes / bytes, rows_that_fit(limits_, 8 * Carried::slots)});
    if (most < request.particles)
      most = std::max(most / group_particles, std::size_t{1}) * group_particles;
  }
  const double share = static_cast<double>(most) / static_cast<double>(request.particles);
  for (std::size_t begin = 0; begin < request.particles; begin += most) {
    const std::size_t count = std::min(most, request.particles - begin);
    const double at = static_cast<double>(begin) / static_cast<double>(request.particles);
    GlRun part = run_part({request, begin, count, at, std::min(share, 1 - at)});
    read_into(part, begin, all);
    if (!all_numbers(all, begin, count)) {
      RunRequest again = request;
      again.progress = {};  // all of that was told
      part = run_part({again, begin, count, at, 0, true});
      read_into(part, begin, all);
    }
    if (!options_.keep_states || count < request.particles) continue;
    const auto states = std::make_shared<const GlBuffer>(std::move(part.states));
    all.on_device = {states->id(), states};
  }
  return all;
}

}  // namespace alphabar

#include "core/engine/gl/gl_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "core/engine/batch_run.h"
#include "core/engine/choose.h"
#include "core/engine/gl/describe.h"
#include "core/engine/gl/gl_setup.h"
#include "core/gl/shader_source.h"
#include "core/model/mixture.h"
#include "core/rng/noise.h"

namespace alphabar {

using namespace gl;

namespace {

constexpr std::size_t part_bytes = 256u << 20;  // of states and evaluations on the GPU at a time
constexpr std::size_t table_bytes = 64u << 20;  // of components in one segment
constexpr std::size_t loop_rounds = 1u
                                    << 15;  // llvmpipe leaves its loops after 65,535 rounds in all
constexpr std::size_t noise_bytes = 64u << 20;  // of replayed noise in one segment

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
  const Layout layout = layout_of(model, Points::near);
  kernels_.get("step.comp", defines_of(variant(shape_of(plan, record), layout)));
}

SegmentLimits GlEngine::limits_for(const Part& part, const Setup& setup) const {
  const std::size_t row = part.count * 8;
  const std::size_t room = table_in_storage(setup.layout)
                               ? std::min(limits_.storage_block, table_bytes) / 16
                               : static_cast<std::size_t>(vec4s_room_);
  const int outputs = setup.shape.guided() ? 6 : 3;
  SegmentLimits limits;
  limits.steps = static_cast<std::size_t>(rows_room_);
  const int passes = setup.shape.guided() ? 2 : 1;  // of far_points.glsl: a split, or loss guidance
  int rounds = setup.layout.net.is_net()
                   ? setup.layout.net.rounds()
                   : setup.layout.blocks * (setup.shape.guide == GuidedBy::loss ? 2 : 1);
  if (part.far) rounds += 2 * passes * particles_per_invocation * setup.layout.components;
  limits.evaluated = std::max<std::size_t>(
      std::min(room / setup.layout.vec4s(), loop_rounds / (static_cast<std::size_t>(rounds) + 1)),
      1);
  limits.states = rows_that_fit(limits_, row);
  if (limits.states == 0) too_large(part.request, "the states");
  limits.evaluations = rows_that_fit(limits_, row * static_cast<std::size_t>(outputs));
  if (limits.evaluations == 0 && setup.shape.evaluations)
    too_large(part.request, "the evaluations");
  limits.evaluations = std::max<std::size_t>(limits.evaluations, 1);
  limits.draws = setup.noise == Noise::replayed
                     ? std::max<std::size_t>(std::min(limits_.storage_block, noise_bytes) / row, 1)
                     : setup.steps.size() + 1;
  return limits;
}

GlEngine::Setup GlEngine::set_up(const Part& part) {
  const RunRequest& request = part.request;
  const Plan& plan = *request.plan;
  Setup setup;
  setup.shape = shape_of(plan, request.record, request.loss ? GuidedBy::loss : GuidedBy::label);
  setup.layout = part.is_net()
                     ? layout_of(*part.model().net_form())
                     : layout_of(*part.model().kernel_form(), part.far ? Points::far : Points::near,
                                 setup.shape.guide);
  setup.noise = request.replay ? Noise::replayed : Noise::generated;
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
  if (part.is_net()) {
    const std::vector<float> weights = weights_of(*part.model().net_form());
    weights_.reserve(weights.size() * sizeof(float), "weights of a net");
    weights_.upload(std::span<const float>(weights));
  }
  if (setup.shape.corrector) norms_.reserve(setup.groups * 8, "norms of the work groups");
  StepVariant kernel = variant(setup.shape, setup.layout);
  kernel.noise = setup.noise;
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

/// Draws the starts of a part's particles into carry_.
void GlEngine::draw_start(const Part& part) {
  const RunRequest& request = part.request;
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

void GlEngine::start(const Part& part, GlRun& run) {
  if (const Replay* replay = part.request.replay) {
    const auto first = replay->x_init.begin() + static_cast<std::ptrdiff_t>(2 * part.begin);
    const std::vector<float> points(first, first + static_cast<std::ptrdiff_t>(2 * part.count));
    carry_.upload(std::span<const float>(points));
  } else {
    draw_start(part);
  }
  if (run.x_rows.front() != -1) return;
  glBindBuffer(GL_COPY_READ_BUFFER, carry_.id());
  glBindBuffer(GL_COPY_WRITE_BUFFER, run.states.id());
  glCopyBufferSubData(GL_COPY_READ_BUFFER, GL_COPY_WRITE_BUFFER, 0, 0,
                      static_cast<GLsizeiptr>(part.count * 8));
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
    run.outputs = setup.shape.guided() ? 6 : 3;
    run.evaluations = GlBuffer(std::max<std::size_t>(run.eval_rows.size(), 1) *
                                   static_cast<std::size_t>(run.outputs) * part.count * 8,
                               "evaluations of a run");
  }
  if (setup.shape.guide == GuidedBy::label) upload_labels(part);
  start(part, run);
  double total = 0, before = 0;
  for (const Segment& segment : setup.segments) total += setup.cost(segment, plan);
  for (const Segment& segment : setup.segments) {
    const double share = setup.cost(segment, plan) / std::max(total, 1.0);
    run_segment({part, setup, segment,
                 tables_of(plan, part.model(), setup.layout, segment.of(setup.steps), setup.noise),
                 before, share},
                run);
    before += share;
  }
  check_gl("running a plan on the graphics device");
  return run;
}

bool GlEngine::runs_here(const RunRequest& request) {
  if (request.model->kernel_form()) return true;
  return request.model->net_form() && !is_guided(*request.plan);
}

GlRun GlEngine::run_on_gpu(const RunRequest& request) {
  check(request);
  if (!runs_here(request)) throw Failed("this model has no kernel on the graphics device");
  return run_part({request, 0, request.particles, 0, 1});
}

Trajectory<float> GlEngine::run(const RunRequest& request) {
  check(request);
  if (!runs_here(request)) return run_batches<float>(request, 0);
  const Plan& plan = *request.plan;
  const Shape shape = shape_of(plan, request.record);
  const std::vector<int> x_rows = kept_rows(plan, request.record);
  const std::vector<int> eval_rows =
      request.record.evaluations ? evaluation_rows(plan) : std::vector<int>{};
  const int outputs = !request.record.evaluations ? 0 : shape.guided() ? 6 : 3;
  Trajectory<float> all = sized_for(request.particles, x_rows, eval_rows, outputs);

  std::size_t most = request.particles;
  if (!shape.corrector) {
    const std::size_t bytes =
        8 * (x_rows.size() + eval_rows.size() * static_cast<std::size_t>(outputs));
    most = std::min(
        {most, part_bytes / bytes, rows_that_fit(limits_, std::size_t{8} * Carried::slots)});
    if (most < request.particles)
      most = std::max(most / group_particles, std::size_t{1}) * group_particles;
  }
  const double share = static_cast<double>(most) / static_cast<double>(request.particles);
  for (std::size_t begin = 0; begin < request.particles; begin += most) {
    const std::size_t count = std::min(most, request.particles - begin);
    const double at = static_cast<double>(begin) / static_cast<double>(request.particles);
    GlRun part = run_part({request, begin, count, at, std::min(share, 1 - at)});
    read_into(part, begin, all);
    if (request.model->kernel_form() && !all_numbers(all, begin, count)) {
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

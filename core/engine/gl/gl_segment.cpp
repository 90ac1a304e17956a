// One segment of a part: what it reads and writes is bound, then it runs in as many dispatches as
// the device takes well.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/engine/gl/gl_setup.h"
#include "core/rng/noise.h"

namespace alphabar {

using namespace gl;

namespace {

/// Rows of a buffer that holds rows of so many bytes.
struct RowRange {
  int first = -1, count = 0;
  std::size_t bytes = 0;
};

/// `binding` with its buffer's rows, from the last aligned offset before them.
struct Window {
  Binding binding;
  int skipped;  ///< vec2s between that offset and the first row
};
Window window(Binding binding, const RowRange& rows, std::size_t alignment) {
  const std::size_t at = static_cast<std::size_t>(std::max(rows.first, 0)) * rows.bytes;
  binding.offset = at / alignment * alignment;
  binding.size = whole_vec4s(static_cast<std::size_t>(std::max(rows.count, 1)) * rows.bytes + at -
                             binding.offset);
  return {binding, static_cast<int>((at - binding.offset) / 8)};
}

void wait() {
  const GLsync fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  GLenum status = GL_TIMEOUT_EXPIRED;
  while (status == GL_TIMEOUT_EXPIRED)
    status = glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, 1'000'000'000);
  glDeleteSync(fence);
  if (status == GL_WAIT_FAILED) throw Failed("the graphics device stopped working");
}

}  // namespace

void GlEngine::upload_tables(const Passage& passage) {
  const Part& part = passage.part;
  const Setup& setup = passage.setup;
  const Tables& tables = passage.tables;
  rows_.upload(std::span<const GpuRow>(tables.rows));
  const std::size_t table =
      std::max(tables.components.size() * 4,
               table_in_storage(setup.layout) ? 16 : static_cast<std::size_t>(vec4s_room_) * 16);
  components_.reserve(table, "components at every level");
  components_.upload(std::span<const float>(tables.components));
  if (setup.noise != Noise::replayed || !setup.shape.draws) return;
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

/// Binds every buffer, and sets where the bound parts of states and evaluations begin.
std::vector<Binding> GlEngine::bind(const Passage& passage, const GlRun& run) {
  const Tables& tables = passage.tables;
  const Kernel& program = *passage.setup.kernel;
  const Window states =
      window({0, &run.states, Access::write},
             {tables.first_state, tables.states, passage.row_bytes()}, limits_.storage_alignment);
  program.set("states_first", states.skipped);
  std::vector<Binding> bindings{states.binding,
                                {1, &carry_, Access::read_write},
                                {0, &rows_, Access::read, Block::uniform},
                                {3, &noise_, Access::read},
                                {4, passage.part.is_net() ? &weights_ : &labels_, Access::read},
                                {6, &norms_, Access::write},
                                {7, &step_size_, Access::read}};
  if (table_in_storage(passage.setup.layout))
    bindings.push_back({2, &components_, Access::read});
  else
    bindings.push_back({1, &components_, Access::read, Block::uniform, 0,
                        static_cast<std::size_t>(vec4s_room_) * 16});
  if (passage.setup.shape.evaluations) {
    const Window evaluations = window({5, &run.evaluations, Access::write},
                                      {tables.first_evaluation, tables.evaluations,
                                       passage.row_bytes() * static_cast<std::size_t>(run.outputs)},
                                      limits_.storage_alignment);
    bindings.push_back(evaluations.binding);
    program.set("evaluations_first", evaluations.skipped);
  }
  std::erase_if(bindings, [](const Binding& b) { return b.buffer->id() == 0; });
  return bindings;
}

/// Sets what all dispatches of the segment share.
void GlEngine::set_values(const Passage& passage) {
  const Part& part = passage.part;
  const RunRequest& request = part.request;
  const Kernel& program = *passage.setup.kernel;
  program.set("particles", static_cast<int>(part.count));
  program.set("skew", part.skew());
  program.set("row_count", static_cast<int>(passage.segment.count));
  if (!passage.setup.layout.merged) program.set("blocks", passage.setup.layout.blocks);
  program.set("norms_draw", passage.segment.norms ? passage.tables.rows.back().draw : -1);
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
  program.set("load_plane", std::span<const int>(passage.segment.load.plane));
  program.set("store_plane", std::span<const int>(passage.segment.store.plane));
}

/// Runs the work groups [group, group + groups), and waits for them. Returns the share of the
/// part's particles that is done with them.
double GlEngine::dispatch(const Passage& passage, std::span<const Binding> bindings,
                          std::size_t group, std::size_t groups) {
  const Part& part = passage.part;
  const Kernel& program = *passage.setup.kernel;
  const auto skew = static_cast<std::size_t>(part.skew());
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
  pace_.took(passage.setup.cost(passage.segment, passage.plan()) * static_cast<double>(end - begin),
             seconds.count());
  return static_cast<double>(end) / static_cast<double>(part.count);
}

void GlEngine::choose_corrector_step(const Row& row, std::size_t groups) {
  const Kernel& program = kernels_.get("corrector.comp", {});
  program.set("count", static_cast<int>(groups));
  program.set("snr", static_cast<float>(row.snr));
  program.set("alpha", static_cast<float>(row.alpha));
  const Binding bindings[] = {{0, &norms_, Access::read}, {1, &step_size_, Access::write}};
  program.dispatch(1, bindings);
}

void GlEngine::run_segment(const Passage& passage, GlRun& run) {
  const Part& part = passage.part;
  const Setup& setup = passage.setup;
  const RunRequest& request = part.request;
  const Plan& plan = *request.plan;
  upload_tables(passage);
  const std::vector<Binding> bindings = bind(passage, run);
  set_values(passage);

  const double cost = setup.cost(passage.segment, plan);
  for (std::size_t group = 0; group < setup.groups;) {
    if (request.stop.stop_requested()) throw Cancelled();
    const std::size_t groups =
        std::min({pace_.particles(cost, group_particles) / group_particles, setup.groups - group,
                  static_cast<std::size_t>(limits_.groups)});
    const double done = dispatch(passage, bindings, group, groups);
    ++run.dispatches;
    group += groups;
    if (request.progress)
      request.progress(part.progress_begin +
                       part.progress_share * (passage.before + done * passage.share));
  }
  if (passage.segment.norms)
    choose_corrector_step(passage.segment.of(setup.steps).back().of(plan), setup.groups);
}

}  // namespace alphabar

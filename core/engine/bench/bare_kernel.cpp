#include "core/engine/bench/bare_kernel.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numbers>
#include <vector>

#include "core/gl/kernel.h"
#include "core/gl/shader_source.h"
#include "core/model/mixture.h"

namespace alphabar {

using namespace gl;

namespace {

constexpr int most_rows = 64;  // the room of bare_ddim.comp's table

DataSpec ring_of_eight() {
  DataSpec data;
  for (int k = 0; k < 8; ++k) {
    const double angle = k * std::numbers::pi / 4;
    data.components.push_back(
        {{2 * std::cos(angle), 2 * std::sin(angle)}, {0.15, 0.15}, 0, 0.125, k});
  }
  return data;
}

/// DDIM, eta = 0, over `rows` levels that are evenly spread in angle: a = cos, s = sin.
Plan ddim(int rows) {
  Plan plan;
  const auto level = [&](int i) {
    const double angle = 1.5 * (rows - i) / rows;
    return Level{static_cast<double>(rows - i), std::cos(angle), std::sin(angle)};
  };
  plan.start = level(0);
  for (int i = 0; i < rows; ++i) {
    Row row;
    row.from = level(i);
    row.to = level(i + 1);
    row.a = row.from.a;
    row.s = row.from.s;
    row.c_x = row.to.s / row.from.s;
    row.c_d[0] = row.to.a - row.from.a * row.c_x;
    plan.rows.push_back(row);
  }
  return plan;
}

double seconds_of(const auto& work) {
  glFinish();
  const auto begin = std::chrono::steady_clock::now();
  work();
  glFinish();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

GlSpeed measure_gl_speed(GlEngine& engine, std::size_t particles, int rows, int repeats) {
  assert(rows >= 1 && rows <= most_rows && particles > 0 && repeats > 0);
  const Mixture model(ring_of_eight());
  const Plan plan = ddim(rows);
  RunRequest request;
  request.plan = &plan;
  request.model = &model;
  request.particles = particles;
  request.record.states = Record::States::stride;  // x_T and the last
  request.record.stride = rows;

  const Layout layout = layout_of(model, Points::near);
  const Tables tables =
      tables_of(plan, model, layout, steps_of(plan, request.record), Noise::generated);
  std::vector<float> table(most_rows * 4 + most_rows * 16 * 4);
  for (std::size_t i = 0; i < tables.rows.size(); ++i) {
    table[4 * i] = tables.rows[i].c_x;
    table[4 * i + 1] = tables.rows[i].c_d[0];
  }
  std::ranges::copy(tables.components, table.begin() + std::ptrdiff_t{most_rows} * 4);
  GlBuffer uniforms(table.size() * 4, "bare kernel's table");
  uniforms.upload(std::span<const float>(table));
  GlBuffer points((particles + 1) * 8, "bare kernel's points");
  const Kernel kernel("bare_ddim.comp", shader_source("bare_ddim.comp"));
  kernel.set("particles", static_cast<int>(particles));
  kernel.set("rows", rows);
  const Binding bindings[] = {{0, &uniforms, Access::read, Block::uniform},
                              {0, &points, Access::read_write}};

  GlSpeed speed;
  std::vector<float> start(particles * 2 + 2), engine_end(particles * 2), bare_end(particles * 2);
  for (int i = 0; i <= repeats; ++i) {  // the first pair is not counted: compilers and caches
    GlRun run;
    const double engine_seconds = seconds_of([&] { run = engine.run_on_gpu(request); });
    run.states.read_back(std::span(start).first(particles * 2));
    run.states.read_back(std::span(engine_end), run.state_offset(1));
    points.upload(std::span<const float>(start));
    const double bare_seconds = seconds_of(
        [&] { kernel.dispatch(static_cast<unsigned>((particles + 127) / 128), bindings); });
    points.read_back(std::span(bare_end));
    if (i == 0) continue;
    const double work = static_cast<double>(particles) * rows;
    speed.engine = std::max(speed.engine, work / engine_seconds);
    speed.bare = std::max(speed.bare, work / bare_seconds);
  }
  for (std::size_t i = 0; i < bare_end.size(); ++i)
    speed.difference = std::max<double>(speed.difference, std::abs(engine_end[i] - bare_end[i]));
  return speed;
}

}  // namespace alphabar

#include "core/engine/gl/gl_run.h"

#include <cassert>

namespace alphabar {

Trajectory<float> sized_for(std::size_t particles, const std::vector<int>& x_rows,
                            const std::vector<int>& eval_rows, int outputs) {
  Trajectory<float> all;
  all.particles = particles;
  all.x_rows = x_rows;
  all.eval_rows = eval_rows;
  all.x.resize(x_rows.size() * particles * 2);
  Values<float>* arrays[] = {&all.x0_plain, &all.eps_plain, &all.score_plain,
                             &all.x0,       &all.eps,       &all.score};
  for (int i = 0; i < outputs; ++i) arrays[i]->resize(eval_rows.size() * particles * 2);
  return all;
}

void read_into(const GlRun& run, std::size_t begin, Trajectory<float>& all) {
  assert(begin + run.particles <= all.particles && run.x_rows == all.x_rows);
  const std::size_t row = run.particles * 2;
  const bool whole = run.particles == all.particles;
  if (whole) {
    run.states.read_back(std::span(all.x));
  } else {
    for (std::size_t r = 0; r < run.x_rows.size(); ++r)
      run.states.read_back(std::span(all.x).subspan((r * all.particles + begin) * 2, row),
                           run.state_offset(r));
  }
  Values<float>* arrays[] = {&all.x0_plain, &all.eps_plain, &all.score_plain,
                             &all.x0,       &all.eps,       &all.score};
  for (std::size_t r = 0; r < run.eval_rows.size(); ++r)
    for (std::size_t i = 0; i < static_cast<std::size_t>(run.outputs); ++i)
      run.evaluations.read_back(
          std::span(*arrays[i]).subspan((r * all.particles + begin) * 2, row),
          (r * static_cast<std::size_t>(run.outputs) + i) * run.particles * 8);
}

Trajectory<float> GlRun::read_back() const {
  Trajectory<float> all = sized_for(particles, x_rows, eval_rows, outputs);
  read_into(*this, 0, all);
  return all;
}

}  // namespace alphabar

#include "tests/support/plain_run.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "core/engine/start.h"
#include "core/model/guided_model.h"
#include "core/rng/noise.h"

namespace alphabar {
namespace {

struct Particle {
  Vec2 x, y, score{};
  std::deque<Vec2> d, e;  // newest first
};

void push(std::deque<Vec2>& history, const Vec2& value, bool replace_newest) {
  if (replace_newest && !history.empty()) history.pop_front();
  history.push_front(value);
  if (history.size() > Row::history) history.pop_back();
}

Vec2 draw(const RunRequest& request, std::size_t p, std::uint32_t k) {
  if (request.replay) {
    const double* z = &request.replay->noise[2 * (k * request.particles + p)];
    return {z[0], z[1]};
  }
  const std::uint64_t element = 2 * (request.first_particle + p);
  return {normal(request.seed, element, k, Stream::noise, request.lane),
          normal(request.seed, element + 1, k, Stream::noise, request.lane)};
}

void append(Values<double>& to, const Vec2& v) { to.insert(to.end(), v.begin(), v.end()); }

}  // namespace

Trajectory<double> plain_run(const RunRequest& request, const Nudge& nudge) {
  check(request);
  const Plan& plan = *request.plan;
  const Mixture& mixture = *request.model->closed_form();
  const std::size_t n = request.particles;
  const bool guided =
      std::any_of(plan.rows.begin(), plan.rows.end(), [](const Row& row) { return row.w != 0; });
  Trajectory<double> out;
  out.particles = n;
  out.x_rows = kept_rows(plan, request.record);
  const auto kept = [&](int row) { return std::ranges::count(out.x_rows, row) > 0; };

  std::vector<Particle> particles(n);
  const StartPoints starts(request);
  for (std::size_t p = 0; p < n; ++p) {
    particles[p].x = particles[p].y = starts(p);
    if (kept(-1)) append(out.x, particles[p].x);
  }
  std::uint32_t draws = 0;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Row& row = plan.rows[i];
    if (row.evaluate && request.record.evaluations) out.eval_rows.push_back(static_cast<int>(i));
    for (std::size_t p = 0; row.evaluate && p < n; ++p) {
      Particle& q = particles[p];
      Guide guide{-1, request.loss};
      if (row.w != 0 && !request.loss)
        guide.label = request.labels[request.labels.size() == 1 ? 0 : p];
      const GuidedModel model(mixture, {0, row.a, row.s}, guide, row.w);
      const Split plain = model.plain(q.y), used = model(q.y);
      push(q.d, used.x0_hat, row.replace_newest);
      push(q.e, used.eps_hat, row.replace_newest);
      q.score = used.score;
      if (!request.record.evaluations) continue;
      append(out.x0_plain, plain.x0_hat);
      append(out.eps_plain, plain.eps_hat);
      append(out.score_plain, plain.score);
      if (!guided) continue;
      append(out.x0, used.x0_hat);
      append(out.eps, used.eps_hat);
      append(out.score, used.score);
    }
    std::vector<Vec2> z(n);
    if (row.draws()) {
      for (std::size_t p = 0; p < n; ++p) z[p] = draw(request, p, draws);
      ++draws;
    }
    double c_s = row.c_s, c_z = row.c_z;
    if (row.snr > 0) {
      double norm_z = 0, norm_s = 0;
      for (std::size_t p = 0; p < n; ++p) {
        norm_z += std::hypot(z[p][0], z[p][1]);
        norm_s += std::hypot(particles[p].score[0], particles[p].score[1]);
      }
      c_s = langevin_step(row.snr, row.alpha, norm_z, norm_s);
      c_z = std::sqrt(2 * c_s);
    }
    for (std::size_t p = 0; p < n; ++p) {
      Particle& q = particles[p];
      for (std::size_t c = 0; c < 2; ++c) {
        double y = row.c_x != 0 ? row.c_x * q.x[c] : 0;
        for (std::size_t j = 0; j < Row::history; ++j) {
          if (row.c_d[j] != 0) y += row.c_d[j] * q.d.at(j)[c];
          if (row.c_e[j] != 0) y += row.c_e[j] * q.e.at(j)[c];
        }
        if (c_s != 0) y += c_s * q.score[c];
        if (c_z != 0) y += c_z * z[p][c];
        if (nudge.size != 0)
          y += nudge.size * normal(nudge.seed, 2 * (request.first_particle + p) + c,
                                   static_cast<std::uint32_t>(i), Stream::shuffle);
        q.y[c] = y;
      }
      if (row.commit) q.x = q.y;
      if (kept(static_cast<int>(i))) append(out.x, q.y);
    }
  }
  return out;
}

}  // namespace alphabar

#include "app/views/particles/render/lane_marks.h"

#include <algorithm>
#include <cmath>

#include "core/model/denoiser.h"
#include "core/model/point.h"

namespace alphabar {
namespace {

constexpr std::size_t most_strokes_of_a_trail = 300;

/// The way of the particles of a layer, by rows of the run or, where data are noised, by levels.
class Ways {
 public:
  explicit Ways(const Layer& layer) : layer_(layer) {}

  std::size_t particles() const { return layer_.run->particles; }
  double now() const {
    return layer_.noised.empty() ? layer_.row : static_cast<double>(layer_.noised.size() - 1);
  }
  /// Row 0 of a run is x_T, and of noised data x_0.
  Vec2 at(std::size_t particle, double row) const {
    if (layer_.noised.empty()) return state_at(*layer_.run, particle, row);
    const double last = now();
    row = std::clamp(row, 0.0, last);
    const auto lower = static_cast<std::size_t>(row);
    const std::size_t upper = std::min(lower + 1, layer_.noised.size() - 1);
    const double f = row - static_cast<double>(lower);
    const Level &p = layer_.noised[lower], &q = layer_.noised[upper];
    return noised_at(layer_, particle, std::lerp(p.a, q.a, f), std::lerp(p.s, q.s, f));
  }

 private:
  const Layer& layer_;
};

/// How straight the first particles' ways are so far: 1 straight, 0 endlessly winding.
double straightness(const Ways& ways, std::size_t particles) {
  const auto rows = static_cast<std::size_t>(ways.now()) + 1;
  const std::size_t step = std::max<std::size_t>(1, rows / 100);
  double way = 1e-9, gain = 0;
  for (std::size_t p = 0; p < particles; ++p) {
    const Point start = point_of(ways.at(p, 0));
    Point from = start;
    for (std::size_t r = step; r < rows; r += step) {
      const Point to = point_of(ways.at(p, static_cast<double>(r)));
      way += (to - from).norm();
      from = to;
    }
    gain += (from - start).norm();
  }
  return std::min(1.0, gain / way);
}

/// How a path's brightness runs: `young` at its end, falling to `old` within `fade` rows.
struct Fade {
  double old, young, rows;
};

/// Which rows of a particle's way are drawn.
struct Part {
  std::size_t particle;
  double begin, end;
};

struct Pen {
  Rgb color;
  Fade fade;
  double width;  // pixels
};

void add_path(Marks& marks, const Ways& ways, const Part& part, const Pen& pen) {
  const auto& [particle, begin, end] = part;
  const Fade& fade = pen.fade;
  if (!(end > begin)) return;
  const double step = std::max(1.0, std::ceil((end - begin) / most_strokes_of_a_trail));
  const auto alpha_at = [&fade,
                         last = end](double row) {  // most of a trail is a memory, its end is fresh
    return fade.old + (fade.young - fade.old) * std::exp((row - last) / std::max(fade.rows, 1.0));
  };
  Vec2 from = ways.at(particle, begin);
  double at = begin, alpha = alpha_at(begin);
  while (at < end) {
    // Corners lie on whole rows, so that a trail does not wriggle as time passes.
    const double next = std::min(end, (std::floor(at / step) + 1) * step);
    const Vec2 to = ways.at(particle, next);
    const double next_alpha = alpha_at(next);
    marks.strokes.push_back(stroke(from, to, {pen.color, alpha, next_alpha, pen.width}));
    from = to;
    at = next;
    alpha = next_alpha;
  }
}

/// From x_t to what the guided model expects of it, or to the x_0 that was noised.
void add_chords(Marks& marks, const PaneFrame& frame, const Layer& layer, std::size_t tracked,
                double line) {
  const Ways ways(layer);
  PointBatch x0_hat;
  if (layer.noised.empty()) {
    if (!layer.model || tracked == 0) return;
    PointBatch x(2, static_cast<Eigen::Index>(tracked));
    for (std::size_t p = 0; p < tracked; ++p)
      x.col(static_cast<Eigen::Index>(p)) = point_of(ways.at(p, ways.now()));
    x0_hat =
        layer.model->guided_split_batch(x, layer.level, batch_guidance(layer.guide, layer.weight))
            .guided.x0_hat;
  }
  for (std::size_t p = 0; p < tracked; ++p) {
    const Vec2 x = ways.at(p, ways.now());
    const Vec2 end = x0_hat.size() > 0 ? vec2_of(x0_hat.col(static_cast<Eigen::Index>(p)))
                                       : noised_at(layer, p, 1, 0);
    if (!std::isfinite(end[0]) || !std::isfinite(end[1])) continue;
    marks.strokes.push_back(stroke(x, end, {frame.colors.text, 0.55, 0.25, 0.8 * line}));
    marks.rings.push_back(ring(end, frame.colors.text, 0.8, 2.2 * line, 2.2 * line));
  }
}

void add_layer(Marks& marks, const PaneFrame& frame, const Layer& layer) {
  const Ways ways(layer);
  const ViewColors& colors = frame.colors;
  const double line = 1.25 * frame.pixel_scale * colors.stroke;
  const double rows =
      static_cast<double>(layer.noised.empty() ? layer.run->rows() : layer.noised.size());
  const std::size_t tracked =
      std::min(ways.particles(), static_cast<std::size_t>(std::max(frame.tracked, 0)));
  const Rgb bright = mix(layer.hue, colors.text, 0.45f);

  if (frame.trails) {
    // A diffusion's paths cross everywhere: only their fresh ends are told apart.
    const double straight = straightness(ways, tracked);
    const double old = std::lerp(0.0, 0.6, std::clamp(2 * straight - 0.3, 0.0, 1.0)) + 0.03;
    for (std::size_t p = 0; p < tracked; ++p)
      add_path(marks, ways, {p, 0, ways.now()},
               {bright, {old, 0.85, frame.trail_fade * rows}, line});
  }
  if (frame.chords) add_chords(marks, frame, layer, tracked, line);
  if (frame.trails || frame.chords)
    for (std::size_t p = 0; p < tracked; ++p) {
      const Vec2 x = ways.at(p, ways.now());
      marks.rings.push_back(ring(x, colors.ground, 0.75, 3.5 * line, 3.5 * line));
      marks.rings.push_back(ring(x, bright, 1, 2.8 * line, 1.15 * line));
    }
  if (!layer.noised.empty()) return;  // its particles are others than the lanes'
  if (frame.highlighted < 0 || static_cast<std::size_t>(frame.highlighted) >= ways.particles())
    return;
  const auto p = static_cast<std::size_t>(frame.highlighted);
  const double last = static_cast<double>(layer.run->rows() - 1);
  add_path(marks, ways, {p, 0, layer.row}, {colors.text, {0.9, 0.95, 1}, 1.3 * line});
  add_path(marks, ways, {p, layer.row, last}, {colors.text, {0.35, 0.35, 1}, line});
  const Vec2 x = ways.at(p, layer.row);
  marks.rings.push_back(ring(x, colors.ground, 0.9, 6.8 * line, 6.8 * line));
  marks.rings.push_back(ring(x, layer.hue, 1, 3.4 * line, 3.4 * line));
  marks.rings.push_back(ring(x, colors.text, 1, 6 * line, 1.6 * line));
}

}  // namespace

Vec2 state_at(const Trajectory<float>& run, std::size_t particle, double row) {
  const double last = static_cast<double>(run.rows() - 1);
  row = std::clamp(row, 0.0, last);
  const auto whole = static_cast<std::size_t>(row);
  const double fraction = row - static_cast<double>(whole);
  const float* from = run.state(whole).data() + 2 * particle;
  if (fraction == 0) return {from[0], from[1]};
  const float* to = run.state(whole + 1).data() + 2 * particle;
  return {std::lerp(static_cast<double>(from[0]), static_cast<double>(to[0]), fraction),
          std::lerp(static_cast<double>(from[1]), static_cast<double>(to[1]), fraction)};
}

int nearest_particle(const Trajectory<float>& run, double row, const Vec2& x, double reach) {
  if (run.rows() == 0) return -1;
  row = std::clamp(row, 0.0, static_cast<double>(run.rows() - 1));
  const auto whole = static_cast<std::size_t>(row);
  const auto fraction = static_cast<float>(row - static_cast<double>(whole));
  const float* from = run.state(whole).data();
  const float* to = run.state(std::min(whole + 1, run.rows() - 1)).data();
  const auto x0 = static_cast<float>(x[0]), x1 = static_cast<float>(x[1]);
  float best = static_cast<float>(reach * reach);
  int found = -1;
  for (std::size_t p = 0; p < run.particles; ++p) {
    const float dx = from[2 * p] + fraction * (to[2 * p] - from[2 * p]) - x0;
    const float dy = from[2 * p + 1] + fraction * (to[2 * p + 1] - from[2 * p + 1]) - x1;
    const float distance = dx * dx + dy * dy;
    if (distance <= best) {
      best = distance;
      found = static_cast<int>(p);
    }
  }
  return found;
}

Vec2 noised_at(const Layer& layer, std::size_t particle, double a, double s) {
  const std::span<const float> data = layer.run->state(0), eps = layer.run->state(1);
  return {a * data[2 * particle] + s * eps[2 * particle],
          a * data[2 * particle + 1] + s * eps[2 * particle + 1]};
}

Marks lane_marks(const PaneFrame& frame) {
  Marks marks;
  for (const Layer& layer : frame.layers)
    if (layer.run && layer.run->rows() > 0 && layer.run->particles > 0)
      add_layer(marks, frame, layer);
  return marks;
}

}  // namespace alphabar

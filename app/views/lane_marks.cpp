#include "app/views/lane_marks.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace alphabar {
namespace {

constexpr std::size_t most_strokes_of_a_trail = 300;

void put(float (&rgba)[4], const Rgb& color, double alpha) {
  rgba[0] = color.r;
  rgba[1] = color.g;
  rgba[2] = color.b;
  rgba[3] = static_cast<float>(alpha);
}

Stroke stroke(const Vec2& from, const Vec2& to, const Rgb& color, double alpha_from,
              double alpha_to, double width) {
  Stroke s;
  for (int i = 0; i < 2; ++i) {
    s.from[i] = static_cast<float>(from[i]);
    s.to[i] = static_cast<float>(to[i]);
  }
  put(s.from_rgba, color, alpha_from);
  put(s.to_rgba, color, alpha_to);
  s.width = static_cast<float>(width);
  return s;
}

Ring ring(const Vec2& center, const Rgb& color, double alpha, double radius, double width) {
  Ring r;
  r.center[0] = static_cast<float>(center[0]);
  r.center[1] = static_cast<float>(center[1]);
  put(r.rgba, color, alpha);
  r.radius = static_cast<float>(radius);
  r.width = static_cast<float>(width);
  return r;
}

/// How straight the first particles' ways to a row are: 1 straight, 0 endlessly winding.
double straightness(const Trajectory<float>& run, std::size_t particles, double row) {
  const auto rows = static_cast<std::size_t>(row) + 1;
  const std::size_t step = std::max<std::size_t>(1, rows / 100);
  double way = 1e-9, gain = 0;
  for (std::size_t p = 0; p < particles; ++p) {
    const Vec2 start = state_at(run, p, 0);
    Vec2 from = start;
    for (std::size_t r = step; r < rows; r += step) {
      const Vec2 to = state_at(run, p, static_cast<double>(r));
      way += std::hypot(to[0] - from[0], to[1] - from[1]);
      from = to;
    }
    gain += std::hypot(from[0] - start[0], from[1] - start[1]);
  }
  return std::min(1.0, gain / way);
}

/// The path of a particle from row `begin` to row `end`, its alpha `young` at the end and falling
/// to `old` before it.
void add_path(Marks& marks, const Trajectory<float>& run, std::size_t particle, double begin,
              double end, const Rgb& color, double old, double young, double width) {
  if (!(end > begin)) return;
  const double rows = end - begin;
  const double fresh_rows = std::max(1.0, 0.06 * static_cast<double>(run.rows()));
  const double step = std::max(1.0, std::ceil(rows / most_strokes_of_a_trail));
  const auto alpha_at = [&](double row) {  // most of a trail is a memory, its end is fresh
    return old + (young - old) * std::exp((row - end) / fresh_rows);
  };
  Vec2 from = state_at(run, particle, begin);
  double at = begin, alpha = alpha_at(begin);
  while (at < end) {
    // Corners lie on whole rows, so that a trail does not wriggle as time passes.
    const double next = std::min(end, (std::floor(at / step) + 1) * step);
    const Vec2 to = state_at(run, particle, next);
    const double next_alpha = alpha_at(next);
    marks.strokes.push_back(stroke(from, to, color, alpha, next_alpha, width));
    from = to;
    at = next;
    alpha = next_alpha;
  }
}

void add_arrow(Marks& marks, const Vec2& from, const Vec2& to, const Rgb& color, double alpha,
               double width) {
  marks.strokes.push_back(stroke(from, to, color, alpha, alpha, width));
  const Vec2 d{to[0] - from[0], to[1] - from[1]};
  for (const double side : {-1.0, 1.0}) {
    const Vec2 barb{to[0] - 0.36 * d[0] - side * 0.2 * d[1],
                    to[1] - 0.36 * d[1] + side * 0.2 * d[0]};
    marks.strokes.push_back(stroke(barb, to, color, alpha, alpha, width));
  }
}

/// The score on a grid that stays put as the camera moves. Its length is compressed: what matters
/// is where it points and where it is strong, and it spans decades.
void add_score(Marks& marks, const GuidedModel& model, const LaneFrame& frame, double line) {
  const double unit = frame.camera.scale(frame.height);
  const double spacing = std::exp2(std::round(std::log2(34 * frame.pixel_scale / unit)));
  const double half_width = frame.camera.half_width(frame.width, frame.height);
  const Rgb color = mix(frame.colors.contour, frame.colors.text, 0.35f);
  const auto first = [&](double center, double half) {
    return static_cast<long>(std::floor((center - half) / spacing));
  };
  const auto last = [&](double center, double half) {
    return static_cast<long>(std::ceil((center + half) / spacing));
  };
  const Vec2& c = frame.camera.center;
  const double strong = 2 / std::max(std::hypot(frame.level.a * 0.2, frame.level.s), 1e-3);
  for (long j = first(c[1], frame.camera.half_height); j <= last(c[1], frame.camera.half_height);
       ++j) {
    for (long i = first(c[0], half_width); i <= last(c[0], half_width); ++i) {
      const Vec2 x{spacing * static_cast<double>(i), spacing * static_cast<double>(j)};
      const Vec2 score = model.plain(x).score;
      const double norm = std::hypot(score[0], score[1]);
      if (!(norm > 0) || !std::isfinite(norm)) continue;
      const double length = 0.85 * spacing * norm / (norm + strong);
      if (length * unit < 2 * frame.pixel_scale) continue;
      const Vec2 half{0.5 * length * score[0] / norm, 0.5 * length * score[1] / norm};
      add_arrow(marks, {x[0] - half[0], x[1] - half[1]}, {x[0] + half[0], x[1] + half[1]}, color,
                0.75, line);
    }
  }
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

Marks lane_marks(const Trajectory<float>& run, const Mixture* model, const LaneFrame& frame) {
  Marks marks;
  if (run.rows() == 0 || run.particles == 0) return marks;
  const ViewColors& colors = frame.colors;
  const double line = 1.25 * frame.pixel_scale * colors.stroke;
  const std::size_t tracked =
      std::min(run.particles, static_cast<std::size_t>(std::max(frame.tracked, 0)));
  const Rgb bright = mix(frame.hue, colors.text, 0.45f);

  std::optional<GuidedModel> asked;
  if (model && (frame.arrows || frame.chords))
    asked.emplace(*model, frame.level, frame.guide, frame.weight);
  if (frame.arrows && asked) add_score(marks, *asked, frame, 0.8 * line);
  if (frame.trails) {
    // A diffusion's paths cross everywhere: only their fresh ends are told apart.
    const double straight = straightness(run, tracked, frame.row);
    const double old = std::lerp(0.0, 0.6, std::clamp(2 * straight - 0.3, 0.0, 1.0)) + 0.03;
    for (std::size_t p = 0; p < tracked; ++p)
      add_path(marks, run, p, 0, frame.row, bright, old, 0.85, line);
  }
  if (frame.chords && asked)
    for (std::size_t p = 0; p < tracked; ++p) {
      const Vec2 x = state_at(run, p, frame.row);
      const Vec2 x0_hat = (*asked)(x).x0_hat;
      if (!std::isfinite(x0_hat[0]) || !std::isfinite(x0_hat[1])) continue;
      marks.strokes.push_back(stroke(x, x0_hat, colors.text, 0.55, 0.25, 0.8 * line));
      marks.rings.push_back(ring(x0_hat, colors.text, 0.8, 2.2 * line, 2.2 * line));
    }
  if (frame.trails || frame.chords)
    for (std::size_t p = 0; p < tracked; ++p) {
      const Vec2 x = state_at(run, p, frame.row);
      marks.rings.push_back(ring(x, colors.ground, 0.75, 3.5 * line, 3.5 * line));
      marks.rings.push_back(ring(x, bright, 1, 2.8 * line, 1.15 * line));
    }
  if (frame.highlighted >= 0 && static_cast<std::size_t>(frame.highlighted) < run.particles) {
    const auto p = static_cast<std::size_t>(frame.highlighted);
    const double last = static_cast<double>(run.rows() - 1);
    add_path(marks, run, p, 0, frame.row, colors.text, 0.9, 0.95, 1.3 * line);
    add_path(marks, run, p, frame.row, last, colors.text, 0.35, 0.35, line);
    const Vec2 x = state_at(run, p, frame.row);
    marks.rings.push_back(ring(x, colors.ground, 0.9, 6.8 * line, 6.8 * line));
    marks.rings.push_back(ring(x, frame.hue, 1, 3.4 * line, 3.4 * line));
    marks.rings.push_back(ring(x, colors.text, 1, 6 * line, 1.6 * line));
  }
  return marks;
}

}  // namespace alphabar

#include "app/bench/point_bench.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>

#include "app/views/particles/render/particle_renderer.h"
#include "core/engine/forward_samples.h"
#include "core/gl/state_guard.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

constexpr int width = 900, height = 600;
constexpr double half_height = 3;

template <class Draw>
double seconds_of(Draw draw) {
  glFinish();
  const auto start = std::chrono::steady_clock::now();
  draw();
  glFinish();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One buffer, one program, no blending: nothing can be left out.
class BarePoints {
 public:
  explicit BarePoints(const Trajectory<float>& run)
      : particles_(run.particles), buffer_(run.state(0).size_bytes(), "points of the bench") {
    target_.resize(width, height);
    glBindVertexArray(array_.id());
    buffer_.upload(std::span<const float>(run.state(0)));
    glBindBuffer(GL_ARRAY_BUFFER, buffer_.id());
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, nullptr);
  }

  void draw() const {
    const GlStateGuard guard;
    target_.bind();
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    program_.use();
    program_.set("half_extent", static_cast<float>(half_height * width / height),
                 static_cast<float>(half_height));
    glBindVertexArray(array_.id());
    glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(particles_));
  }

 private:
  std::size_t particles_;
  GlTarget target_{GL_RGBA8};
  GlProgram program_{"bare_points.vert", "bare_points.frag"};
  GlVertexArray array_;
  GlBuffer buffer_;
};

}  // namespace

PointSpeed measure_point_speed(std::size_t particles, int repetitions) {
  DataSpec data;
  data.components = {{.mean = {0, 0}, .std = {1, 1}}};
  PaneFrame frame;
  frame.width = width;
  frame.height = height;
  frame.camera.half_height = half_height;
  frame.target = std::make_shared<Mixture>(data);
  frame.trails = false;
  frame.colors = view_colors(Theme::dark);
  frame.layers.resize(1);
  frame.layers[0].hue = frame.colors.lane(0);
  frame.layers[0].run = std::make_shared<const Trajectory<float>>(
      forward_samples(*frame.target, particles, 1));  // two rows of a standard normal cloud
  const BarePoints bare(*frame.layers[0].run);
  ParticleRenderer renderer;
  PanePicture picture;

  double best = 1e300, best_bare = 1e300;
  for (int i = -1; i < repetitions; ++i) {                  // the first one uploads and warms up
    frame.layers[0].row = (i + 1.5) / (repetitions + 1.0);  // playing: every frame is another one
    const double seconds = seconds_of([&] { renderer.draw(picture, frame); });
    const double bare_seconds = seconds_of([&] { bare.draw(); });
    if (i < 0) continue;
    best = std::min(best, seconds);
    best_bare = std::min(best_bare, bare_seconds);
  }
  const auto count = static_cast<double>(particles);
  return {count / best, count / best_bare};
}

}  // namespace alphabar

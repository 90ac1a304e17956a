#include "app/views/particle_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace alphabar {
namespace {

const void* at_byte(std::size_t offset) { return reinterpret_cast<const void*>(offset); }

void instanced(GLuint index, GLint size, std::size_t stride, std::size_t offset) {
  glEnableVertexAttribArray(index);
  glVertexAttribPointer(index, size, GL_FLOAT, GL_FALSE, static_cast<GLsizei>(stride),
                        at_byte(offset));
  glVertexAttribDivisor(index, 1);
}

void set_camera(const GlProgram& program, const LaneFrame& frame) {
  program.set("center", static_cast<float>(frame.camera.center[0]),
              static_cast<float>(frame.camera.center[1]));
  program.set("half_extent",
              static_cast<float>(frame.camera.half_width(frame.width, frame.height)),
              static_cast<float>(frame.camera.half_height));
  program.set("pixels", static_cast<float>(frame.width), static_cast<float>(frame.height));
}

void set_color(const GlProgram& program, const char* name, const Rgb& color) {
  program.set(name, color.r, color.g, color.b);
}

void bind_texture(GLenum unit, GLuint texture) {
  glActiveTexture(unit);
  glBindTexture(GL_TEXTURE_2D, texture);
}

}  // namespace

PointLook point_look(std::size_t particles, const LaneFrame& frame) {
  const double n = static_cast<double>(std::max<std::size_t>(particles, 1));
  const double size = frame.pixel_scale * frame.colors.stroke *
                      std::clamp(2.4 * std::pow(20000 / n, 0.22), 0.8, 6.0);
  const double shown = size < 1.5 ? 1 : size;
  const double unit = frame.camera.scale(frame.height);
  const double cloud = 2 * std::numbers::pi * unit * unit;  // area a standard normal fills, pixels
  const double area = shown < 1.5 ? 1 : std::numbers::pi / 4 * shown * shown;
  return {shown, std::clamp(0.9 * cloud / (n * area), 0.02, 0.9)};
}

ParticleRenderer::ParticleRenderer() {
  glBindVertexArray(stroke_array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, stroke_buffer_.id());
  instanced(0, 4, sizeof(Stroke), offsetof(Stroke, from));
  instanced(1, 4, sizeof(Stroke), offsetof(Stroke, from_rgba));
  instanced(2, 4, sizeof(Stroke), offsetof(Stroke, to_rgba));
  instanced(3, 1, sizeof(Stroke), offsetof(Stroke, width));
  static_assert(offsetof(Stroke, to) == offsetof(Stroke, from) + 2 * sizeof(float));
  glBindVertexArray(ring_array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, ring_buffer_.id());
  instanced(0, 2, sizeof(Ring), offsetof(Ring, center));
  instanced(1, 4, sizeof(Ring), offsetof(Ring, rgba));
  instanced(2, 2, sizeof(Ring), offsetof(Ring, radius));
  static_assert(offsetof(Ring, width) == offsetof(Ring, radius) + sizeof(float));
  glBindVertexArray(0);
  glBindBuffer(GL_ARRAY_BUFFER, 0);
}

GLuint ParticleRenderer::draw(LanePicture& picture, std::shared_ptr<const Trajectory<float>> run,
                              std::shared_ptr<const Mixture> model, const LaneFrame& frame) const {
  if (run && (run->particles == 0 || run->rows() == 0)) run = nullptr;
  if (picture.drawn_ == frame && picture.run_ == run && picture.model_ == model)
    return picture.texture();
  const GlStateGuard guard;
  picture.run_ = run;
  picture.model_ = model;
  picture.drawn_.reset();  // drawing may throw
  glBindVertexArray(empty_.id());
  const GLuint density = frame.density && model
                             ? picture.density_.draw(density_, *model, frame.level, frame.camera,
                                                     frame.width, frame.height)
                             : 0;
  picture.cover_.resize(frame.width, frame.height);
  picture.cover_.bind();
  glClearColor(0, 0, 0, 0);
  glClear(GL_COLOR_BUFFER_BIT);
  if (run) draw_points(picture, frame);
  picture.picture_.resize(frame.width, frame.height);
  picture.picture_.bind();
  compose(picture, frame, density);
  if (run) draw_marks(lane_marks(*run, model.get(), frame), frame);
  picture.drawn_ = frame;
  ++picture.times_drawn_;
  return picture.texture();
}

void ParticleRenderer::draw_points(LanePicture& picture, const LaneFrame& frame) const {
  const Trajectory<float>& run = *picture.run_;
  picture.rows_.show(picture.run_);
  const double row = std::clamp(frame.row, 0.0, static_cast<double>(run.rows() - 1));
  const auto whole = static_cast<std::size_t>(row);
  const std::size_t from = picture.rows_.offset(whole);
  const std::size_t to =
      row > static_cast<double>(whole) ? picture.rows_.offset(whole + 1) : from;

  glBindVertexArray(picture.points_.id());
  glBindBuffer(GL_ARRAY_BUFFER, picture.rows_.buffer());
  glEnableVertexAttribArray(0);
  glEnableVertexAttribArray(1);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, at_byte(from));
  glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, 0, at_byte(to));

  const PointLook look = point_look(run.particles, frame);
  const GlProgram& program = look.size > 1 ? points_ : points_many_;
  program.use();
  set_camera(program, frame);
  program.set("fraction", static_cast<float>(row - static_cast<double>(whole)));
  program.set("size", static_cast<float>(look.size));
  program.set("weight", static_cast<float>(look.weight));
  glEnable(GL_PROGRAM_POINT_SIZE);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE);
  glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(run.particles));
  glDisable(GL_BLEND);
  glDisable(GL_PROGRAM_POINT_SIZE);
}

void ParticleRenderer::compose(LanePicture& picture, const LaneFrame& frame,
                               GLuint density) const {
  const ViewColors& colors = frame.colors;
  glBindVertexArray(empty_.id());
  compose_.use();
  compose_.set("log_density", 0);
  compose_.set("cover", 1);
  compose_.set("with_density", density != 0 ? 1 : 0);
  set_color(compose_, "ground", colors.ground);
  set_color(compose_, "density", colors.density);
  set_color(compose_, "contour", colors.contour);
  set_color(compose_, "hue", frame.hue);
  set_color(compose_, "hot", mix(frame.hue, colors.text, 0.6f));
  compose_.set("stroke", static_cast<float>(frame.pixel_scale * colors.stroke));
  bind_texture(GL_TEXTURE1, picture.cover_.texture());
  bind_texture(GL_TEXTURE0, density);
  glDrawArrays(GL_TRIANGLES, 0, 3);
  bind_texture(GL_TEXTURE1, 0);
  bind_texture(GL_TEXTURE0, 0);
}

void ParticleRenderer::draw_marks(const Marks& marks, const LaneFrame& frame) const {
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  const auto paint = [&](const GlProgram& program, const GlVertexArray& array,
                         const GlBuffer& buffer, const auto& items) {
    if (items.empty()) return;
    glBindBuffer(GL_ARRAY_BUFFER, buffer.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(items.size() * sizeof(items[0])),
                 items.data(), GL_STREAM_DRAW);
    glBindVertexArray(array.id());
    program.use();
    set_camera(program, frame);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(items.size()));
  };
  paint(strokes_, stroke_array_, stroke_buffer_, marks.strokes);
  paint(rings_, ring_array_, ring_buffer_, marks.rings);
  glDisable(GL_BLEND);
}

}  // namespace alphabar

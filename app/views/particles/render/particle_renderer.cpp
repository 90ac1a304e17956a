#include "app/views/particles/render/particle_renderer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>

#include "app/views/particles/render/field_marks.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/gl/state_guard.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

const void* at_byte(std::size_t offset) { return reinterpret_cast<const void*>(offset); }

void instanced(GLuint index, GLint size, std::size_t stride, std::size_t offset) {
  glEnableVertexAttribArray(index);
  glVertexAttribPointer(index, size, GL_FLOAT, GL_FALSE, static_cast<GLsizei>(stride),
                        at_byte(offset));
  glVertexAttribDivisor(index, 1);
}

void set_camera(const GlProgram& program, const PaneFrame& frame) {
  program.set("center", static_cast<float>(frame.camera.center[0]),
              static_cast<float>(frame.camera.center[1]));
  program.set("half_extent", static_cast<float>(frame.camera.half_width(frame.width, frame.height)),
              static_cast<float>(frame.camera.half_height));
  program.set("pixels", static_cast<float>(frame.width), static_cast<float>(frame.height));
}

void set_color(const GlProgram& program, const char* name, const Rgb& color) {
  program.set(name, color.r, color.g, color.b);
}

bool drawable(const Layer& layer) {
  return layer.run && layer.run->particles > 0 && layer.run->rows() > 0;
}

/// Whether particles of several colours may lie on one another; else their number alone says how
/// much of the one colour there is.
bool is_colored(const PaneFrame& frame) {
  return frame.layers.size() > 1 || frame.color_by != ColorBy::lane;
}

/// Asking every component for every particle has its limit, above all where no GPU does it.
bool colorable(const PaneFrame& frame, const Layer& layer) {
  constexpr double most_evaluations = 5e7;
  if (frame.color_by == ColorBy::lane) return false;
  if (frame.color_by == ColorBy::start) return true;
  return frame.target && static_cast<double>(layer.run->particles) *
                                 static_cast<double>(frame.target->data().components.size()) <=
                             most_evaluations;
}

void bind_texture(GLenum unit, GLuint texture) {
  glActiveTexture(unit);
  glBindTexture(GL_TEXTURE_2D, texture);
}

}  // namespace

PointLook point_look(std::size_t particles, const PaneFrame& frame) {
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

std::size_t PanePicture::uploads() const {
  std::size_t sum = 0;
  for (const RowBuffer& rows : rows_) sum += rows.uploads();
  return sum;
}

GLuint ParticleRenderer::draw(PanePicture& picture, const PaneFrame& frame) {
  if (picture.drawn_ == frame) return picture.texture();
  const GlStateGuard guard;
  picture.drawn_.reset();  // drawing may throw
  glBindVertexArray(empty_.id());
  GLuint density = 0;
  if (frame.backdrop != Backdrop::none && frame.target) {
    picture.components_.show(frame.target, frame.level, frame.colors);
    DensityView view{frame.target, frame.level,  frame.camera,
                     frame.width,  frame.height, frame.backdrop == Backdrop::energy};
    if (frame.backdrop == Backdrop::guidance) view.guide = frame.guide;
    density = picture.density_.draw(density_, picture.components_, view);
  }
  GlTarget& cover = is_colored(frame) ? picture.colored_cover_ : picture.cover_;
  cover.resize(frame.width, frame.height);
  cover.bind();
  glClearColor(0, 0, 0, 0);
  glClear(GL_COLOR_BUFFER_BIT);
  picture.rows_.resize(frame.layers.size());
  for (std::size_t layer = 0; layer < frame.layers.size(); ++layer)
    if (drawable(frame.layers[layer])) draw_points(picture, frame, layer);
  picture.picture_.resize(frame.width, frame.height);
  picture.picture_.bind();
  compose(picture, frame, density);

  PaneFrame field = frame;
  field.layers.clear();
  field.highlighted = -1;
  if (picture.field_drawn_ != field) {
    picture.field_ = field_marks(frame);
    picture.field_drawn_ = std::move(field);
  }
  draw_marks(picture.field_, frame);
  draw_marks(lane_marks(frame), frame);
  picture.drawn_ = frame;
  ++picture.times_drawn_;
  return picture.texture();
}

void ParticleRenderer::draw_points(PanePicture& picture, const PaneFrame& frame,
                                   std::size_t index) const {
  const Layer& layer = frame.layers[index];
  const Trajectory<float>& run = *layer.run;
  RowBuffer& rows = picture.rows_[index];
  rows.show(layer.run);
  std::size_t from = 0, to = 0;
  std::array<double, 2> shares{layer.level.a, layer.level.s};
  if (layer.noised.empty()) {
    const double row = std::clamp(layer.row, 0.0, static_cast<double>(run.rows() - 1));
    const auto whole = static_cast<std::size_t>(row);
    const double fraction = row - static_cast<double>(whole);
    from = rows.offset(whole);
    to = fraction > 0 ? rows.offset(whole + 1) : from;
    shares = {1 - fraction, fraction};
  } else {
    from = rows.offset(0);
    to = rows.offset(1);
  }
  const bool colored = is_colored(frame);
  const bool own_colors = colored && colorable(frame, layer);
  std::size_t key = from;
  if (own_colors && layer.noised.empty() && frame.color_by != ColorBy::component)
    key = frame.color_by == ColorBy::mode ? rows.last_offset() : rows.first_offset();

  glBindVertexArray(picture.points_.id());
  glBindBuffer(GL_ARRAY_BUFFER, rows.buffer());
  for (const auto& [place, offset] : {std::pair{0U, from}, {1U, to}, {2U, key}}) {
    glEnableVertexAttribArray(place);
    glVertexAttribPointer(place, 2, GL_FLOAT, GL_FALSE, 0, at_byte(offset));
  }
  const PointLook look = point_look(run.particles, frame);
  const GlProgram& program = colored         ? use_colored(picture, frame, layer)
                             : look.size > 1 ? points_
                                             : points_many_;
  program.use();
  set_camera(program, frame);
  program.set("shares", static_cast<float>(shares[0]), static_cast<float>(shares[1]));
  program.set("size", static_cast<float>(look.size));
  program.set("weight", static_cast<float>(look.weight));
  if (colored) program.set("color_by", own_colors ? static_cast<int>(frame.color_by) : 0);
  glEnable(GL_PROGRAM_POINT_SIZE);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE);
  glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(run.particles));
  glDisable(GL_BLEND);
  glDisable(GL_PROGRAM_POINT_SIZE);
  glBindTexture(GL_TEXTURE_BUFFER, 0);
}

const GlProgram& ParticleRenderer::use_colored(PanePicture& picture, const PaneFrame& frame,
                                               const Layer& layer) const {
  const GlProgram& program = points_colored_;
  program.use();
  program.set("components", 0);
  set_color(program, "hue", layer.hue);
  const bool by_component = frame.color_by == ColorBy::component || frame.color_by == ColorBy::mode;
  if (by_component && colorable(frame, layer)) {
    picture.of_colors_.show(frame.target,
                            frame.color_by == ColorBy::component ? layer.level : layer.last,
                            frame.colors);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_BUFFER, picture.of_colors_.texture());
    program.set("component_count", picture.of_colors_.count());
  }
  program.set("spread", static_cast<float>(std::hypot(layer.first.a, layer.first.s)));
  const auto& corners = frame.colors.corners;
  set_color(program, "low_left", corners[0]);
  set_color(program, "low_right", corners[1]);
  set_color(program, "high_left", corners[2]);
  set_color(program, "high_right", corners[3]);
  return program;
}

void ParticleRenderer::compose(PanePicture& picture, const PaneFrame& frame, GLuint density) const {
  const bool colored = is_colored(frame);
  const ViewColors& colors = frame.colors;
  glBindVertexArray(empty_.id());
  compose_.use();
  compose_.set("log_density", 0);
  compose_.set("cover", 1);
  compose_.set("backdrop", density != 0 ? static_cast<int>(frame.backdrop) : 0);
  compose_.set("colored", colored ? 1 : 0);
  set_color(compose_, "ground", colors.ground);
  set_color(compose_, "density", colors.density);
  set_color(compose_, "contour", colors.contour);
  set_color(compose_, "text", colors.text);
  if (!frame.layers.empty()) set_color(compose_, "hue", frame.layers.front().hue);
  compose_.set("stroke", static_cast<float>(frame.pixel_scale * colors.stroke));
  compose_.set("unit", static_cast<float>(1 / frame.camera.scale(frame.height)));
  compose_.set("half_height", static_cast<float>(frame.camera.half_height));
  bind_texture(GL_TEXTURE1, (colored ? picture.colored_cover_ : picture.cover_).texture());
  bind_texture(GL_TEXTURE0, density);
  glDrawArrays(GL_TRIANGLES, 0, 3);
  bind_texture(GL_TEXTURE1, 0);
  bind_texture(GL_TEXTURE0, 0);
}

void ParticleRenderer::draw_marks(const Marks& marks, const PaneFrame& frame) {
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  const auto paint = [&](const GlProgram& program, const GlVertexArray& array, GlBuffer& buffer,
                         const auto& items) {
    if (items.empty()) return;
    buffer.replace(std::span(items));
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

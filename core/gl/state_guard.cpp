#include "core/gl/state_guard.h"

namespace alphabar {
namespace {

void enable(GLenum what, GLboolean on) { on ? glEnable(what) : glDisable(what); }

}  // namespace

GlStateGuard::GlStateGuard() {
  glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer_);
  glGetIntegerv(GL_VIEWPORT, viewport_);
  glGetIntegerv(GL_CURRENT_PROGRAM, &program_);
  glGetIntegerv(GL_VERTEX_ARRAY_BINDING, &vertex_array_);
  glGetIntegerv(GL_ARRAY_BUFFER_BINDING, &array_buffer_);
  glGetIntegerv(GL_ACTIVE_TEXTURE, &texture_unit_);
  glGetIntegerv(GL_UNPACK_ALIGNMENT, &unpack_alignment_);
  blend_ = glIsEnabled(GL_BLEND);
  scissor_ = glIsEnabled(GL_SCISSOR_TEST);
  depth_ = glIsEnabled(GL_DEPTH_TEST);
  cull_ = glIsEnabled(GL_CULL_FACE);
  glDisable(GL_BLEND);
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
}

GlStateGuard::~GlStateGuard() {
  glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer_));
  glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
  glUseProgram(static_cast<GLuint>(program_));
  glBindVertexArray(static_cast<GLuint>(vertex_array_));
  glBindBuffer(GL_ARRAY_BUFFER, static_cast<GLuint>(array_buffer_));
  glActiveTexture(static_cast<GLenum>(texture_unit_));
  glPixelStorei(GL_UNPACK_ALIGNMENT, unpack_alignment_);
  enable(GL_BLEND, blend_);
  enable(GL_SCISSOR_TEST, scissor_);
  enable(GL_DEPTH_TEST, depth_);
  enable(GL_CULL_FACE, cull_);
}

}  // namespace alphabar

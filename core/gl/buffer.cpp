#include "core/gl/buffer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/gl/device.h"
#include "core/system/memory.h"

namespace alphabar {

GlBuffer::GlBuffer(std::size_t bytes, const std::string& label)
    : bytes_(whole_vec4s(std::max<std::size_t>(bytes, 1))), label_(label) {
  require_driver_memory(label, static_cast<double>(bytes_));
  check_gl("before making " + label);
  glGenBuffers(1, &id_);
  glBindBuffer(GL_COPY_WRITE_BUFFER, id_);
  glBufferData(GL_COPY_WRITE_BUFFER, static_cast<GLsizeiptr>(bytes_), nullptr, GL_DYNAMIC_COPY);
  label_object(GL_BUFFER, id_, label);
  try {
    check_gl(fmt::format("{}, {:.1f} MB", label, static_cast<double>(bytes_) / 1e6));
  } catch (...) {
    glDeleteBuffers(1, &id_);
    throw;
  }
}

GlBuffer::GlBuffer(GlBuffer&& other) noexcept { *this = std::move(other); }

GlBuffer& GlBuffer::operator=(GlBuffer&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(bytes_, other.bytes_);
  std::swap(label_, other.label_);
  return *this;
}

GlBuffer::~GlBuffer() {
  if (id_ != 0) glDeleteBuffers(1, &id_);
}

void GlBuffer::reserve(std::size_t bytes, const std::string& label) {
  if (bytes_ >= bytes && id_ != 0) return;
  *this = {};  // there may be no room for both
  *this = GlBuffer(bytes, label);
}

void GlBuffer::write(std::size_t offset, const void* data, std::size_t bytes) {
  assert(offset <= bytes_ && bytes <= bytes_ - offset);
  if (bytes == 0) return;
  glBindBuffer(GL_COPY_WRITE_BUFFER, id_);
  glBufferSubData(GL_COPY_WRITE_BUFFER, static_cast<GLintptr>(offset),
                  static_cast<GLsizeiptr>(bytes), data);
}

void GlBuffer::read(std::size_t offset, void* data, std::size_t bytes) const {
  assert(offset <= bytes_ && bytes <= bytes_ - offset);
  if (bytes == 0) return;
  glBindBuffer(GL_COPY_READ_BUFFER, id_);
  glGetBufferSubData(GL_COPY_READ_BUFFER, static_cast<GLintptr>(offset),
                     static_cast<GLsizeiptr>(bytes), data);
}

void GlBuffer::renew(const void* data, std::size_t bytes) {
  assert(id_ != 0);
  if (bytes > bytes_) require_driver_memory(label_, static_cast<double>(bytes));
  glBindBuffer(GL_COPY_WRITE_BUFFER, id_);
  glBufferData(GL_COPY_WRITE_BUFFER, static_cast<GLsizeiptr>(bytes), data, GL_STREAM_DRAW);
  bytes_ = bytes;
}

}  // namespace alphabar

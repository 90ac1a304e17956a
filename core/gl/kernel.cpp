#include "core/gl/kernel.h"

#include <array>
#include <cassert>

#include "core/gl/device.h"

namespace alphabar::gl {
namespace {

std::string with_defines(std::string_view source, std::span<const std::string> defines) {
  assert(source.starts_with("#version"));
  const std::size_t end = source.find('\n') + 1;
  std::string text(source.substr(0, end));
  for (const std::string& define : defines) text += "#define " + define + "\n";
  return text.append(source.substr(end));
}

void check([[maybe_unused]] const Binding& binding) {
  assert(binding.buffer != nullptr && binding.buffer->id() != 0);
  assert(binding.offset <= binding.buffer->bytes());
  assert(binding.size <= binding.buffer->bytes() - binding.offset);
}

}  // namespace

Kernel::Kernel(const std::string& label, std::string_view source,
               std::span<const std::string> defines)
    : GlProgram(label, std::array{Stage{GL_COMPUTE_SHADER, label, with_defines(source, defines)}}) {
  reflect(GL_SHADER_STORAGE_BLOCK, storage_);
  reflect(GL_UNIFORM_BLOCK, uniform_);
}

void Kernel::reflect(GLenum interface, std::map<unsigned, Slot>& slots) const {
  GLint count = 0;
  glGetProgramInterfaceiv(id(), interface, GL_ACTIVE_RESOURCES, &count);
  for (GLint i = 0; i < count; ++i) {
    const GLenum asked[] = {GL_BUFFER_BINDING, GL_BUFFER_DATA_SIZE};
    GLint values[2] = {0, 0};
    glGetProgramResourceiv(id(), interface, static_cast<GLuint>(i), 2, asked, 2, nullptr, values);
    char name[64] = "";
    glGetProgramResourceName(id(), interface, static_cast<GLuint>(i), sizeof name, nullptr, name);
    slots[static_cast<unsigned>(values[0])] = {name, static_cast<std::size_t>(values[1])};
  }
}

void Kernel::dispatch(unsigned groups, std::span<const Binding> bindings) const {
  if (groups == 0) return;
  const GlLimits limits = gl_limits();
  assert(groups <= limits.groups);
  std::size_t storage_found = 0, uniform_found = 0;
  bool writes = false;
  for (const Binding& binding : bindings) {
    check(binding);
    const bool storage = binding.block == Block::storage;
    const auto& slots = storage ? storage_ : uniform_;
    const auto slot = slots.find(binding.slot);
    if (slot == slots.end()) continue;  // this variant of the program has no use for it
    (storage ? storage_found : uniform_found) += 1;
    const std::size_t size =
        binding.size > 0 ? binding.size : binding.buffer->bytes() - binding.offset;
    assert(size >= slot->second.bytes);
    assert(size <= (storage ? limits.storage_block : limits.uniform_block));
    assert(binding.offset % (storage ? limits.storage_alignment : limits.uniform_alignment) == 0);
    glBindBufferRange(storage ? GL_SHADER_STORAGE_BUFFER : GL_UNIFORM_BUFFER, binding.slot,
                      binding.buffer->id(), static_cast<GLintptr>(binding.offset),
                      static_cast<GLsizeiptr>(size));
    writes |= binding.access != Access::read;
  }
  assert(storage_found == storage_.size() && uniform_found == uniform_.size());
  (void)storage_found, (void)uniform_found;
  use();
  glDispatchCompute(groups, 1, 1);
  if (writes)
    glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT | GL_UNIFORM_BARRIER_BIT |
                    GL_BUFFER_UPDATE_BARRIER_BIT | GL_VERTEX_ATTRIB_ARRAY_BARRIER_BIT);
}

}  // namespace alphabar::gl

#pragma once

#include <epoxy/gl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace alphabar {

namespace gl {
constexpr std::size_t whole_vec4s(std::size_t bytes) { return (bytes + 15) / 16 * 16; }
}  // namespace gl

/// A shader that the driver refused. what() is the driver's log followed by the source, every line
/// with its number, so that a message and the line it speaks of are on one screen.
class ShaderError : public Failed {
 public:
  using Failed::Failed;
};

/// A block of the GPU's memory. Owns its GL object: a context of the same share group must be
/// current wherever one is made, used or destroyed.
class GlBuffer {
 public:
  GlBuffer() = default;
  /// Of whole vec4s, at least one: a block may ask for that. Throws Failed, with the label and the
  /// size, where the device has no room.
  GlBuffer(std::size_t bytes, const std::string& label);
  GlBuffer(GlBuffer&& other) noexcept;
  GlBuffer& operator=(GlBuffer&& other) noexcept;
  ~GlBuffer();

  GLuint id() const { return id_; }
  std::size_t bytes() const { return bytes_; }
  const std::string& label() const { return label_; }

  /// Copies in or out at a byte offset; a range outside the buffer is a broken invariant.
  template <class T>
  void upload(std::span<const T> data, std::size_t offset = 0) {
    write(offset, data.data(), data.size_bytes());
  }
  template <class T>
  void read_back(std::span<T> data, std::size_t offset = 0) const {
    read(offset, data.data(), data.size_bytes());
  }

 private:
  void write(std::size_t offset, const void* data, std::size_t bytes);
  void read(std::size_t offset, void* data, std::size_t bytes) const;

  GLuint id_ = 0;
  std::size_t bytes_ = 0;
  std::string label_;
};

namespace gl {

/// Makes `buffer` at least `bytes` large; its content is lost where it had to grow.
void reserve(GlBuffer& buffer, std::size_t bytes, const std::string& label);

enum class Access { read, write, read_write };
enum class Block { storage, uniform };

/// A range of a buffer at a binding point of a kernel. size 0: from offset to the end.
struct Binding {
  unsigned slot = 0;
  const GlBuffer* buffer = nullptr;
  Access access = Access::read;
  Block block = Block::storage;
  std::size_t offset = 0, size = 0;
};

/// A compute program.
class Kernel {
 public:
  /// defines ("PER 2") go below the #version line. Throws ShaderError.
  Kernel(const std::string& label, std::string_view source,
         std::span<const std::string> defines = {});
  Kernel(Kernel&& other) noexcept;
  Kernel& operator=(Kernel&& other) noexcept;
  ~Kernel();

  const std::string& label() const { return label_; }

  /// Uniforms by name; a name that the compiler removed is left out silently.
  void set(const char* name, int value) const;
  void set(const char* name, unsigned value) const;
  void set(const char* name, float value) const;
  void set(const char* name, unsigned low, unsigned high) const;
  void set(const char* name, std::span<const int> values) const;
  void set(const char* name, const std::array<float, 4>& vector) const;

  /// Runs `groups` work groups, then makes what was written visible to later reads of any kind.
  /// Asserts that every block of the program is bound, aligned, within its buffer, within the
  /// device's limit and no smaller than the program declares it.
  void dispatch(unsigned groups, std::span<const Binding> bindings) const;

 private:
  struct Slot {
    std::string name;
    std::size_t bytes;  ///< that the program declares, without an unsized array's elements
  };
  void reflect(GLenum interface, std::map<unsigned, Slot>& slots) const;
  GLint location(const char* name) const;
  void check(const Binding& binding) const;

  GLuint id_ = 0;
  std::string label_;
  std::map<unsigned, Slot> storage_, uniform_;
};

/// What a GL context is; what choose_engine looks at and the status line shows.
struct GlLimits {
  std::size_t storage_block = 0, uniform_block = 0;  ///< largest range that can be bound, bytes
  std::size_t storage_alignment = 1, uniform_alignment = 1;
  unsigned groups = 65535;  ///< work groups along x
};
GlLimits gl_limits();

/// `source` with its #version line first, the defines below it. Exposed for tests.
std::string with_defines(std::string_view source, std::span<const std::string> defines);
/// "  12 | text" for every line.
std::string numbered(std::string_view source);

/// Throws Failed, naming `what`, where GL has recorded an error since the last call.
void check_gl(const std::string& what);

}  // namespace gl

}  // namespace alphabar

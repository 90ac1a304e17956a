#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/gl/buffer.h"
#include "core/gl/program.h"

namespace alphabar::gl {

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

/// A compute program; OpenGL 4.3.
class Kernel : public GlProgram {
 public:
  /// defines ("PER 2") go below the #version line. Throws ShaderError.
  Kernel(const std::string& label, std::string_view source,
         std::span<const std::string> defines = {});

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

  std::map<unsigned, Slot> storage_, uniform_;
};

}  // namespace alphabar::gl

#pragma once

#include <epoxy/gl.h>

#include <cstddef>
#include <span>
#include <string>

namespace alphabar {

constexpr std::size_t whole_vec4s(std::size_t bytes) { return (bytes + 15) / 16 * 16; }

/// A block of the GPU's memory, for compute and drawing alike. Owns its GL object: a context of the
/// same share group must be current wherever one is made, used or destroyed.
class GlBuffer {
 public:
  GlBuffer() = default;  ///< none: id 0, no bytes
  /// Of whole vec4s, at least one: a block may ask for that. Throws Failed, with the label and the
  /// size, where the device or the driver has no room.
  GlBuffer(std::size_t bytes, const std::string& label);
  GlBuffer(GlBuffer&& other) noexcept;
  GlBuffer& operator=(GlBuffer&& other) noexcept;
  ~GlBuffer();

  GLuint id() const { return id_; }
  std::size_t bytes() const { return bytes_; }
  const std::string& label() const { return label_; }

  /// Makes it at least so large; its content is lost, and its id another, where it had to grow.
  void reserve(std::size_t bytes, const std::string& label);

  /// Copies in or out at a byte offset; a range outside the buffer is a broken invariant.
  template <class T>
  void upload(std::span<const T> data, std::size_t offset = 0) {
    write(offset, data.data(), data.size_bytes());
  }
  template <class T>
  void read_back(std::span<T> data, std::size_t offset = 0) const {
    read(offset, data.data(), data.size_bytes());
  }

  /// Holds exactly `data` afterwards, under the same id. What was drawn from the buffer before
  /// keeps what it read: nothing waits.
  template <class T>
  void replace(std::span<const T> data) {
    renew(data.data(), data.size_bytes());
  }

 private:
  void write(std::size_t offset, const void* data, std::size_t bytes);
  void read(std::size_t offset, void* data, std::size_t bytes) const;
  void renew(const void* data, std::size_t bytes);

  GLuint id_ = 0;
  std::size_t bytes_ = 0;
  std::string label_;
};

}  // namespace alphabar

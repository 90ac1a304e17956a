#pragma once

#include <memory>
#include <vector>

#include "core/gl/buffer.h"
#include "core/trajectory/trajectory.h"

namespace alphabar {

/// A run's states where the GPU reads them: the engine's own buffer where it left one, else rows
/// are uploaded when they are first needed and stay; scrubbing then changes offsets only. Of a run
/// larger than the cap as many rows as fit are kept, two at least.
class RowBuffer {
 public:
  static constexpr std::size_t default_cap = std::size_t{256} << 20;

  explicit RowBuffer(std::size_t cap_bytes = default_cap) : cap_(cap_bytes) {}

  /// Another run, or the same one (then nothing happens). Not null.
  void show(std::shared_ptr<const Trajectory<float>> run);

  /// Byte offset of a row in buffer(), [particle][2] floats, uploaded if it is not there. Valid
  /// beside that of the rows next to it.
  std::size_t offset(std::size_t row);

  /// The same of the first and the last row, valid beside all others.
  std::size_t first_offset();
  std::size_t last_offset();

  GLuint buffer() const { return on_device() ? run_->on_device.buffer : buffer_.id(); }
  std::size_t uploads() const { return uploads_; }  ///< rows uploaded since the run was shown

 private:
  bool on_device() const { return run_ && run_->on_device.buffer != 0; }
  std::size_t offset_in(std::size_t row, std::size_t slots_from_end);
  void upload(std::size_t row, std::size_t slot);

  std::size_t cap_;
  std::shared_ptr<const Trajectory<float>> run_;
  GlBuffer buffer_;
  std::vector<long> holds_;  // which row each slot holds; -1: none. The last two: the ends
  std::size_t row_bytes_ = 0, uploads_ = 0;
};

}  // namespace alphabar

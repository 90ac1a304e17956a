#include "app/views/particles/render/row_buffer.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace alphabar {

void RowBuffer::show(std::shared_ptr<const Trajectory<float>> run) {
  assert(run && run->particles > 0 && run->rows() > 0);
  if (run == run_) return;
  run_ = std::move(run);
  row_bytes_ = run_->particles * 2 * sizeof(float);
  uploads_ = 0;
  if (on_device()) {
    buffer_ = {};  // gives back what the last run held
    return;
  }
  holds_.assign(
      std::clamp<std::size_t>(cap_ / row_bytes_, 2, std::max<std::size_t>(run_->rows(), 2)) + 2,
      -1);
  const std::size_t bytes = holds_.size() * row_bytes_;
  if (buffer_.bytes() == whole_vec4s(bytes)) return;
  buffer_ = {};  // there may be no room for both
  buffer_ = GlBuffer(bytes, "the states of a run");
}

void RowBuffer::upload(std::size_t row, std::size_t slot) {
  if (holds_[slot] == static_cast<long>(row)) return;
  buffer_.upload(std::span<const float>(run_->state(row)), slot * row_bytes_);
  holds_[slot] = static_cast<long>(row);
  ++uploads_;
}

std::size_t RowBuffer::offset(std::size_t row) {
  assert(run_ && row < run_->rows());
  if (on_device()) return row * row_bytes_;
  const std::size_t slot = row % (holds_.size() - 2);  // neighbours never share one
  upload(row, slot);
  return slot * row_bytes_;
}

std::size_t RowBuffer::first_offset() { return offset_in(0, 2); }

std::size_t RowBuffer::last_offset() { return offset_in(run_->rows() - 1, 1); }

std::size_t RowBuffer::offset_in(std::size_t row, std::size_t slots_from_end) {
  assert(run_);
  if (on_device()) return row * row_bytes_;
  const std::size_t slot = holds_.size() - slots_from_end;
  upload(row, slot);
  return slot * row_bytes_;
}

}  // namespace alphabar

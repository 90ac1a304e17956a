#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <memory>
#include <span>

namespace alphabar {

/// A list that only grows, in room that is taken once: what is in it neither changes nor moves. So
/// a copy is a snapshot that shares it and costs nothing. One owner appends; the snapshots are for
/// reading, on other threads too, handed over as anything is (by a lock, say).
template <class T>
class GrowingList {
 public:
  GrowingList() = default;
  explicit GrowingList(std::size_t room)
      : all_(std::make_shared_for_overwrite<T[]>(room)), room_(room) {}

  void append(std::span<const T> more) {
    assert(more.size() <= room_ - size_);
    std::ranges::copy(more, all_.get() + size_);
    size_ += more.size();
  }

  const T* data() const { return all_.get(); }
  std::size_t size() const { return size_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }
  const T& operator[](std::size_t index) const { return all_[index]; }

 private:
  std::shared_ptr<T[]> all_;
  std::size_t room_ = 0, size_ = 0;
};

}  // namespace alphabar

#pragma once

#include <mutex>
#include <string>
#include <utility>

namespace alphabar {

/// What a worker could not do, for the window to say: once, however often it fails.
class FirstError {
 public:
  void set(std::string words) {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(set_, true)) words_ = std::move(words);
  }
  std::string take() {  ///< empty: nothing new
    const std::lock_guard lock(mutex_);
    return std::exchange(words_, {});
  }

 private:
  std::mutex mutex_;
  std::string words_;
  bool set_ = false;
};

}  // namespace alphabar

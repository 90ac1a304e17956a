#pragma once

#include <barrier>
#include <exception>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace alphabar::net {

/// Threads that run one function together, again and again: run(f) calls f(0) .. f(n - 1) at once,
/// each always on the same thread, and returns when all are done. What one throws, run throws.
/// start is called once on every thread before its first work.
class ThreadTeam {
 public:
  ThreadTeam(int count, const std::function<void()>& start)
      : barrier_(count + 1), errors_(static_cast<std::size_t>(count)) {
    for (int i = 0; i < count; ++i)
      threads_.emplace_back([this, i, start] {
        start();
        for (;;) {
          barrier_.arrive_and_wait();
          if (!work_) return;
          try {
            work_(i);
          } catch (...) {
            errors_[static_cast<std::size_t>(i)] = std::current_exception();
          }
          barrier_.arrive_and_wait();
        }
      });
  }
  ~ThreadTeam() {
    work_ = nullptr;
    barrier_.arrive_and_wait();
  }
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const { return static_cast<int>(threads_.size()); }

  void run(std::function<void(int)> work) {
    work_ = std::move(work);
    barrier_.arrive_and_wait();
    barrier_.arrive_and_wait();
    for (std::exception_ptr& error : errors_)
      if (error) std::rethrow_exception(std::exchange(error, nullptr));
  }

 private:
  std::barrier<> barrier_;
  std::function<void(int)> work_;
  std::vector<std::exception_ptr> errors_;
  std::vector<std::jthread> threads_;
};

}  // namespace alphabar::net

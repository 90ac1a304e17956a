#include "core/files/animation/frame_queue.h"

#include <utility>

namespace alphabar {

FrameQueue::FrameQueue(std::unique_ptr<FrameSink> sink)
    : sink_(std::move(sink)), thread_([this] { work(); }) {}

FrameQueue::~FrameQueue() {
  {
    const std::lock_guard lock(mutex_);
    if (frames_.size() > 1) frames_.erase(frames_.begin() + 1, frames_.end());
  }
  stop();
}

void FrameQueue::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void FrameQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ends_ || !frames_.empty(); });
    if (frames_.empty()) return;
    const std::vector<std::uint8_t>& frame = frames_.front();  // stays where it is
    if (!problem_) {
      lock.unlock();
      std::exception_ptr problem;
      try {
        sink_->add(frame);
      } catch (...) {
        problem = std::current_exception();
      }
      lock.lock();
      problem_ = problem;
    }
    frames_.pop_front();
    changed_.notify_all();
  }
}

void FrameQueue::add(std::span<const std::uint8_t> rgba) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return problem_ || frames_.size() < most; });
  if (problem_) std::rethrow_exception(problem_);
  frames_.emplace_back(rgba.begin(), rgba.end());
  changed_.notify_all();
}

void FrameQueue::finish(const std::function<void(double)>& progress) {
  stop();
  if (problem_) std::rethrow_exception(problem_);
  sink_->finish(progress);
}

}  // namespace alphabar

#include "app/session/background/latest_worker.h"

#include <utility>

#include "core/system/priority.h"

namespace alphabar {

LatestWorker::LatestWorker(bool low_priority)
    : thread_([this, low_priority] {
        if (low_priority) lower_priority();
        loop();
      }) {}

LatestWorker::~LatestWorker() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    waiting_ = nullptr;
    running_.request_stop();
  }
  changed_.notify_all();
  thread_.join();
}

void LatestWorker::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_ = std::move(job);
    running_.request_stop();
  }
  changed_.notify_all();
}

void LatestWorker::cancel() {
  const std::lock_guard lock(mutex_);
  waiting_ = nullptr;
  running_.request_stop();
}

void LatestWorker::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_ && !waiting_; });
}

bool LatestWorker::idle() const {
  const std::lock_guard lock(mutex_);
  return !busy_ && !waiting_;
}

bool LatestWorker::wait(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !busy_ && !waiting_; });
}

void LatestWorker::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return quit_ || waiting_; });
    if (quit_) return;
    const Job job = std::exchange(waiting_, nullptr);
    running_ = std::stop_source();
    busy_ = true;
    const std::stop_token token = running_.get_token();
    lock.unlock();
    job(token);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace alphabar

#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/files/animation/frame_sink.h"

namespace alphabar {

/// A sink that works on a thread of its own, so that the next frames are drawn meanwhile; a few
/// wait for it, then add() does.
class FrameQueue : public FrameSink {
 public:
  explicit FrameQueue(std::unique_ptr<FrameSink> sink);
  ~FrameQueue() override;  ///< what was not finished leaves nothing

  /// Throws what the sink threw at an earlier frame.
  void add(std::span<const std::uint8_t> rgba) override;
  void finish(const std::function<void(double)>& progress) override;

 private:
  void work();
  void stop();

  static constexpr std::size_t most = 4;  // frames that wait
  std::unique_ptr<FrameSink> sink_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<std::uint8_t>> frames_;  // the first is being worked on
  bool ends_ = false;
  std::exception_ptr problem_;
  std::thread thread_;
};

}  // namespace alphabar

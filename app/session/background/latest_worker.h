#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace alphabar {

/// One thread that does the newest job asked for: a job that waits is replaced, one that runs is
/// asked to stop. So however fast somebody drags a slider, nothing queues up.
class LatestWorker {
 public:
  /// A job looks at the token now and then and returns when it is asked to. It must not throw.
  using Job = std::function<void(std::stop_token)>;

  explicit LatestWorker(bool low_priority = false);  ///< to the window, see lower_priority()
  ~LatestWorker();  ///< asks the running job to stop and waits for it
  LatestWorker(const LatestWorker&) = delete;
  LatestWorker& operator=(const LatestWorker&) = delete;

  void submit(Job job);
  void cancel();                                 ///< nothing waits any more; the running one stops
  void finish();                                 ///< waits until the newest job is done
  bool idle() const;                             ///< nothing runs and nothing waits
  bool wait(std::chrono::milliseconds timeout);  ///< until idle; false: the time is up

 private:
  void loop();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Job waiting_;
  std::stop_source running_;
  bool busy_ = false, quit_ = false;
  std::thread thread_;  // last: starts when everything above is there
};

}  // namespace alphabar

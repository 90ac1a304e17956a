#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

namespace alphabar {

/// Turns Ctrl+C, SIGTERM and SIGHUP (a terminal that closes) into a stop request for as long as it
/// lives; a second one ends the program as usual. Signals that the program was started to ignore,
/// as by nohup, stay ignored. To be made before the threads of the work.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  sigset_t signals_, before_;
  std::stop_source stop_;
  std::jthread waiter_;
};

}  // namespace alphabar

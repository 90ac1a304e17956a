#include "app/cli/arguments/stop_on_signal.h"

#include <ctime>

namespace alphabar {

StopOnSignal::StopOnSignal() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) sigaddset(&signals_, signal);
  }
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  waiter_ = std::jthread([this](std::stop_token over) {
    const timespec moment{0, 200'000'000};
    while (!over.stop_requested())
      if (sigtimedwait(&signals_, nullptr, &moment) > 0) {
        stop_.request_stop();
        pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
        return;
      }
  });
}

StopOnSignal::~StopOnSignal() {
  waiter_.request_stop();
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace alphabar

#include "app/session/background/let_it_be_seen.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/base/error.h"

namespace alphabar {

void let_it_be_seen(std::stop_token stop) {
  constexpr auto a_few_frames = std::chrono::milliseconds(100);
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, a_few_frames, [] { return false; });
  if (stop.stop_requested()) throw Cancelled();
}

}  // namespace alphabar

#include "core/system/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/check.h"

namespace alphabar {

void parallel_for(std::size_t jobs, int threads, const std::function<void(std::size_t)>& job) {
  check_range("parallel", "threads", threads, 0, 1024);
  std::size_t wanted = static_cast<std::size_t>(threads);
  if (wanted == 0) wanted = std::max(1u, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&] {
    try {
      for (std::size_t i; (i = next.fetch_add(1)) < jobs;) job(i);
    } catch (...) {
      next = jobs;
      const std::scoped_lock lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, jobs); ++i) others.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace alphabar

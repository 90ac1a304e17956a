#pragma once

#include <nanobind/nanobind.h>

#include <chrono>
#include <future>
#include <stop_token>

namespace alphabar {

/// Does work(std::stop_token) on a thread of its own, without Python's lock, and returns what it
/// returns or throws. Where Python has an exception of a signal meanwhile (Ctrl+C) the work is
/// asked to stop, and that exception is thrown once it has. The work must not touch Python's
/// objects.
template <class Work>
auto interruptible(const Work& work) {
  constexpr std::chrono::milliseconds between_looks{50};
  std::stop_source stop;
  auto result = std::async(std::launch::async, [&] { return work(stop.get_token()); });
  const auto over = [&] {
    const nanobind::gil_scoped_release unlocked;
    return result.wait_for(between_looks) == std::future_status::ready;
  };
  while (!over()) {
    if (PyErr_CheckSignals() == 0) continue;
    const nanobind::python_error interrupted;  // takes the exception over
    stop.request_stop();
    {
      const nanobind::gil_scoped_release unlocked;
      result.wait();
    }
    throw interrupted;
  }
  return result.get();
}

}  // namespace alphabar

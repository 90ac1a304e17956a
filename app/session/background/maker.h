#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "app/session/background/latest_worker.h"
#include "core/base/error.h"

namespace alphabar {

/// Makes the value of a key on a thread of its own: of the newest key that was asked for, part by
/// part where it likes. Everything that a window shows and that takes more than a frame comes from
/// one of these. All functions may be called from any thread.
template <class Key, class Value>
class Maker {
 public:
  using Publish = std::function<void(std::shared_ptr<const Value>)>;
  /// Called on the maker's thread. Looks at the token now and then and throws Cancelled where it is
  /// asked to stop; any other exception becomes error().
  using Make = std::function<void(const Key&, const Publish&, std::stop_token)>;

  explicit Maker(Make make, bool low_priority = false)  ///< to the window, see lower_priority()
      : make_(std::move(make)), worker_(low_priority) {}

  /// Makes the value of `key`, unless it is the newest that was asked for. What is under way for
  /// another key is asked to stop.
  void ask(Key key) {
    {
      const std::lock_guard lock(mutex_);
      if (asked_ == key) return;
      asked_ = key;
    }
    worker_.submit([this, key = std::move(key)](std::stop_token stop) { make(key, stop); });
  }

  /// Stops; the value stays. The same key can be asked for again.
  void cancel() {
    const std::lock_guard lock(mutex_);
    asked_.reset();
    worker_.cancel();
  }

  /// The newest part or whole that was made, of whatever key; null before the first.
  std::shared_ptr<const Value> value() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  /// Why the newest key's value could not be made, until another is; empty: nothing is wrong.
  std::string error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  void forget_error() {
    const std::lock_guard lock(mutex_);
    error_.clear();
  }

  bool idle() const { return worker_.idle(); }
  void finish() { worker_.finish(); }
  bool wait(std::chrono::milliseconds timeout) { return worker_.wait(timeout); }

 private:
  void make(const Key& key, std::stop_token stop) {
    std::string problem;
    try {
      make_(
          key, [this](std::shared_ptr<const Value> part) { publish(std::move(part)); }, stop);
      return;
    } catch (const Cancelled&) {
      return;
    } catch (const std::bad_alloc&) {
      problem = "out of memory: take fewer particles, steps or pictures";
    } catch (const std::exception& failure) {
      problem = failure.what();
    }
    const std::lock_guard lock(mutex_);
    error_ = std::move(problem);
  }

  void publish(std::shared_ptr<const Value> part) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(part);
    error_.clear();
  }

  Make make_;
  mutable std::mutex mutex_;  // of the next
  std::optional<Key> asked_;
  std::shared_ptr<const Value> value_;
  std::string error_;
  LatestWorker worker_;  // last: it stops before the rest goes
};

/// Until all of them are idle; false: the time is up.
template <class... Work>
bool wait_for_all(std::chrono::milliseconds timeout, Work&... works) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + timeout;
  const auto left = [&] {
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    return std::max(rest, std::chrono::milliseconds(0));
  };
  return (works.wait(left()) && ...);
}

}  // namespace alphabar

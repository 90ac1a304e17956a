#include "app/window/opening.h"

#include <exception>
#include <string>
#include <utility>

#include "app/window/app_state.h"
#include "core/base/error.h"

namespace alphabar {

void Opening::start(const std::filesystem::path& file, Read read) {
  file_ = file;
  began_ = std::chrono::steady_clock::now();
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++number_;
    done_ = nullptr;
  }
  worker_.submit([this, number, read = std::move(read)](std::stop_token stop) {
    Done done;
    try {
      done = read(stop);
    } catch (const Cancelled&) {
      return;
    } catch (const std::exception& problem) {
      done = [words = std::string(problem.what())](AppState& app) { app.notice = trouble(words); };
    }
    const std::lock_guard lock(mutex_);
    if (number == number_) done_ = std::move(done);
  });
}

void Opening::cancel() {
  worker_.cancel();
  const std::lock_guard lock(mutex_);
  ++number_;
  done_ = nullptr;
}

Opening::Done Opening::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(done_, nullptr);
}

}  // namespace alphabar

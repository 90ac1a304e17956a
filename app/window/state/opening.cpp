#include "app/window/state/opening.h"

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "app/window/state/app_state.h"
#include "core/base/error.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

Opening::Done could_not(const std::string& words) {
  return [words](AppState& app) {
    app.notice = error_notice(words);
    if (app.opened_by != AppState::Box::none) app.box = app.opened_by;
  };
}

}  // namespace

void Opening::start(const std::filesystem::path& file, Read read) {
  file_ = file;
  began_ = std::chrono::steady_clock::now();
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++number_;
    done_ = nullptr;
  }
  worker_.submit([this, number, file_of = file, read = std::move(read)](std::stop_token stop) {
    Done done;
    try {
      done = read(stop);
    } catch (const Cancelled&) {
      return;
    } catch (const std::bad_alloc&) {
      done = could_not(shown(file_of) + ": there is not enough memory to read it");
    } catch (const std::exception& problem) {
      done = could_not(problem.what());
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

#include "app/window/picture_gate.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "core/base/error.h"

namespace alphabar {

struct PictureGate::State {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool open = false;
};

void PictureGate::guard(Backends& backends) {
  if (!backends.make_pictures) return;
  state_ = std::make_shared<State>();
  backends.make_pictures = [state = state_, make = std::move(backends.make_pictures)](
                               const PictureJob& job) {
    {
      std::unique_lock lock(state->mutex);
      if (!state->changed.wait(lock, job.stop, [&] { return state->open; })) throw Cancelled();
    }
    make(job);
  };
}

void PictureGate::open() {
  if (!state_) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->open = true;
  }
  state_->changed.notify_all();
}

}  // namespace alphabar

#pragma once

#include <memory>

#include "app/session/backends.h"

namespace alphabar {

/// Holds a window's pictures back until it has drawn its first frames. Loading LibTorch keeps the
/// system's loader busy for half a second or more, and so do drivers that compile what they draw.
class PictureGate {
 public:
  /// Pictures of a window with these backends wait for open(), or until they are cancelled.
  void guard(Backends& backends);
  void open();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace alphabar

#pragma once

#include <string>

namespace alphabar {

enum class Icon {
  first,
  back,
  play,
  pause,
  forward,
  last,
  loop,
  ping_pong,
  add,
  remove,
  copy,
  undo,
  redo,
  shown,
  hidden
};

struct ButtonState {
  bool on = true;       ///< the sign stands out, for what can be switched on and off
  bool enabled = true;  ///< it can be pressed
};

/// A square button with a drawn sign, sharp at every scale; `tooltip` says what it does and its
/// key.
bool icon_button(const char* id, Icon icon, const std::string& tooltip,
                 const ButtonState& state = {});

/// The side of such a button.
float icon_button_size();

}  // namespace alphabar

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

/// A square button with a drawn sign, sharp at every scale; `tooltip` says what it does and its
/// key. `on`: the sign stands out, for what can be switched on and off.
bool icon_button(const char* id, Icon icon, const std::string& tooltip, bool on = true,
                 bool enabled = true);

/// The side of such a button.
float icon_button_size();

}  // namespace alphabar

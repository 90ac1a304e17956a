#pragma once

#include "app/session/background/backends.h"

namespace alphabar {

/// The program's own: the lanes' engine is left to the window, which knows the graphics card.
Backends default_backends();

}  // namespace alphabar

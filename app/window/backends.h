#pragma once

#include "app/session/backends.h"

namespace alphabar {

/// The program's own engines.
Backends default_backends();

}  // namespace alphabar

#pragma once

#include <span>

#include "app/window/state/command.h"

namespace alphabar {

/// What a lecturer asks for: presenting, the lecture's list, the language of texts.
std::span<const Command> lecture_commands();

}  // namespace alphabar

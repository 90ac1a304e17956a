#pragma once

#include <vector>

#include "app/window/commands/command_palette.h"

namespace alphabar {

/// Lines of the palette that give the lane of Step, or the first one, another sampler: every kind,
/// every preset, and what was typed where it is a preset's name, as ComfyUI's
/// "dpmpp_2m + karras, 30".
std::vector<PaletteEntry> sampler_entries(const AppState& app, std::string_view query);

}  // namespace alphabar

#pragma once

#include "app/window/state/app_state.h"

namespace alphabar {

/// A line of the palette: a command, a scene of the gallery, a sampler or a recent file.
struct PaletteEntry {
  std::string name;  ///< what is searched
  std::string keys;
  std::string help;
  bool enabled = true;
  std::function<void(AppState&)> act;
};

/// What fits what was typed, best first; all, in their own order, where nothing was typed.
std::vector<PaletteEntry> palette_entries(const AppState& app, std::string_view query);

/// The box over everything where a few letters find a command: arrows choose, Enter runs, Escape or
/// a click elsewhere closes it.
void command_palette(AppState& app);

}  // namespace alphabar

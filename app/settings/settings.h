#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/settings/export_settings.h"
#include "core/engine/unet/device.h"
#include "core/scene/scene.h"

namespace alphabar {

/// How docked panels share a rectangle: a leaf holds panels as tabs, anything else two parts.
struct DockTree {
  std::vector<std::string> panels;  ///< of a leaf: names of the panel table, in the tabs' order
  std::string split;            ///< "across": left and right; "down": top and bottom; "": a leaf
  double share = 0.5;           ///< of the first part, 0.01..0.99
  std::vector<DockTree> parts;  ///< none, or two
  bool operator==(const DockTree&) const = default;
};

/// Where somebody put the panels of one arrangement.
struct SavedLayout {
  Arrangement arrangement = Arrangement::explore;
  DockTree tree;
  bool operator==(const SavedLayout&) const = default;
};

/// Where the window is on the desktop, in screen coordinates; of no size: not known.
struct WindowPlace {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const WindowPlace&) const = default;
};

/// What a window remembers for the next one. Nothing here changes a result but for its rounding;
/// shot, render and run know nothing of it.
struct Settings {
  Theme theme = Theme::dark;
  double font_scale = 1;  ///< 0.5..4
  Arrangement arrangement = Arrangement::explore;
  std::string language;               ///< of titles and notes, a tag (BCP 47); "": the scene's own
  Device device = Device::automatic;  ///< of picture nets
  std::string lecture;                ///< the one that was open last, as in `recent`; "": none
  std::vector<std::string> recent;    ///< scene files by text_of() of their absolute paths, the
                                      ///< newest first; at most ten
  std::vector<SavedLayout> layouts;   ///< one an arrangement
  WindowPlace window;
  ExportSettings exports;
  bool operator==(const Settings&) const = default;
};

/// Puts a file at the front of `recent`.
void remember(Settings& settings, const std::filesystem::path& file);

/// Throws BadRequest naming the field, its value and its range.
void check(const Settings& settings);

/// JSON of at most a megabyte, strictly read. A missing file gives the defaults; one that cannot be
/// used throws BadRequest.
Settings read_settings(const std::filesystem::path& file);

/// Whole or not at all; makes the folder where it is missing. Throws what AtomicFile throws.
void write_settings(const Settings& settings, const std::filesystem::path& file);

/// Makes a folder for this user only. Throws Failed where that cannot be.
void make_user_folder(const std::filesystem::path& folder);

}  // namespace alphabar

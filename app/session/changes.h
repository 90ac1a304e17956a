#pragma once

#include "core/scene/scene.h"

namespace alphabar {

/// What has to run again when one scene becomes another. Of the view that is what it begins to
/// show, and nothing of the playback.
struct Changes {
  /// Data, process, a lane, guidance, pairing, seed or number of particles; the forward process is
  /// shown.
  bool lanes = false;
  bool pictures = false;  ///< process, pictures or seed
  bool sweep = false;     ///< it is shown or hidden, or swept on other schedules
  bool operator==(const Changes&) const = default;
};

Changes changes(const Scene& from, const Scene& to);

/// Whether the two differ in nothing but the place on the time slider, which is no edit: it is
/// neither undone nor checked.
bool only_position_differs(const Scene& a, const Scene& b);

/// Whether the two differ in which panels are shown, and in nothing else but the place on the time
/// slider: that is no edit of the document, and not undone.
bool only_panels_differ(const Scene& a, const Scene& b);

/// Whether the two differ at most in the camera and in the place on the time slider.
bool only_camera_differs(const Scene& a, const Scene& b);

/// Whether the two show and play the same things, equal scenes included: they differ at most in how
/// these are looked at and played.
bool same_work(const Scene& a, const Scene& b);

}  // namespace alphabar

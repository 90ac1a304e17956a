#pragma once

#include <imgui.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/views/particles/pane_caption.h"
#include "app/views/particles/render/pane_frame.h"
#include "core/runs/cursor.h"
#include "core/runs/runs.h"

namespace alphabar {

/// What one pane holds: lanes, by their place in the runs, or the forward process, or the problem
/// of a lane that cannot run, by its place among the failed ones.
struct Pane {
  std::vector<std::size_t> lanes;
  bool forward = false;
  std::optional<std::size_t> failed = {};
};

/// Which lanes share a pane, and whether the forward process has one: first, as it comes first.
std::vector<Pane> panes_of(const Runs& runs, const ViewSpec& view);

/// What keeps a pane from showing what it should: why its lane cannot run, or where the lanes left
/// the numbers; empty: nothing does.
std::string problem_in(const Runs& runs, const Pane& pane);

/// Words for a pane whose camera sees next to nothing of its particles, as at high noise where x is
/// the data plus noise: how many are outside, and how far from its middle. Empty: it sees enough.
std::string beyond_view(const PaneFrame& frame);

/// Where lanes are, by their place among the runs', and those of the reference that is shown.
struct Places {
  std::vector<Cursor> lanes, reference;
};
Places places_at(const Runs& runs, double position);

/// What a pane shows while the lanes of the runs are at `places`; its size and camera are left as
/// they are. The reference's lanes of the same numbers are behind its own, without a hue.
PaneFrame content_of(const Runs& runs, const Pane& pane, const Places& places, const ViewSpec& view,
                     const ViewColors& colors);

/// What a pane's caption says beside the lanes' names and what they cost so far.
struct CaptionParts {
  std::optional<TimeUnit> time = {};  ///< time and noise level (once), in this unit
  std::optional<Metric> metric = {};  ///< how far lanes end from their target, where measured
};
Caption caption_of(const Runs& runs, const Pane& pane, const Places& places,
                   const ViewColors& colors, const CaptionParts& parts);

/// What the panes' lines and colours mean; nothing where they are as usual.
struct Legend {
  std::vector<CaptionPiece> pieces;
  std::optional<std::array<Rgb, 4>> corners = {};  ///< of the map of where x_T was
};
Legend legend_of(const Runs& runs, const ViewSpec& view, const ViewColors& colors);

/// Into `width` pixels from `at` downwards; returns its height. `list` null: only measures.
float draw_legend(ImDrawList* list, const ImVec2& at, float width, const Legend& legend);

}  // namespace alphabar

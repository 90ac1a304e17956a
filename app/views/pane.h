#pragma once

#include <imgui.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "app/session/cursor.h"
#include "app/session/runs.h"
#include "app/views/pane_caption.h"
#include "app/views/pane_frame.h"

namespace alphabar {

/// What one pane holds: lanes, by their place in the runs, or the forward process.
struct Pane {
  std::vector<std::size_t> lanes;
  bool forward = false;
};

/// Which lanes share a pane, and whether the forward process has one: first, as it comes first.
std::vector<Pane> panes_of(const Runs& runs, const ViewSpec& view);

/// What a pane shows while the lanes of the runs are at `places`; its size and camera are left as
/// they are.
PaneFrame content_of(const Runs& runs, const Pane& pane, const std::vector<Cursor>& places,
                     const ViewSpec& view, const ViewColors& colors);

/// The lanes' names, how far they end from their target by `metric` where that is measured, what
/// they cost so far and, where `level` says so, the time (once) in `unit`.
Caption caption_of(const Runs& runs, const Pane& pane, const std::vector<Cursor>& places,
                   const ViewColors& colors, bool level, TimeUnit unit,
                   std::optional<Metric> metric);

/// What the panes' lines and colours mean, into `width` pixels from `at` downwards; returns its
/// height: none where they are as usual. `list` null: only measures.
float draw_legend(ImDrawList* list, const ImVec2& at, float width, const ViewSpec& view,
                  const ViewColors& colors);

}  // namespace alphabar

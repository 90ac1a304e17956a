#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "app/lettering/word_points.h"
#include "app/panels/formula_field.h"
#include "core/model/draws/brush.h"
#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

// The panels: each draws a part of the scene into the current ImGui window, one file each, and
// returns true where it changed it. They know neither session nor window; a test drives the same
// struct.

bool data_panel(DataSpec& data);

/// What the mouse does to the data in the panes: nothing, moves handles, draws or erases points.
/// `handles`: of the view. True where that changed.
bool mouse_tools(Brush& brush, bool& handles);

/// What is being typed to become data; no part of a scene.
struct WordDraft {
  WordSpec spec;
  std::string problem;  ///< why it could not; empty: it could
};
/// A word typed in a font, made the data at a click. True where it was.
bool word_tool(DataSpec& data, WordDraft& draft);
/// steps: those of the longest run, below which dragging T does not go.
bool schedule_panel(ProcessSpec& process, FormulaDraft& draft, int steps);
bool model_panel(ModelSpec& model);
/// What is learned, by which net, and how.
bool training_panel(TrainingSpec& training);
/// What is kept for reference: which of it is shown, its names, what is let go of.
bool references_panel(Scene& scene);
/// What is being typed into a lane's part of the panel; no part of a scene.
struct LaneDraft {
  FormulaDraft formula;  ///< of a process of its own
  WordDraft word;        ///< of data of its own
  std::string swept;     ///< name of the number that lanes are to be made of (lane_numbers())
  double from = 0, to = 1;
  int count = 5;
  std::string problem;  ///< why the lanes could not be made; empty: they could
};
/// The lanes' samplers, one after the other, with buttons to add, duplicate and remove one, and
/// what they have of their own. `drafts`: LaneSpec::most of them.
bool lanes_panel(Scene& scene, const Runs& runs, std::span<LaneDraft> drafts);
/// One sampler: its kind, its grid and just the options that its SamplerInfo lists.
/// `preset` becomes the name of a preset that was chosen, and else stays.
bool sampler_panel(SamplerSpec& sampler, const ProcessSpec& process, std::string& preset);
bool particles_panel(Scene& scene);
bool guidance_panel(GuidanceSpec& guidance, const DataSpec& data);
bool pictures_panel(PicturesSpec& pictures, const ProcessSpec& process);
bool view_panel(ViewSpec& view);
/// What a lecturer adds: title and note in one language or more, sliders on the slide, cards
/// on the panes, and the bookmarks, by name and place.
bool lecture_panel(Scene& scene);

/// What the pictures' net was asked for of one of them, in words; empty: nothing, or a net without
/// names.
const char* class_name(const PicturesSpec& pictures, int picture = 0);

}  // namespace alphabar

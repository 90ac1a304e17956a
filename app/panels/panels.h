#pragma once

#include <cstddef>

#include "app/panels/formula_field.h"
#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

// The panels: each draws a part of the scene into the current ImGui window, one file each, and
// returns true where it changed it. They know neither session nor window; a test drives the same
// struct.

bool data_panel(DataSpec& data);
/// steps: those of the longest run, below which dragging T does not go.
bool schedule_panel(ProcessSpec& process, FormulaDraft& draft, int steps);
/// The lanes' samplers, one after the other, with buttons to add, duplicate and remove one.
bool lanes_panel(Scene& scene, const Runs& runs);
/// One sampler: its kind, its grid and just the options that its SamplerInfo lists.
bool sampler_panel(SamplerSpec& sampler, const ProcessSpec& process);
bool grid_panel(GridSpec& grid, const ProcessSpec& process);
bool particles_panel(Scene& scene);
bool guidance_panel(GuidanceSpec& guidance, const DataSpec& data);
bool pictures_panel(PicturesSpec& pictures, const ProcessSpec& process);
bool view_panel(ViewSpec& view);
/// What a lecturer adds: title, note and the bookmarks, by name and place.
bool lecture_panel(Scene& scene);

/// What the pictures' net was asked for, in words; empty: nothing, or a net without names.
const char* class_name(const PicturesSpec& pictures);

}  // namespace alphabar

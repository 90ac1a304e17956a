#pragma once

#include <filesystem>
#include <span>

#include "app/window/state/app_state.h"

namespace alphabar {

/// Whether a file or folder stands for a picture net rather than for a scene.
bool stands_for_model(const std::filesystem::path& path);

/// Begins to read what a folder says of its net beside the frames: then app.model asks how it is to
/// be taken, or a notice says in one line why it cannot, and the net that is there stays.
void open_model(AppState& app, const std::filesystem::path& path);

/// What a net whose folder says nothing may have been trained on, the likely ones first.
struct ModelAssumption {
  const char* words;  ///< of PicturesSpec::assume
  const char* title;
};
std::span<const ModelAssumption> model_assumptions();

/// Makes the net of a draft the scene's, as it says; one step of undo.
void take_model(AppState& app, const ModelDraft& draft);

}  // namespace alphabar

#pragma once

#include <filesystem>

#include "app/window/state/app_state.h"

namespace alphabar {

/// Begins to read a scene file beside the frames: it becomes the scene (one step of undo), or a
/// notice says in one line why not and everything stays. A picture with a recipe is opened by its
/// recipe; a table of points takes the place of the scene's data, see open_points(); the folder of
/// a picture net, that of its net, see open_model().
void open_scene(AppState& app, const std::filesystem::path& file);

/// Makes a scene that was read from a file the open document, and says so.
void take_scene(AppState& app, const Scene& scene, const std::filesystem::path& file);

/// Whether saving may go back to this file: not over a picture, film or table with a scene in
/// it, or a table of points.
bool saved_as_scene(const std::filesystem::path& file);

/// Writes the scene, whole or not at all; a notice says where, or why not.
void save_scene(AppState& app, const std::filesystem::path& file);

/// Writes it where it was read from, and asks for a file where it has none.
void save(AppState& app);

/// Whether saving to `file` would replace another file than its `own`.
bool replaces_another(const std::filesystem::path& file, const std::filesystem::path& own);

/// Makes what is open now a scene like any that was opened: closing the window does not lose it.
void count_as_opened(AppState& app);

/// Makes a scene the open document, read from `file` where that is not empty: one step of undo.
/// False: session.refusal() says why not.
bool open_document(AppState& app, const Scene& scene, const std::filesystem::path& file = {});

/// Whether closing the window would lose an edit: the scene is none of those that were opened or
/// saved, how it is looked at and played apart.
bool unsaved(const AppState& app);

/// Closes the window; asks before where something is unsaved.
void ask_to_quit(AppState& app);

/// Asks for a file to open or to save to: with the desktop's own box where there is one, else with
/// ours. Nothing waits for the answer.
void ask_file(AppState& app, AppState::Box box);

/// What stands over a box for files, and what is done with the file that was chosen there.
const char* box_title(AppState::Box box);
void take_file(AppState& app, AppState::Box box, const std::filesystem::path& file);

/// Between frames: does what the desktop's box was asked for once it is answered.
void poll_dialog(AppState& app);

}  // namespace alphabar

#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "app/window/state/app_state.h"
#include "core/lecture/lecture.h"

namespace alphabar {

/// Makes it the open lecture and shows its first moment.
void open_lecture(AppState& app, Lecture lecture, const std::filesystem::path& file);

/// The slide whose scene is on screen, as it is or changed; null: the scene is another one.
std::optional<std::size_t> slide_shown(const AppState& app);

/// The slide's scene as the lecture has it, at a moment. Theme and size of type stay as they are.
void show_moment(AppState& app, const LecturePlace& place);

/// To the next moment of the scene on screen, else to the next slide, at its first one; back in the
/// same way, to the last moment of the slide before. Without a lecture, among the scene's
/// bookmarks.
void next_moment(AppState& app);
void previous_moment(AppState& app);
bool has_next_moment(const AppState& app);
bool has_previous_moment(const AppState& app);

/// What next_moment would show.
std::optional<LecturePlace> coming_moment(const AppState& app);

/// Puts what is on screen into the lecture, which begins where there is none: as a moment of the
/// slide on screen where the scene is that slide's, else as a slide of its own after it.
void add_this(AppState& app);

/// Whether the slide on screen was changed in what it shows. What is on screen becomes the slide,
/// or the slide is shown again as it was.
bool slide_is_changed(const AppState& app);
void keep_changes(AppState& app);
void drop_changes(AppState& app);

/// Edits of the list.
void move_slide(AppState& app, std::size_t from, std::size_t to);
void remove_slide(AppState& app, std::size_t slide);
void take_back_removal(AppState& app);

/// Asks for a name where it has none. save_lecture_as is what the box of files calls.
void save_lecture(AppState& app);
void save_lecture_as(AppState& app, const std::filesystem::path& file);
/// Asks before changes are lost.
void close_lecture(AppState& app);

}  // namespace alphabar

#pragma once

#include "app/window/layout/panel_table.h"
#include "app/window/state/app_state.h"

namespace alphabar {

/// The least size of type while somebody presents, against the usual one: who has chosen larger
/// type has it then too, and no larger, for there is no more room on the slide.
inline constexpr double presenter_scale = 1.35;

/// While presenting: shows the bars and the panel of numbers while the mouse is at their edge or on
/// them. Before anything of the frame is drawn.
void watch_edges(AppState& app);

/// Whether presenting hides a panel: it does that of the scene's numbers.
bool hides(const Presenter& presenter, const Panel& panel);

/// ImGui::Begin for a bar along an edge: in its place beside the panels, or, while presenting, over
/// them, so that nothing moves. ImGui::End follows in any case.
bool begin_bar(const AppState& app, const char* name, ImGuiDir side, float height);

/// The panel of the scene's numbers, over the left of the others, while presenting and asked for.
void controls_at_the_edge(AppState& app, Scene& scene, const Runs& runs);

/// While presenting: what the mouse asked for and has been read goes away while it rests, so that
/// the slide is seen.
void quiet_tooltips(const Presenter& presenter);

/// While presenting, last of all: black or white over everything, which a click takes away, and the
/// ring around the mouse.
void cover_screen(AppState& app);

}  // namespace alphabar

#pragma once

#include "app/window/layout/panel_table.h"
#include "app/window/state/app_state.h"

namespace alphabar {

/// The dock space between the bars. Where nothing was built yet, the scene asks for another
/// arrangement, or the window's size in letters for another form, the panels are put in their
/// places, or where somebody moved them to before:
///
///     wide:   left | middle | right       narrow:  left, right | middle, bottom
///                  |     bottom                     (tabs)       (tabs)
///     single: all in one place (tabs), where type is so large that half of the window would be a
///             few words wide, or a few lines high on a slide about what stands below
/// While presenting a scene that is about a panel of the bottom, that has more room, and a narrow
/// form has the particles above it, or at its left where there are one or two panes of them.
/// A panel that has a place of its own shows no tab.
void lay_out(AppState& app);

/// Makes a view what an arrangement shows: lecture has neither numbers nor pictures beside the
/// particles, images has no curves and nothing beside a large filmstrip.
void arrange(ViewSpec& view, Arrangement arrangement);

/// Every panel of the current arrangement goes back to its place.
void forget_moves(AppState& app);

/// After the panels: where some share a place, these are seen first, and one that was asked for
/// before them.
void bring_to_front(AppState& app);

/// What a panel's key does: hides it where it can be seen, else shows it in front of those that
/// share its place. Between frames.
void show_or_hide(AppState& app, const Panel& panel);

}  // namespace alphabar

#include "app/session/changes.h"

#include <tuple>

namespace alphabar {
namespace {

/// All of a scene but how it is looked at and played, uncopied: a scene may hold 100,000 numbers.
auto work_of(const Scene& scene) {
  return std::tie(static_cast<const Setup&>(scene), scene.title, scene.note, scene.lang,
                  scene.translations, scene.cards, scene.pictures, scene.chain, scene.bookmarks,
                  scene.references);
}

PlaybackSpec at_start(PlaybackSpec playback) {
  playback.position = 0;
  return playback;
}

ViewSpec from_origin(ViewSpec view) {
  view.center = {};
  view.half_height = 1;
  return view;
}

ViewSpec with_panels_of(ViewSpec view, const ViewSpec& other) {
  view.panels = other.panels;
  return view;
}

/// Whether the same reference is shown, as it was.
bool same_reference(const Scene& a, const Scene& b) {
  const Reference *p = shown_reference(a), *q = shown_reference(b);
  return p && q ? *p == *q : p == q;
}

/// Whether the lanes are swept in the same way.
bool same_sweep(const ViewSpec& a, const ViewSpec& b) {
  return a.error_processes == b.error_processes && a.error_nfe == b.error_nfe &&
         a.error_seeds == b.error_seeds && a.error_particles == b.error_particles;
}

}  // namespace

Changes changes(const Scene& from, const Scene& to) {
  const bool pictures_shown_now = to.view.shows("pictures") && !from.view.shows("pictures");
  const bool forward_shown_now =
      to.view.forward != ForwardView::off && from.view.forward == ForwardView::off;
  return {.lanes = static_cast<const Setup&>(from) != static_cast<const Setup&>(to) ||
                   !same_reference(from, to) || forward_shown_now,
          .pictures = from.process != to.process || from.pictures != to.pictures ||
                      from.seed != to.seed || pictures_shown_now,
          .sweep = from.view.shows("error") != to.view.shows("error") ||
                   (to.view.shows("error") && !same_sweep(from.view, to.view))};
}

bool only_position_differs(const Scene& a, const Scene& b) {
  return a.playback.position != b.playback.position &&
         at_start(a.playback) == at_start(b.playback) && a.view == b.view &&
         work_of(a) == work_of(b);
}

bool only_panels_differ(const Scene& a, const Scene& b) {
  return a.view.panels != b.view.panels && at_start(a.playback) == at_start(b.playback) &&
         with_panels_of(a.view, b.view) == b.view && work_of(a) == work_of(b);
}

bool only_camera_differs(const Scene& a, const Scene& b) {
  return at_start(a.playback) == at_start(b.playback) &&
         from_origin(a.view) == from_origin(b.view) && work_of(a) == work_of(b);
}

bool same_work(const Scene& a, const Scene& b) { return work_of(a) == work_of(b); }

}  // namespace alphabar

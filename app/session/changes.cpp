#include "app/session/changes.h"

#include <tuple>

namespace alphabar {
namespace {

/// All of a scene but how it is looked at and played, uncopied: a scene may hold 100,000 numbers.
auto work_of(const Scene& scene) {
  const auto& [title, note, data, process, lanes, guidance, paired, seed, particles, pictures,
               chain, view, playback, bookmarks] = scene;
  return std::tie(title, note, data, process, lanes, guidance, paired, seed, particles, pictures,
                  chain, bookmarks);
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

bool same_common_parts(const Scene& a, const Scene& b) {
  return a.data == b.data && a.process == b.process && a.guidance == b.guidance &&
         a.paired == b.paired && a.seed == b.seed && a.particles == b.particles;
}

}  // namespace

Changes changes(const Scene& from, const Scene& to) {
  const bool pictures_shown_now = to.view.shows("pictures") && !from.view.shows("pictures");
  const bool forward_shown_now =
      to.view.forward != ForwardView::off && from.view.forward == ForwardView::off;
  return {
      .lanes = !same_common_parts(from, to) || from.lanes != to.lanes || forward_shown_now,
      .pictures = from.process != to.process || from.pictures != to.pictures ||
                  from.seed != to.seed || pictures_shown_now,
      .sweep = from.view.shows("error") != to.view.shows("error") ||
               (to.view.shows("error") && from.view.error_processes != to.view.error_processes)};
}

bool only_position_differs(const Scene& a, const Scene& b) {
  return a.playback.position != b.playback.position &&
         at_start(a.playback) == at_start(b.playback) && a.view == b.view &&
         work_of(a) == work_of(b);
}

bool only_camera_differs(const Scene& a, const Scene& b) {
  return at_start(a.playback) == at_start(b.playback) &&
         from_origin(a.view) == from_origin(b.view) && work_of(a) == work_of(b);
}

bool same_work(const Scene& a, const Scene& b) { return work_of(a) == work_of(b); }

}  // namespace alphabar

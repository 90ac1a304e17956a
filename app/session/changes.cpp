#include "app/session/changes.h"

namespace alphabar {
namespace {

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

bool same_run(const Scene& from, const Scene& to, std::size_t lane) {
  return lane < from.lanes.size() && lane < to.lanes.size() && same_common_parts(from, to) &&
         from.lanes[lane].sampler == to.lanes[lane].sampler;
}

bool only_position_differs(const Scene& a, const Scene& b) {
  if (a.playback.position == b.playback.position) return false;
  Scene moved = a;
  moved.playback.position = b.playback.position;
  return moved == b;
}

bool same_work(const Scene& a, const Scene& b) {
  Scene looked_at = a;
  looked_at.view = b.view;
  looked_at.playback = b.playback;
  return looked_at == b;
}

}  // namespace alphabar

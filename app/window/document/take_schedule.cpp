#include "app/window/document/take_schedule.h"

#include "core/base/error.h"
#include "core/figures/captions.h"
#include "core/io/scene/scene_link.h"
#include "core/io/scene_file.h"
#include "core/io/schedule_text.h"
#include "core/plan/notes/follow_process.h"
#include "core/plan/notes/lane_names.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr double moment = 6;        // seconds that good news stays
constexpr double long_moment = 20;  // where there is more to read

std::size_t lane_of(const Scene& scene) { return lane_shown(scene, scene.view.plan_lane); }

void use_config(AppState& app, const SchedulerConfig& read) {
  Scene scene = app.session.scene();
  const std::size_t lane = lane_of(scene);
  process_of(scene, lane) = read.process;
  set_sampler(scene.lanes[lane], read.sampler);
  follow_process(scene);
  if (!app.session.apply(scene)) return;
  std::string words =
      "The process and lane " + std::to_string(lane + 1) + " are from a " + read.class_name + ".";
  for (const std::string& notice : read.notices) words += "\n" + notice + ".";
  app.notice = info_notice(words, read.notices.empty() ? moment : long_moment);
}

/// A scene that somebody sent as a link; Ctrl+Z brings back what was there.
void use_link(AppState& app, const std::string& text, const std::string& where) {
  const Scene scene = scene_from_json(json_of_link(text, where), where);
  if (app.session.apply(scene))
    app.notice = info_notice("The scene is that of the link; Ctrl+Z brings yours back.", moment);
  else
    app.notice = error_notice(app.session.refusal());
}

}  // namespace

void take_list(AppState& app, const ScheduleList& list) {
  const Scene& now = app.session.scene();
  const std::size_t lane = lane_of(now);
  try {
    const std::string words = describe(list, Process(process_of(now, now.lanes[lane])));
    const Scene scene = with_list(now, list, lane);
    if (app.session.apply(scene))
      app.notice =
          info_notice((lists_levels(list.form) ? "Lane " + std::to_string(lane + 1) + " runs on "
                                               : std::string("The process is now ")) +
                          words + ".",
                      moment);
  } catch (const BadRequest& problem) {
    app.notice = error_notice(problem.what());
  }
}

void take_schedule(AppState& app, const std::string& text, const std::string& where) {
  try {
    if (is_scene_link(text)) return use_link(app, text, where);
    const Scene& scene = app.session.scene();
    const std::size_t lane = lane_of(scene);
    const PastedSchedule read = read_schedule(text, where, process_of(scene, scene.lanes[lane]),
                                              scene.lanes[lane].sampler.grid.steps);
    if (read.config) return use_config(app, *read.config);
    const bool certain = read.lists.size() == 1 && faults(read.lists.front().list).empty();
    if (certain)
      take_list(app, read.lists.front().list);
    else
      app.list = list_draft(read.lists, scene, lane, where);
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

}  // namespace alphabar

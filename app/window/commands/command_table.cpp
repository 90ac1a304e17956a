#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "app/session/bookmarks.h"
#include "app/window/commands/lecture_commands.h"
#include "app/window/dialogs/export_box.h"
#include "app/window/dialogs/search_box.h"
#include "app/window/document/lecture_show.h"
#include "app/window/document/scene_file.h"
#include "app/window/document/take_schedule.h"
#include "app/window/layout/layout.h"
#include "app/window/layout/panel_table.h"
#include "app/window/state/command.h"
#include "core/figures/captions.h"
#include "core/figures/plots/particle_table.h"
#include "core/io/scene/scene_changes.h"
#include "core/io/schedule_text.h"
#include "core/plan/samplers/samplers.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

template <class Change>
void edit(AppState& app, Change change) {
  Scene scene = app.session.scene();
  change(scene);
  app.session.apply(scene);
}

void go_to(AppState& app, double position) {
  edit(app, [&](Scene& scene) { scene.playback.position = position; });
}

void step(AppState& app, int rows) {
  app.playback.playing = false;
  const std::size_t count = leading_levels(*app.session.runs()).size();
  go_to(app, step_position(app.session.scene().playback.position, count, rows));
}

void jump(AppState& app, double position) {
  app.playback.playing = false;
  go_to(app, position);
}

void bookmark_here(AppState& app) {
  const std::shared_ptr<const Runs> runs = app.session.runs();
  Scene scene = app.session.scene();
  const bool has_time = runs->process && !runs->lanes.empty();
  const std::string name =
      has_time ? time_text(leading_process(*runs), cursor(*runs, 0, scene.playback.position).level)
               : "";
  if (!add_bookmark(scene, name)) return;
  app.session.apply(scene);
  std::string words = "Bookmark added";
  if (!name.empty()) words.append(" at ").append(name);
  app.notice = info_notice(words, 3);
}

void set_font(AppState& app, double scale) {
  edit(app, [&](Scene& scene) {
    scene.view.font_scale = std::clamp(std::round(scale * 10) / 10, 0.5, 4.0);
  });
}

/// Stops at a row that ran, whose numbers are told: between two there is only a mixture of them.
void play(AppState& app) {
  const double position = toggle_playing(app.session.scene().playback, app.playback);
  const std::size_t count = leading_levels(*app.session.runs()).size();
  if (app.playback.playing || count == 0)
    go_to(app, position);
  else
    go_to(app, position_of(std::round(row_at(position, count).value()), count));
}

/// One step, and what it did. An error stays told.
void go_in_history(AppState& app, bool (Session::*step)(), const char* what) {
  const auto before = app.session.shared_scene();
  if (!(app.session.*step)() || app.notice.error) return;
  const std::string changes = changes_text(*before, app.session.scene());
  app.notice = changes.empty() ? Notice{} : info_notice(what + (": " + changes), 3);
}

/// On to the next value of an enumeration of `count`, round and round.
template <class Enum>
void turn(Enum& value, int count) {
  value = static_cast<Enum>((static_cast<int>(value) + 1) % count);
}

/// The next unit of time; timesteps from 0 are skipped where there are no timesteps.
void turn_unit(Scene& scene) {
  TimeUnit& unit = scene.playback.unit;
  turn(unit, 5);
  if (unit == TimeUnit::index && !is_discrete(scene.process.kind)) turn(unit, 5);
}

/// A pass that takes `seconds` of what it takes now.
void set_pass(AppState& app, double (*seconds)(double)) {
  edit(app, [&](Scene& scene) { scene.playback.seconds = seconds(scene.playback.seconds); });
  app.notice =
      info_notice("One pass takes " + seconds_text(app.session.scene().playback.seconds), 2);
}

void next_theme(AppState& app) {
  edit(app, [](Scene& scene) { turn(scene.view.theme, 3); });
}

/// Whether a particle is followed that the lanes have.
bool follows(const AppState& app) {
  const int pinned = app.session.scene().view.pinned;
  return pinned >= 0 &&
         !particle_rows(*app.session.runs(), static_cast<std::size_t>(pinned), 1.0).empty();
}

/// The followed particle in all lanes, as text of a kind: where it is shown, or at every step.
template <std::string (*text)(const std::vector<ParticleRow>&), bool all_steps>
void copy_particle(AppState& app) {
  const Scene& scene = app.session.scene();
  const auto particle = static_cast<std::size_t>(scene.view.pinned);
  const std::optional<double> at =
      all_steps ? std::nullopt : std::optional(scene.playback.position);
  const std::vector<ParticleRow> rows = particle_rows(*app.session.runs(), particle, at);
  ImGui::SetClipboardText(text(rows).c_str());
  app.notice = info_notice("Copied particle " + std::to_string(particle) + ": " +
                               std::to_string(rows.size()) + (rows.size() == 1 ? " row" : " rows"),
                           3);
}

void open(AppState& app) { ask_file(app, AppState::Box::open); }

void save_as(AppState& app) { ask_file(app, AppState::Box::save); }

/// Looked at as before.
void start_afresh(AppState& app) {
  const ViewSpec& now = app.session.scene().view;
  Scene scene = default_scene();
  scene.view.theme = now.theme;
  scene.view.font_scale = now.font_scale;
  if (now.arrangement != scene.view.arrangement) arrange(scene.view, now.arrangement);
  if (open_document(app, scene)) count_as_opened(app);
}

template <Arrangement arrangement>
void arrange_for(AppState& app) {
  edit(app, [](Scene& scene) { arrange(scene.view, arrangement); });
}

template <Arrangement arrangement>
bool arranged_for(const AppState& app) {
  return app.session.scene().view.arrangement == arrangement;
}

template <bool ViewSpec::*shown>
void turn_on_or_off(AppState& app) {
  edit(app, [](Scene& scene) { scene.view.*shown = !(scene.view.*shown); });
}

template <bool ViewSpec::*shown>
bool is_on(const AppState& app) {
  return app.session.scene().view.*shown;
}

bool has_timesteps(const AppState& app) { return is_discrete(app.session.scene().process.kind); }

void keep_reference(AppState& app) {
  Scene scene = app.session.scene();
  if (!add_reference(scene)) {
    app.notice = error_notice("There are eight references: remove one, at the left, first.");
    return;
  }
  app.session.apply(scene);
  app.notice =
      info_notice("Kept as " + scene.references.back().name + "; F flips between the two.", 5);
}

/// The lane that the plan shows.
const LaneSpec& plan_lane(const Scene& scene) {
  return scene.lanes[lane_shown(scene, scene.view.plan_lane)];
}

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl, shift = ImGuiMod_Shift;

const std::array own{
    Command{"file.open", "Open scene ...", Menu::file, ctrl | ImGuiKey_O, 0, false,
            "Opens a scene file, a table of points or the folder of a picture net; dropping it on "
            "the window "
            "does the same.",
            open, nullptr, nullptr},
    Command{"file.save", "Save scene", Menu::file, ctrl | ImGuiKey_S, 0, false,
            "Writes everything that is on screen as one scene file.", save, nullptr, nullptr},
    Command{"file.save_as", "Save scene as ...", Menu::file, ctrl | shift | ImGuiKey_S, 0, false,
            "Writes the scene under another name.", save_as, nullptr, nullptr},
    Command{"file.export", "Export animation ...", Menu::file, ctrl | ImGuiKey_E, 0, false,
            "Makes a film, an animated picture or a page of the lanes, the curves or the "
            "filmstrip; or a "
            "figure.",
            ask_export, nullptr, nullptr},
    Command{"file.gallery", "Gallery ...", Menu::file, ctrl | ImGuiKey_G, 0, false,
            "Scenes that each make one point, to open and to change.",
            [](AppState& app) { app.show_gallery = !app.show_gallery; }, nullptr,
            [](const AppState& app) { return app.show_gallery; }},
    Command{"file.default", "Default scene", Menu::file, ctrl | ImGuiKey_N, 0, false,
            "Back to the scene that the program starts with; Ctrl+Z returns to yours.",
            start_afresh, nullptr, nullptr},
    Command{"file.quit", "Quit", Menu::file, ctrl | ImGuiKey_Q, 0, false, "Closes the window.",
            ask_to_quit, nullptr, nullptr},

    Command{"edit.undo", "Undo", Menu::edit, ctrl | ImGuiKey_Z, 0, true,
            "Takes back the last edit.",
            [](AppState& app) { go_in_history(app, &Session::undo, "Undone"); },
            [](const AppState& app) { return app.session.can_undo(); }, nullptr},
    Command{"edit.redo", "Redo", Menu::edit, ctrl | ImGuiKey_Y, ctrl | shift | ImGuiKey_Z, true,
            "Does again what was taken back.",
            [](AppState& app) { go_in_history(app, &Session::redo, "Done again"); },
            [](const AppState& app) { return app.session.can_redo(); }, nullptr},
    Command{"edit.seed", "Next seed", Menu::edit, ctrl | ImGuiKey_R, 0, true,
            "Other x_T and other noise.",
            [](AppState& app) { edit(app, [](Scene& scene) { ++scene.seed; }); }, nullptr, nullptr},

    Command{"edit.paste", "Paste schedule", Menu::edit, ctrl | ImGuiKey_V, 0, false,
            "Takes betas, alphas_cumprod, timesteps, sigmas, flow times or a diffusers "
            "scheduler_config.json.",
            [](AppState& app) {
              const char* text = ImGui::GetClipboardText();
              take_schedule(app, text ? text : "", "clipboard");
            },
            nullptr, nullptr},
    Command{"edit.copy_betas", "Copy betas", Menu::edit, 0, 0, false,
            "The schedule as a Python list of betas.",
            [](AppState& app) {
              ImGui::SetClipboardText(betas_text(app.session.scene().process).c_str());
            },
            has_timesteps, nullptr},
    Command{"edit.copy_alphas_cumprod", "Copy alphas_cumprod", Menu::edit, 0, 0, false,
            "The schedule as a Python list of \u1FB1.",
            [](AppState& app) {
              ImGui::SetClipboardText(alphas_cumprod_text(app.session.scene().process).c_str());
            },
            has_timesteps, nullptr},
    Command{
        "edit.copy_sigmas", "Copy sigmas", Menu::edit, 0, 0, false,
        "The levels of the lane that the plan shows, as a Python list; on a flow its times.",
        [](AppState& app) {
          const Scene& scene = app.session.scene();
          ImGui::SetClipboardText(
              levels_text(process_of(scene, plan_lane(scene)), plan_lane(scene).sampler).c_str());
        },
        nullptr, nullptr},
    Command{"edit.copy_config", "Copy scheduler_config.json", Menu::edit, 0, 0, false,
            "The process and the sampler of that lane, for diffusers' from_config.",
            [](AppState& app) {
              const Scene& scene = app.session.scene();
              const SchedulerConfigText copied =
                  scheduler_config(process_of(scene, plan_lane(scene)), plan_lane(scene).sampler);
              ImGui::SetClipboardText(copied.json.c_str());
              std::string words;
              for (const std::string& notice : copied.notices)
                words += (words.empty() ? "" : "\n") + notice + ".";
              if (!words.empty()) app.notice = info_notice("Copied; " + words, 12);
            },
            nullptr, nullptr},

    Command{"edit.copy_particle", "Copy the followed particle", Menu::edit, 0, 0, false,
            "Where it is now in all lanes, in x and in x / a, with all digits, as text.",
            copy_particle<particle_text, false>, follows, nullptr},
    Command{"edit.copy_particle_csv", "Copy the followed particle, all steps, CSV", Menu::edit, 0,
            0, false, "A table: lane, step, t, a, s, x and x / a.",
            copy_particle<particle_csv, true>, follows, nullptr},
    Command{"edit.copy_particle_numpy", "Copy the followed particle, all steps, NumPy", Menu::edit,
            0, 0, false, "A Python dict of arrays by lane: step, t, a, s, x.",
            copy_particle<particle_numpy, true>, follows, nullptr},

    Command{"edit.keep", "Keep this state for reference", Menu::edit, ctrl | ImGuiKey_K, 0, false,
            "What is run now stays beside what it becomes: its curves, particles, plan and errors.",
            keep_reference, nullptr, nullptr},
    Command{"edit.flip", "Flip to the reference and back", Menu::edit, ImGuiKey_F, 0, false,
            "The reference that is shown becomes the scene, and the scene the reference.",
            [](AppState& app) { edit(app, [](Scene& scene) { flip_reference(scene); }); },
            [](const AppState& app) { return shown_reference(app.session.scene()) != nullptr; },
            nullptr},
    Command{"edit.search", "Find the best list of levels ...", Menu::edit, 0, 0, false,
            "Searches the levels on which the lane that the plan shows ends nearest to its target.",
            open_search, nullptr, nullptr},

    Command{"time.play", "Play", Menu::time, ImGuiKey_Space, 0, false,
            "Plays or stops, in all lanes, curves and pictures at once.", play, nullptr,
            [](const AppState& app) { return app.playback.playing; }},
    Command{"time.forward", "One step forward", Menu::time, ImGuiKey_RightArrow, 0, true,
            "One step of the first lane's run; the others follow its time.",
            [](AppState& app) { step(app, 1); }, nullptr, nullptr},
    Command{"time.back", "One step back", Menu::time, ImGuiKey_LeftArrow, 0, true,
            "One step towards x_T.", [](AppState& app) { step(app, -1); }, nullptr, nullptr},
    Command{"time.forward_ten", "Ten steps forward", Menu::time, ImGuiKey_UpArrow, 0, true,
            "Ten steps of the first lane's run.", [](AppState& app) { step(app, 10); }, nullptr,
            nullptr},
    Command{"time.back_ten", "Ten steps back", Menu::time, ImGuiKey_DownArrow, 0, true,
            "Ten steps towards x_T.", [](AppState& app) { step(app, -10); }, nullptr, nullptr},
    Command{"time.first", "To the start", Menu::time, ImGuiKey_Home, 0, false,
            "To the start of the run: x_T, or of an inversion the data.",
            [](AppState& app) { jump(app, 0); }, nullptr, nullptr},
    Command{"time.last", "To the end", Menu::time, ImGuiKey_End, 0, false, "To the end of the run.",
            [](AppState& app) { jump(app, 1); }, nullptr, nullptr},
    Command{"time.next_bookmark", "Next moment", Menu::time, ImGuiKey_PageDown, 0, false,
            "To the scene's next bookmark, and from its last one to the lecture's next slide, as a "
            "presenter's clicker does.",
            next_moment, has_next_moment, nullptr},
    Command{"time.previous_bookmark", "Moment before", Menu::time, ImGuiKey_PageUp, 0, false,
            "Back to the bookmark before, or to the slide before.", previous_moment,
            has_previous_moment, nullptr},
    Command{"time.bookmark", "Add bookmark here", Menu::time, ctrl | ImGuiKey_B, 0, false,
            "Marks this moment on the time slider; the scene file keeps it.", bookmark_here,
            nullptr, nullptr},
    Command{"time.repeat", "Once, loop, to and fro", Menu::time, ImGuiKey_L, 0, false,
            "What follows the end of a pass: nothing, the next one, or the way back.",
            [](AppState& app) { edit(app, [](Scene& scene) { turn(scene.playback.repeat, 3); }); },
            nullptr, nullptr},
    Command{"time.slower", "Slower", Menu::time, ImGuiKey_Comma, 0, true,
            "Gives a pass more seconds.", [](AppState& app) { set_pass(app, slower); }, nullptr,
            nullptr},
    Command{"time.faster", "Faster", Menu::time, ImGuiKey_Period, 0, true,
            "Gives a pass fewer seconds.", [](AppState& app) { set_pass(app, faster); }, nullptr,
            nullptr},
    Command{"time.normal_speed", "Normal speed", Menu::time, ImGuiKey_N, 0, false,
            "One pass takes six seconds.",
            [](AppState& app) { set_pass(app, [](double) { return PlaybackSpec{}.seconds; }); },
            nullptr, nullptr},
    Command{"time.unit", "Time in t, i, \u03C3, \u03BB, steps", Menu::time, ImGuiKey_U, 0, false,
            "In what the time is told: t, diffusers' timestep i = t - 1, the noise level, "
            "\u03BB = log(a / s), or steps.",
            [](AppState& app) { edit(app, turn_unit); }, nullptr, nullptr},

    Command{"view.larger", "Larger type", Menu::view, ctrl | ImGuiKey_Equal,
            ctrl | ImGuiKey_KeypadAdd, true, "Everything a tenth larger.",
            [](AppState& app) { set_font(app, app.session.scene().view.font_scale + 0.1); },
            nullptr, nullptr},
    Command{"view.smaller", "Smaller type", Menu::view, ctrl | ImGuiKey_Minus,
            ctrl | ImGuiKey_KeypadSubtract, true, "Everything a tenth smaller.",
            [](AppState& app) { set_font(app, app.session.scene().view.font_scale - 0.1); },
            nullptr, nullptr},
    Command{"view.normal", "Normal type", Menu::view, ctrl | ImGuiKey_0, ctrl | ImGuiKey_Keypad0,
            false, "The size that the program starts with.",
            [](AppState& app) { set_font(app, 1); }, nullptr, nullptr},
    Command{"view.theme", "Next theme", Menu::view, ctrl | ImGuiKey_T, 0, false,
            "Dark, light, projector.", next_theme, nullptr, nullptr},
    Command{"view.layout", "Reset layout", Menu::view, 0, 0, false,
            "Puts every panel back in its place.",
            [](AppState& app) {
              forget_moves(app);
              edit(app, [](Scene& scene) { arrange(scene.view, scene.view.arrangement); });
            },
            nullptr, nullptr},
    Command{"view.explore", "Arrange to explore", Menu::view, ctrl | ImGuiKey_1, 0, false,
            "Numbers, particles, curves and pictures side by side.",
            arrange_for<Arrangement::explore>, nullptr, arranged_for<Arrangement::explore>},
    Command{"view.lecture", "Arrange for a lecture", Menu::view, ctrl | ImGuiKey_2, 0, false,
            "Particles and curves, with the scene's title and what there is to see.",
            arrange_for<Arrangement::lecture>, nullptr, arranged_for<Arrangement::lecture>},
    Command{"view.images", "Arrange for pictures", Menu::view, ctrl | ImGuiKey_3, 0, false,
            "A large filmstrip.", arrange_for<Arrangement::images>, nullptr,
            arranged_for<Arrangement::images>},
    Command{"view.overlay", "Lanes in one pane", Menu::view, ImGuiKey_O, 0, false,
            "All lanes over one another, each in its hue.", turn_on_or_off<&ViewSpec::overlay>,
            nullptr, is_on<&ViewSpec::overlay>},
    Command{"view.edit_data", "Edit data with the mouse", Menu::view, ImGuiKey_E, 0, false,
            "Shows the mixture's handles in the panes: drag centres and axes, Shift and drag for "
            "weights, Ctrl and double click to add, Delete to remove.",
            turn_on_or_off<&ViewSpec::edit_data>, nullptr, is_on<&ViewSpec::edit_data>},

    Command{"help.palette", "All commands ...", Menu::help, ctrl | ImGuiKey_P,
            ctrl | shift | ImGuiKey_P, false,
            "Finds a command, a scene or a recent file by a few letters of its name.",
            [](AppState& app) { app.palette.asked = true; }, nullptr, nullptr},
    Command{"help.keys", "Keys", Menu::help, ImGuiKey_F1, shift | ImGuiKey_Slash, false,
            "What every key does.", [](AppState& app) { app.show_help = !app.show_help; }, nullptr,
            [](const AppState& app) { return app.show_help; }},
};

Command panel_command(const Panel& panel) {
  return {
      .id = command_id(panel),
      .name = panel.title ? panel.title : panel.name,
      .menu = Menu::panels,
      .keys = panel.key,
      .other = 0,
      .repeats = false,
      .help = panel.help,
      .run = [&panel](AppState& app) { show_or_hide(app, panel); },
      .enabled = nullptr,
      .on = [&panel](const AppState& app) { return is_shown(panel, app.session.scene().view); }};
}

/// The commands above, with one for each panel that can be hidden before those of help.
std::vector<Command> all_commands() {
  std::vector<Command> all(own.begin(), own.end());
  const auto of_lecture = lecture_commands();
  const auto panels_begin = std::ranges::find(all, Menu::help, &Command::menu);
  all.insert(panels_begin, of_lecture.begin(), of_lecture.end());
  const auto help =
      std::ranges::find_if(all, [](const Command& command) { return command.menu == Menu::help; });
  std::vector<Command> of_panels;
  for (const Panel& panel : panels())
    if (!panel.always) of_panels.push_back(panel_command(panel));
  all.insert(help, of_panels.begin(), of_panels.end());
  return all;
}

const std::vector<Command> table = all_commands();

}  // namespace

std::span<const Command> commands() { return table; }

const Command* find_command(std::string_view id) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Command& command) { return command.id == id; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace alphabar

#include "app/window/commands/lecture_commands.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "app/gallery/shipped_lectures.h"
#include "app/window/document/lecture_show.h"
#include "app/window/document/scene_file.h"

namespace alphabar {
namespace {

bool presents(const AppState& app) { return app.presenter.on; }
bool has_lecture(const AppState& app) { return app.lecture.lecture.has_value(); }

/// The languages that the scene's words are in.
std::vector<std::string> languages_of(const Scene& scene) {
  std::vector<std::string> languages{scene.lang};
  for (const Translation& other : scene.translations) languages.push_back(other.lang);
  return languages;
}

bool has_languages(const AppState& app) { return !app.session.scene().translations.empty(); }

void next_language(AppState& app) {
  const std::vector<std::string> languages = languages_of(app.session.scene());
  const auto fits = [&](const std::string& lang) {
    return language_fit(lang, app.settings.language) > 0;
  };
  const auto now = std::ranges::find_if(languages, fits);
  const bool last = now == languages.end() || std::next(now) == languages.end();
  // Of a language that the scene does not have, its own is what is seen.
  const bool own = now == languages.end();
  app.settings.language = own ? languages[1] : last ? languages.front() : *std::next(now);
  app.notice = info_notice("Titles and notes in: " + app.settings.language, 3);
}

void open_example(AppState& app) {
  const std::string name = shipped_lecture_names().front();
  open_lecture(app, *shipped_lecture(name), {});
  app.notice = info_notice("Page Down goes on, Page Up back; F11 presents.", 8);
}

/// What goes on behind the picture is seen in the notes' window.
void freeze(AppState& app) {
  app.presenter.frozen = !app.presenter.frozen;
  if (app.presenter.frozen) app.presenter.notes = true;
}

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl, shift = ImGuiMod_Shift;

}  // namespace

std::span<const Command> lecture_commands() {
  static const std::array table{
      Command{"view.present", "Present", Menu::lecture, ImGuiKey_F11, 0, false,
              "The whole screen and large type; the mouse at an edge brings the controls back.",
              [](AppState& app) { app.presenter.on = !app.presenter.on; }, nullptr, presents},
      Command{"view.stop_presenting", "Stop presenting", Menu::lecture, ImGuiKey_Escape, 0, false,
              "Back to the window with all its controls.",
              [](AppState& app) { app.presenter.step_back(); }, presents, nullptr},
      Command{"view.black", "Black screen", Menu::lecture, ImGuiKey_B, 0, false,
              "While presenting: nothing but black, until B again or a click.",
              [](AppState& app) { app.presenter.cover_with(Presenter::Cover::black); }, presents,
              nullptr},
      Command{"view.white", "White screen", Menu::lecture, ImGuiKey_W, 0, false,
              "While presenting: nothing but white, until W again or a click.",
              [](AppState& app) { app.presenter.cover_with(Presenter::Cover::white); }, presents,
              nullptr},
      Command{"view.pointer", "Ring around the mouse", Menu::lecture, ImGuiKey_M, 0, false,
              "While presenting: where the mouse points can be seen from the last row.",
              [](AppState& app) { app.presenter.pointer = !app.presenter.pointer; }, presents,
              [](const AppState& app) { return app.presenter.pointer; }},
      Command{"view.zoom", "Zoom around the mouse", Menu::lecture, ImGuiKey_Z, 0, false,
              "While presenting: twice as large, three times, and whole again. The picture moves "
              "as the mouse does; what is under it can be clicked.",
              [](AppState& app) { app.presenter.zoom = app.presenter.zoom % 3 + 1; }, presents,
              [](const AppState& app) { return app.presenter.zoom > 1; }},
      Command{"view.freeze", "Freeze what the class sees", Menu::lecture, ImGuiKey_H, 0, false,
              "While presenting: this picture stays, whatever you do in the notes' window or with "
              "keys, until H again.",
              freeze, presents, [](const AppState& app) { return app.presenter.frozen; }},
      Command{
          "lecture.notes", "Notes in a second window", Menu::lecture, shift | ImGuiKey_F11, 0,
          false,
          "This window is for the class, on the projector; another one has your notes, the next "
          "moment and the clock.",
          [](AppState& app) { app.presenter.notes = !app.presenter.notes; }, nullptr,
          [](const AppState& app) { return app.presenter.notes; }},
      Command{"lecture.add", "Add this to the lecture", Menu::lecture, ctrl | shift | ImGuiKey_A, 0,
              false,
              "What is on screen becomes a slide, or a moment of the slide that it is. Without a "
              "lecture, one begins.",
              add_this, nullptr, nullptr},
      Command{"lecture.example", "Open the example lecture", Menu::lecture, 0, 0, false,
              "Ten scenes from noise to data, with notes in English and Chinese.", open_example,
              nullptr, nullptr},
      Command{"lecture.keep", "Keep changes in the slide", Menu::lecture, ImGuiKey_K, 0, false,
              "The slide becomes what is on screen.", keep_changes, slide_is_changed, nullptr},
      Command{"lecture.drop", "Throw changes away", Menu::lecture, ImGuiKey_R, 0, false,
              "The slide is shown again as the lecture has it.", drop_changes, slide_is_changed,
              nullptr},
      Command{"lecture.save", "Save lecture", Menu::lecture, 0, 0, false,
              "Writes the lecture, with all its scenes, as one file.", save_lecture, has_lecture,
              nullptr},
      Command{"lecture.save_as", "Save lecture as ...", Menu::lecture, 0, 0, false,
              "Writes it under another name.",
              [](AppState& app) { ask_file(app, AppState::Box::save_lecture); }, has_lecture,
              nullptr},
      Command{"lecture.close", "Close lecture", Menu::lecture, 0, 0, false,
              "The scene on screen stays; Page Up and Page Down go through its bookmarks alone.",
              close_lecture, has_lecture, nullptr},
      Command{"view.language", "Titles and notes in the next language", Menu::lecture,
              ctrl | ImGuiKey_L, 0, false, "Of the languages that the scene's texts are in.",
              next_language, has_languages, nullptr},
  };
  return table;
}

}  // namespace alphabar

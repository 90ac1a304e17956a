#include "app/window/document/lecture_show.h"

#include <algorithm>
#include <string>
#include <utility>

#include "app/session/bookmarks.h"
#include "app/session/changes.h"
#include "app/window/document/file_names.h"
#include "app/window/document/scene_file.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/figures/captions.h"
#include "core/files/input_file.h"
#include "core/io/lecture/lecture_file.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// The view as somebody who looks at the current one wants to see it.
ViewSpec as_looked_at(const AppState& app, ViewSpec view) {
  const ViewSpec& now = app.session.scene().view;
  view.theme = now.theme;
  view.font_scale = now.font_scale;
  for (const char* id : {"controls", "lecture"})  // the lecturer's own
    now.shows(id) ? view.show(id) : view.hide(id);
  return view;
}

/// Whether a slide's view is the one on screen, but for where the camera is.
bool same_view(const AppState& app, const ViewSpec& of_slide) {
  const ViewSpec& now = app.session.scene().view;
  ViewSpec wanted = as_looked_at(app, of_slide);
  wanted.center = now.center;
  wanted.half_height = now.half_height;
  wanted.pinned = now.pinned;
  return wanted == now;
}

bool same_slide(const AppState& app, const Scene& of_slide) {
  return same_work(of_slide, app.session.scene()) && same_view(app, of_slide.view);
}

/// The same but for its bookmarks, which are its moments.
bool same_but_moments(const AppState& app, const Scene& of_slide) {
  Scene other = of_slide;
  other.bookmarks = app.session.scene().bookmarks;
  return same_slide(app, other);
}

std::string name_of_moment(const AppState& app) {
  const std::shared_ptr<const Runs> runs = app.session.runs();
  if (!runs->process || runs->lanes.empty()) return "";
  return time_text(leading_process(*runs),
                   cursor(*runs, 0, app.session.scene().playback.position).level);
}

/// The slides of the documents, where slide numbers change.
template <class Where>
void renumber(LectureState& state, Where where) {
  std::map<int, std::size_t> slide_of;
  for (const auto& [document, slide] : state.slide_of)
    if (const std::optional<std::size_t> now = where(slide)) slide_of[document] = *now;
  state.slide_of = std::move(slide_of);
  state.slide = where(state.slide).value_or(state.slide);
}

void go_to(AppState& app, double position) {
  app.playback.playing = false;
  Scene scene = app.session.scene();
  scene.playback.position = position;
  app.session.apply(scene);
}

void edited(AppState& app) { app.lecture.changed = true; }

/// The lecture's list, in front.
void show_list(AppState& app, Scene& scene) {
  scene.view.show("lecture");
  constexpr int settled = 10;  // frames until tabs are there, and others have come to the front
  app.wanted = {"Lecture", settled};
}

/// The file that the lecture is in, here and for the next window.
void take_name(AppState& app, const std::filesystem::path& file) {
  if (file.empty()) return;  // it ships, or was never saved
  app.lecture.file = file;
  remember(app.settings, file);
  app.settings.lecture = app.settings.recent.front();
  app.offered_lecture.clear();
}

}  // namespace

void open_lecture(AppState& app, Lecture lecture, const std::filesystem::path& file) {
  if (lecture.slides.empty()) {
    app.notice = error_notice(shown(file) + ": the lecture has no slides");
    return;
  }
  app.lecture = {};
  app.lecture.lecture = std::move(lecture);
  take_name(app, file);
  show_moment(app, moments_of(*app.lecture.lecture).front());
  Scene scene = app.session.scene();
  if (!app.presenter.on) show_list(app, scene);
  app.session.apply(scene);
  count_as_opened(app);
  app.notice = info_notice("Opened " + shown(file.filename()), 3);
}

std::optional<std::size_t> slide_shown(const AppState& app) {
  const auto found = app.lecture.slide_of.find(app.session.document());
  if (!app.lecture.lecture || found == app.lecture.slide_of.end()) return std::nullopt;
  return found->second;
}

void show_moment(AppState& app, const LecturePlace& place) {
  const Slide& slide = app.lecture.lecture->slides[place.slide];
  Scene scene = slide.scene;
  scene.view = as_looked_at(app, scene.view);
  scene.playback.position = place.position;
  app.playback.playing = false;
  if (slide_shown(app) == place.slide && same_slide(app, slide.scene))
    return go_to(app, place.position);
  if (!open_document(app, scene)) return;
  app.lecture.slide = place.slide;
  app.lecture.slide_of[app.session.document()] = place.slide;
  count_as_opened(app);
}

std::optional<LecturePlace> coming_moment(const AppState& app) {
  const auto slide = slide_shown(app);
  if (const Bookmark* mark = next_bookmark(app.session.scene()))
    return LecturePlace{slide.value_or(0), mark->position};
  if (!app.lecture.lecture) return std::nullopt;
  const auto& slides = app.lecture.lecture->slides;
  const std::size_t next = slide ? *slide + 1 : app.lecture.slide;  // back from another scene
  if (next >= slides.size()) return std::nullopt;
  return LecturePlace{next, moments_of(slides[next].scene).front()};
}

bool has_next_moment(const AppState& app) { return coming_moment(app).has_value(); }

void next_moment(AppState& app) {
  const auto coming = coming_moment(app);
  if (!coming) return;
  const bool same_scene = next_bookmark(app.session.scene()) != nullptr;
  same_scene ? go_to(app, coming->position) : show_moment(app, *coming);
}

bool has_previous_moment(const AppState& app) {
  if (previous_bookmark(app.session.scene())) return true;
  if (!app.lecture.lecture || app.lecture.lecture->slides.empty()) return false;
  return slide_shown(app).value_or(1) > 0;
}

void previous_moment(AppState& app) {
  if (const Bookmark* mark = previous_bookmark(app.session.scene()))
    return go_to(app, mark->position);
  if (!has_previous_moment(app)) return;
  const auto shown_now = slide_shown(app);
  const std::size_t slide = shown_now ? *shown_now - 1 : app.lecture.slide;
  show_moment(app, {slide, moments_of(app.lecture.lecture->slides[slide].scene).back()});
}

void add_this(AppState& app) {
  LectureState& state = app.lecture;
  if (!state.lecture) state.lecture.emplace();
  auto& slides = state.lecture->slides;
  Scene scene = app.session.scene();
  const auto current = slide_shown(app);
  // A scene with moments has this one among them; one without any is itself the moment.
  const bool same = current && same_but_moments(app, slides[*current].scene);
  if (same || !scene.bookmarks.empty()) {
    if (same && slides[*current].scene.bookmarks.empty()) {  // its own one stays
      Scene first = scene;
      first.playback.position = slides[*current].scene.playback.position;
      if (add_bookmark(first, "")) scene.bookmarks = first.bookmarks;
    }
    add_bookmark(scene, name_of_moment(app));
  }
  if (same) {
    slides[*current].scene.bookmarks = scene.bookmarks;
    app.session.apply(scene);
    count_as_opened(app);
    app.notice = info_notice("Added as a moment of slide " + std::to_string(*current + 1), 3);
    return edited(app);
  }
  if (slides.size() >= Lecture::most_slides) {
    app.notice = error_notice("A lecture has at most 200 slides: remove one first.");
    return;
  }
  const std::size_t place = current ? *current + 1 : slides.size();
  renumber(state, [&](std::size_t slide) -> std::optional<std::size_t> {
    return slide >= place ? slide + 1 : slide;
  });
  scene.view.hide("lecture");
  Slide slide;
  slide.scene = scene;
  slides.insert(slides.begin() + static_cast<std::ptrdiff_t>(place), std::move(slide));
  show_list(app, scene);
  app.session.apply(scene);
  state.slide = place;
  state.slide_of[app.session.document()] = place;
  count_as_opened(app);
  app.notice = info_notice("Added as slide " + std::to_string(place + 1), 3);
  edited(app);
}

bool slide_is_changed(const AppState& app) {
  const auto slide = slide_shown(app);
  return slide && !same_slide(app, app.lecture.lecture->slides[*slide].scene);
}

void keep_changes(AppState& app) {
  const auto slide = slide_shown(app);
  if (!slide) return;
  Scene& kept = app.lecture.lecture->slides[*slide].scene;
  const ViewSpec before = kept.view;
  kept = app.session.scene();
  kept.view.theme = before.theme;
  kept.view.font_scale = before.font_scale;
  kept.view.hide("lecture");
  count_as_opened(app);
  app.notice = info_notice("Slide " + std::to_string(*slide + 1) + " is as it is on screen now", 3);
  edited(app);
}

void drop_changes(AppState& app) {
  const auto slide = slide_shown(app);
  if (!slide) return;
  Scene scene = app.lecture.lecture->slides[*slide].scene;
  scene.view = as_looked_at(app, scene.view);
  scene.playback.position = app.session.scene().playback.position;
  app.session.apply(scene);  // Ctrl+Z brings the changes back
  app.notice = info_notice("Slide " + std::to_string(*slide + 1) + " as the lecture has it", 3);
}

void move_slide(AppState& app, std::size_t from, std::size_t to) {
  move_slide(*app.lecture.lecture, from, to);
  renumber(app.lecture, [&](std::size_t slide) -> std::optional<std::size_t> {
    if (slide == from) return to;
    if (from < to) return slide > from && slide <= to ? slide - 1 : slide;
    return slide >= to && slide < from ? slide + 1 : slide;
  });
  edited(app);
}

void remove_slide(AppState& app, std::size_t slide) {
  LectureState& state = app.lecture;
  state.before = state.lecture;
  state.lecture->slides.erase(state.lecture->slides.begin() + static_cast<std::ptrdiff_t>(slide));
  renumber(state, [&](std::size_t other) -> std::optional<std::size_t> {
    if (other == slide) return std::nullopt;
    return other > slide ? other - 1 : other;
  });
  state.slide = std::min(state.slide, std::max<std::size_t>(state.lecture->slides.size(), 1) - 1);
  edited(app);
}

void take_back_removal(AppState& app) {
  LectureState& state = app.lecture;
  if (!state.before) return;
  state.lecture = *std::exchange(state.before, std::nullopt);
  state.slide_of
      .clear();  // the numbers are others; what is on screen is no slide until one is shown
  edited(app);
}

void save_lecture(AppState& app) {
  if (!app.lecture.lecture) return;
  if (app.lecture.file.empty())
    ask_file(app, AppState::Box::save_lecture);
  else
    save_lecture_as(app, app.lecture.file);
}

void save_lecture_as(AppState& app, const std::filesystem::path& file) {
  const bool quits = std::exchange(app.quits_when_saved, false);
  try {
    if (!saved_as_scene(file))
      throw BadRequest(file.string(), "ending", ending_of(file),
                       "one that is not of a picture, a film or a table", "take .json");
    write_lecture(*app.lecture.lecture, file);
    app.lecture.changed = false;
    take_name(app, file);
    app.notice = info_notice("Saved " + shown_path(file));
    if (quits) ask_to_quit(app);  // the scene may be unsaved, too
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

void close_lecture(AppState& app) {
  const auto close = [](AppState& later) {
    later.lecture = {};
    later.settings.lecture.clear();
  };
  if (!app.lecture.changed) return close(app);
  app.question = {"Save the changes to the lecture before it is closed?",
                  {{"Save", [](AppState& later) { save_lecture(later); }}, {"Discard", close}}};
}

}  // namespace alphabar

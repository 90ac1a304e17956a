#include "app/window/dialogs/export_box.h"

#include <fmt/format.h>
#include <imgui.h>
#include <sys/wait.h>

#include <algorithm>
#include <cfloat>
#include <filesystem>
#include <string>
#include <vector>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/dialogs/question.h"
#include "app/window/document/file_names.h"
#include "app/window/exporting/export_form.h"
#include "core/base/path_text.h"
#include "core/files/animation/frame_sink.h"
#include "core/files/file_kind.h"
#include "core/files/input_file.h"
#include "core/system/child.h"

namespace alphabar {
namespace {

using State = ExportProcess::State;

constexpr const char* title = "Export animation";
constexpr const char* usual_name = "alphabar.mp4";
constexpr const char* usual_figure = "alphabar.pdf";
constexpr double moment = 8;  // seconds that good news stays: it names a place

std::string& file_of(AppState& app) {
  return app.export_draft.figure ? app.export_draft.file : app.export_file;
}

/// What the export that runs makes or made.
std::filesystem::path target_of(const AppState& app, const std::filesystem::path& file) {
  return app.export_draft.figure ? file : sink_target(file);
}

/// The further files of an animation.
std::vector<std::filesystem::path> further_files(const AppState& app) {
  std::vector<std::filesystem::path> files;
  if (app.export_draft.figure) return files;
  const std::filesystem::path first = path_of(app.export_file);
  for (const std::string& ending : app.export_draft.also)
    if (ending != ending_of(first))
      files.push_back(std::filesystem::path(first).replace_extension(ending));
  return files;
}

bool makes_clips(const AppState& app) {
  return !app.export_draft.figure && app.export_draft.clips &&
         !app.session.scene().bookmarks.empty();
}

/// The first file that would be replaced; empty: none.
std::filesystem::path first_replaced(const AppState& app) {
  const std::filesystem::path file =
      path_of(app.export_draft.figure ? app.export_draft.file : app.export_file);
  std::error_code ignored;
  if (app.export_draft.figure) return std::filesystem::exists(file, ignored) ? file : "";
  std::vector<std::filesystem::path> files = further_files(app);
  files.insert(files.begin(), file);
  for (const std::filesystem::path& each : files)
    for (const std::filesystem::path& made :
         makes_clips(app) ? clip_files(each, app.session.scene().bookmarks.size())
                          : std::vector{each})
      if (const std::filesystem::path old = replaced_by_animation(made); !old.empty()) return old;
  return {};
}

/// What the last window was asked for.
void recall(AppState& app) {
  ExportDraft& draft = app.export_draft;
  if (draft.recalled) return;
  draft.recalled = true;
  const ExportSettings& last = app.settings.exports;
  if (last == ExportSettings()) return;
  draft.figure = last.figure;
  draft.spec = last.view;
  draft.clips = last.clips;
  draft.also = last.also;
  app.export_spec = last.animation;
  if (app.export_file.empty()) app.export_file = last.file;
  if (draft.file.empty()) draft.file = last.figure_file;
}

void keep(AppState& app) {
  const ExportDraft& draft = app.export_draft;
  app.settings.exports = kept({draft.figure, app.export_spec, draft.spec, draft.clips, draft.also,
                               app.export_file, draft.file});
}

void tell_the_end(AppState& app) {
  const State state = app.exporting.poll();
  if (state == State::running || state == State::idle || app.export_reported) return;
  app.export_reported = true;
  if (state == State::done) {
    app.export_draft.whole = makes_clips(app) ? clip_files(app.exporting.file(), 1).front()
                                              : target_of(app, app.exporting.file());
    app.notice = info_notice("Exported " + shown_path(app.export_draft.whole), moment);
    std::string& file = file_of(app);
    file = text_of(first_free(path_of(file)));
  }
  if (state == State::failed) app.notice = error_notice(app.exporting.message());
  if (state == State::cancelled)
    app.notice = {"Export cancelled; nothing was written", false, ImGui::GetTime() + 4};
}

void start(AppState& app) {
  try {
    const bool figure = app.export_draft.figure;
    app.export_draft.spec.language = app.export_spec.language = app.settings.language;
    std::vector<std::string> words =
        figure ? render_words(app.export_draft.spec) : render_words(app.export_spec);
    for (const std::filesystem::path& file : further_files(app))
      words.insert(words.end(), {"-o", file.string()});
    if (makes_clips(app)) words.emplace_back("--clips");
    app.exporting.start_with(words, app.session.scene(), path_of(file_of(app)));
    app.export_reported = false;
    app.export_draft.began = -1;
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

/// The desktop shows the folder of what was exported last.
void show_folder(AppState& app) {
  ExportDraft& draft = app.export_draft;
  try {
    draft.opener = start_child(
        "the desktop's file manager",
        {"xdg-open",
         draft.whole.parent_path().empty() ? std::string(".") : draft.whole.parent_path().string()},
        {}, "/usr/bin/xdg-open");
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

/// What is asked, above the file's name and the buttons, which stay in sight: where it is higher
/// than the window leaves, it scrolls.
void fields(AppState& app) {
  const ImGuiStyle& style = ImGui::GetStyle();
  const float below =
      3 * ImGui::GetFrameHeight() + 4 * style.ItemSpacing.y + 2 * style.WindowPadding.y + grid(2);
  const float room = ImGui::GetMainViewport()->WorkSize.y - 2 * style.DisplaySafeAreaPadding.y;
  ImGui::SetNextWindowSizeConstraints({0, 0}, {FLT_MAX, std::max(grid(12), room - below)});
  ImGui::BeginChild("fields", {0, 0}, ImGuiChildFlags_AutoResizeY);
  bool& figure = app.export_draft.figure;
  if (ImGui::RadioButton("animation", !figure)) figure = false;
  ImGui::SameLine(0, grid(2));
  if (ImGui::RadioButton("figure", figure)) figure = true;
  if (figure)
    figure_form(app);
  else
    animation_form(app);
  ImGui::EndChild();
}

void form(AppState& app) {
  fields(app);
  const bool figure = app.export_draft.figure;
  const std::string help =
      figure
          ? "The ending says the kind: " + joined(endings_of(Product::figure), ", ") + " or .png."
          : "The ending says the kind: " + joined(endings_of(Product::animation), ", ") + ", or " +
                joined(endings_of(Product::frames), ", ") + " for numbered pictures in a folder.";
  text({"##export_file", "file", help.c_str()}, file_of(app), figure ? usual_figure : usual_name);
  ImGui::Dummy({0, grid(0.5F)});
  if (!app.export_draft.whole.empty() && app.export_draft.opener < 0) {
    if (ImGui::Button("Show in folder")) show_folder(app);
    ImGui::SameLine();
  }
  if (!ImGui::Button("Start", {grid(12), 0}) || file_of(app).empty()) return;
  const std::filesystem::path old = first_replaced(app);
  if (old.empty())
    start(app);
  else
    app.question = {"Replace " + shown_path(old) + "?", {{"Replace", start}}};
}

/// "frame 30 of 210, 12 s left".
std::string progress_text(AppState& app) {
  const ExportProcess& job = app.exporting;
  if (job.total() == 0) return "the scene is being run";
  double& began = app.export_draft.began;
  if (began < 0) began = ImGui::GetTime();
  std::string words = fmt::format("frame {} of {}", job.done(), job.total());
  const double passed = ImGui::GetTime() - began;
  if (job.done() > 5 && passed > 1)
    words += fmt::format(", {:.0f} s left", passed / job.done() * (job.total() - job.done()));
  return words;
}

void progress(AppState& app) {
  const ExportProcess& job = app.exporting;
  note(("Making " + shown(job.file())).c_str());
  const float part =
      job.total() > 0 ? static_cast<float>(job.done()) / static_cast<float>(job.total()) : 0;
  ImGui::ProgressBar(part, {-FLT_MIN, 0}, progress_text(app).c_str());
  ImGui::Dummy({0, grid(0.5F)});
  if (ImGui::Button("Stop", {grid(12), 0})) app.exporting.cancel();
}

}  // namespace

void ask_export(AppState& app) {
  app.box = AppState::Box::animate;
  recall(app);
  const std::string wanted = app.export_file.empty() ? usual_name : app.export_file;
  app.export_file = text_of(first_free(path_of(wanted)));
  std::string& figure = app.export_draft.file;
  figure = text_of(first_free(path_of(figure.empty() ? usual_figure : figure)));
}

void export_box(AppState& app) {
  tell_the_end(app);
  if (pid_t& opener = app.export_draft.opener; opener > 0)
    if (waitpid(opener, nullptr, WNOHANG) != 0) opener = -1;
  if (app.box == AppState::Box::animate && !ImGui::IsPopupOpen(title)) ImGui::OpenPopup(title);
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowSize({grid(60), 0});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {FLT_MAX, ImGui::GetMainViewport()->Size.y});
  if (!ImGui::BeginPopupModal(title, nullptr, ImGuiWindowFlags_NoResize)) return;
  if (app.exporting.state() == State::running)
    progress(app);
  else
    form(app);
  keep(app);
  ImGui::SameLine();
  const bool left = escaped() && app.question.words.empty();
  if (ImGui::Button("Close", {grid(12), 0}) || left) {
    app.box = AppState::Box::none;
    app.export_draft.preview.reset();
    ImGui::CloseCurrentPopup();
  }
  question_box(app);
  ImGui::EndPopup();
}

}  // namespace alphabar

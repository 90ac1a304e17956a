#include "app/window/dialogs/export_box.h"

#include <imgui.h>

#include <array>
#include <cfloat>
#include <filesystem>
#include <string>

#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "app/window/dialogs/question.h"
#include "app/window/document/file_names.h"
#include "core/base/path_text.h"
#include "core/files/animation/frame_sink.h"
#include "core/files/file_kind.h"

namespace alphabar {
namespace {

using State = ExportProcess::State;

constexpr const char* title = "Export animation";
constexpr const char* usual_name = "alphabar.mp4";
constexpr double moment = 8;  // seconds that good news stays: it names a place

void tell_the_end(AppState& app) {
  const State state = app.exporting.poll();
  if (state == State::running || state == State::idle || app.export_reported) return;
  app.export_reported = true;
  if (state == State::done) {
    app.notice = info_notice("Exported " + shown_path(sink_target(app.exporting.file())), moment);
    app.export_file = text_of(first_free(path_of(app.export_file)));
  }
  if (state == State::failed) app.notice = error_notice(app.exporting.message());
  if (state == State::cancelled)
    app.notice = {"Export cancelled; nothing was written", false, ImGui::GetTime() + 4};
}

void size_part(AnimationSpec& spec) {
  constexpr std::array<std::array<int, 2>, 4> sizes{
      {{1280, 720}, {1920, 1080}, {1080, 1080}, {640, 360}}};
  constexpr std::array<const char*, 4> names{"1280 × 720", "1920 × 1080", "1080 × 1080",
                                             "640 × 360"};
  int index = -1;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i][0] == spec.width && sizes[i][1] == spec.height) index = static_cast<int>(i);
  if (choice({"##size", "size", "Width and height in pixels."}, index, names, 0)) {
    spec.width = sizes[static_cast<std::size_t>(index)][0];
    spec.height = sizes[static_cast<std::size_t>(index)][1];
  }
}

void start(AppState& app) {
  try {
    app.exporting.start(app.session.scene(), app.export_spec, path_of(app.export_file));
    app.export_reported = false;
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

void form(AppState& app) {
  AnimationSpec& spec = app.export_spec;
  choice({"##subject", "of", "What the animation shows."}, spec.subject, Subject::lanes);
  size_part(spec);
  number({"##fps", "frames/s", "Frames a second, 1 to 120."}, spec.fps, {1, 120, 30, "%.3g"});
  const std::string help =
      "The ending says the kind: " + joined(endings_of(Product::animation), ", ") + ", or " +
      joined(endings_of(Product::frames), ", ") + " for numbered pictures in a folder.";
  text({"##export_file", "file", help.c_str()}, app.export_file, usual_name);
  ImGui::Dummy({0, grid(0.5F)});
  if (!ImGui::Button("Start", {grid(12), 0}) || app.export_file.empty()) return;
  const std::filesystem::path old = replaced_by_animation(path_of(app.export_file));
  if (old.empty())
    start(app);
  else
    app.question = {"Replace " + shown_path(old) + "?", {{"Replace", start}}};
}

void progress(AppState& app) {
  const ExportProcess& job = app.exporting;
  note(("Making " + shown(job.file())).c_str());
  const float part =
      job.total() > 0 ? static_cast<float>(job.done()) / static_cast<float>(job.total()) : 0;
  const std::string words =
      job.total() > 0 ? "frame " + std::to_string(job.done()) + " of " + std::to_string(job.total())
                      : "the scene is being run";
  ImGui::ProgressBar(part, {-FLT_MIN, 0}, words.c_str());
  ImGui::Dummy({0, grid(0.5F)});
  if (ImGui::Button("Stop", {grid(12), 0})) app.exporting.cancel();
}

}  // namespace

void ask_export(AppState& app) {
  app.box = AppState::Box::animate;
  const std::string wanted = app.export_file.empty() ? usual_name : app.export_file;
  app.export_file = text_of(first_free(path_of(wanted)));
}

void export_box(AppState& app) {
  tell_the_end(app);
  if (app.box == AppState::Box::animate && !ImGui::IsPopupOpen(title)) ImGui::OpenPopup(title);
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  ImGui::SetNextWindowSize({grid(48), 0});
  if (!ImGui::BeginPopupModal(title, nullptr, ImGuiWindowFlags_NoResize)) return;
  if (app.exporting.state() == State::running)
    progress(app);
  else
    form(app);
  ImGui::SameLine();
  const bool escaped = app.question.words.empty() && ImGui::IsKeyPressed(ImGuiKey_Escape);
  if (ImGui::Button("Close", {grid(12), 0}) || escaped) {
    app.box = AppState::Box::none;
    ImGui::CloseCurrentPopup();
  }
  question_box(app);
  ImGui::EndPopup();
}

}  // namespace alphabar

#include "app/window/boxes.h"

#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "app/theme/theme.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "app/widgets/text.h"
#include "app/window/commands/command_palette.h"
#include "app/window/dialogs/export_box.h"
#include "app/window/dialogs/file_box.h"
#include "app/window/dialogs/gallery.h"
#include "app/window/dialogs/model_box.h"
#include "app/window/dialogs/points_box.h"
#include "app/window/dialogs/question.h"
#include "app/window/dialogs/schedule_box.h"
#include "app/window/dialogs/search_box.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/command.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

void keys_page(AppState& app) {
  if (!app.show_help) return;
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5F, 0.5F});
  if (ImGui::Begin("Keys", &app.show_help,
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_AlwaysAutoResize |
                       ImGuiWindowFlags_NoCollapse) &&
      ImGui::BeginTable("keys", 3, ImGuiTableFlags_SizingFixedFit)) {
    float keys = 0, name = 0, help = 0;
    for (const Command& command : commands()) {
      if (command.keys == 0) continue;
      keys = std::max(keys, ImGui::CalcTextSize(keys_text(command.keys).c_str()).x);
      name = std::max(name, ImGui::CalcTextSize(command.name).x);
      help = std::max(help, ImGui::CalcTextSize(command.help).x);
    }
    const float room = ImGui::GetMainViewport()->WorkSize.x - keys - name - grid(14);
    ImGui::TableSetupColumn("keys");
    ImGui::TableSetupColumn("command");
    ImGui::TableSetupColumn("help", 0,
                            std::clamp(room, grid(16), std::clamp(help, grid(16), grid(72))));
    for (const Command& command : commands()) {
      if (command.keys == 0) continue;
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(keys_text(command.keys).c_str());
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(command.name);
      ImGui::TableNextColumn();
      note(command.help);
    }
    ImGui::EndTable();
  }
  if (ImGui::Shortcut(ImGuiKey_Escape)) app.show_help = false;  // before it stops presenting
  ImGui::End();
}

float widest_line() { return ImGui::GetMainViewport()->WorkSize.x - grid(8); }

enum class Tone { news, error };

/// A line that ends at `foot`, in the middle, as wide as what follows; end_line() moves `foot`
/// above it.
void begin_line(const char* id, Tone tone, Theme theme, float foot) {
  const Palette colors = palette(theme);
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  ImGui::SetNextWindowPos({viewport->WorkPos.x + viewport->WorkSize.x / 2, foot}, ImGuiCond_Always,
                          {0.5F, 1});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {widest_line(), viewport->WorkSize.y});
  ImGui::PushStyleColor(ImGuiCol_WindowBg,
                        tone == Tone::error ? colors.error : colors.field_active);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, grid(0.75F));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(2), grid(0.75F)});
  ImGui::Begin(id, nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize |
                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav);
  ImGui::AlignTextToFramePadding();
}

void end_line(float& foot) {
  foot -= ImGui::GetWindowHeight() + grid(1);
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

/// A notice says what is wrong and hides nothing else.
std::string shortened(const std::string& words) {
  std::size_t most = 600;
  if (words.size() <= most) return words;
  while (most > 0 && (words[most] & 0xC0) == 0x80) --most;  // between two letters of UTF-8
  return words.substr(0, most) + " ...";
}

struct LineUse {
  bool closed = false, hovered = false;
};

LineUse line(const char* id, const std::string& words, Tone tone, Theme theme, float& foot) {
  begin_line(id, tone, theme, foot);
  const std::string shown = shortened(words);
  ImGui::PushTextWrapPos(widest_line() - grid(6));
  ImGui::TextUnformatted(shown.c_str());
  ImGui::PopTextWrapPos();
  ImGui::SameLine(0, grid(2));
  LineUse use;
  use.closed = icon_button("##close", Icon::remove, "Close");
  use.hovered = ImGui::IsWindowHovered();
  end_line(foot);
  return use;
}

/// Goes by itself where it has an end, but not while the mouse rests on it.
void notice(Notice& shown, Theme theme, float& foot) {
  if (shown.words.empty()) return;
  const LineUse use =
      line("##notice", shown.words, shown.error ? Tone::error : Tone::news, theme, foot);
  const double now = ImGui::GetTime();
  constexpr double after = 2;  // seconds for the mouse to come back
  if (shown.until > 0 && use.hovered) shown.until = std::max(shown.until, now + after);
  if (use.closed || (shown.until > 0 && now > shown.until)) shown = {};
}

/// A file that takes a while to read, and can be given up.
void opening(Opening& file, Theme theme, float& foot) {
  constexpr std::chrono::duration<double> moment(0.3);
  if (!file.busy() || file.time() < moment) return;
  const std::string words = "Reading " + shown(file.file().filename()) + " ...";
  if (line("##opening", words, Tone::news, theme, foot).closed) file.cancel();
}

/// The offer to open what a crash left behind.
void recovery(AppState& app, Theme theme, float& foot) {
  if (!app.left_behind) return;
  const std::string title = app.left_behind->title;
  std::string words = "The program ended unexpectedly with unsaved work";
  if (!title.empty()) words.append(" (").append(title).append(")");
  bool taken = false, left = false;
  begin_line("##recovery", Tone::news, theme, foot);
  const ImGuiStyle& style = ImGui::GetStyle();
  float buttons = grid(2) + style.ItemSpacing.x + 2 * style.WindowPadding.x;
  for (const char* name : {"Recover", "Discard"})
    buttons += ImGui::CalcTextSize(name).x + 2 * style.FramePadding.x;
  ImGui::PushTextWrapPos(widest_line() - buttons);
  ImGui::TextUnformatted(words.c_str());
  ImGui::PopTextWrapPos();
  ImGui::SameLine(0, grid(2));
  taken = ImGui::Button("Recover");
  help_on_hover("Opens it; Ctrl+Z returns to the scene that is open now.");
  ImGui::SameLine();
  left = ImGui::Button("Discard");
  help_on_hover("It is deleted.");
  end_line(foot);
  if (taken)
    app.after_frame.push_back([scene = *app.left_behind](AppState& later) {
      open_document(later, scene);  // of no file: saving asks where to
      later.left_behind.reset();
    });
  if (left) app.after_frame.push_back([](AppState& later) { later.left_behind.reset(); });
}

/// The offer to open the lecture that was open last.
void lecture_offer(AppState& app, Theme theme, float& foot) {
  if (app.offered_lecture.empty()) return;
  const std::filesystem::path file = path_of(app.offered_lecture);
  begin_line("##lecture_offer", Tone::news, theme, foot);
  ImGui::TextUnformatted(
      fitted_name("Your lecture " + shown(file.filename()), widest_line() - grid(30)).c_str());
  ImGui::SameLine(0, grid(2));
  const bool taken = ImGui::Button("Open it");
  ImGui::SameLine();
  const bool left = ImGui::Button("Not now");
  end_line(foot);
  if (taken) app.after_frame.push_back([file](AppState& later) { open_scene(later, file); });
  if (taken || left) app.offered_lecture.clear();
}

}  // namespace

void draw_boxes(AppState& app) {
  file_box(app);
  export_box(app);
  schedule_box(app);
  points_box(app);
  model_box(app);
  search_box(app);
  keys_page(app);
  command_palette(app);
  if (app.show_gallery && !app.gallery) app.gallery = std::make_shared<Gallery>();
  if (app.gallery) app.gallery->draw(app);
  if (app.box == AppState::Box::none) question_box(app);
}

void draw_notices(AppState& app, const Runs& runs) {
  const Theme theme = app.session.scene().view.theme;
  // Above the status bar: at the head they would lie over the names and times of the panes.
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  float foot = viewport->WorkPos.y + viewport->WorkSize.y - grid(1);
  recovery(app, theme, foot);
  lecture_offer(app, theme, foot);
  if (runs.error.empty()) app.dismissed.clear();
  const std::string refusal = app.session.refusal();
  if (!refusal.empty() && line("##refusal", refusal, Tone::error, theme, foot).closed)
    app.session.clear_refusal();
  if (!runs.error.empty() && runs.error != app.dismissed &&
      line("##error", runs.error, Tone::error, theme, foot).closed)
    app.dismissed = runs.error;
  opening(app.opening, theme, foot);
  notice(app.notice, theme, foot);
}

}  // namespace alphabar

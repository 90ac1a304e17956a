#include "app/window/commands/command_palette.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cfloat>
#include <filesystem>

#include "app/theme/theme.h"
#include "app/widgets/text.h"
#include "app/window/commands/fuzzy.h"
#include "app/window/commands/sampler_entries.h"
#include "app/window/dialogs/gallery.h"
#include "app/window/document/scene_file.h"
#include "app/window/state/command.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

constexpr const char* title = "##palette";

std::vector<PaletteEntry> all_entries(const AppState& app, std::string_view query) {
  std::vector<PaletteEntry> entries;
  for (const Command& command : commands()) {
    if (std::string_view(command.id) == "help.palette") continue;
    entries.push_back({std::string(menu_name(command.menu)) + ": " + command.name,
                       keys_text(command.keys), command.help,
                       !command.enabled || command.enabled(app),
                       [&command](AppState& later) { run(command, later); }});
  }
  if (app.gallery)
    for (const ShippedScene& shipped : app.gallery->scenes())
      entries.push_back({"Scene: " + shipped.scene.title, "", shipped.scene.note, true,
                         [scene = shipped.scene](AppState& later) { open_shipped(later, scene); }});
  for (PaletteEntry& entry : sampler_entries(app, query)) entries.push_back(std::move(entry));
  for (const std::string& file : app.settings.recent) {
    const std::filesystem::path path = path_of(file);
    entries.push_back({"Recent: " + shown(path.filename()), "", shown(path), true,
                       [path](AppState& later) { open_scene(later, path); }});
  }
  return entries;
}

/// The line of an entry, as wide as the box, marked where it is the chosen one; true: it was
/// clicked.
bool line(const std::vector<PaletteEntry>& entries, int place, int chosen) {
  const PaletteEntry& entry = entries[static_cast<std::size_t>(place)];
  const ImVec2 at = ImGui::GetCursorPos();
  const float width = ImGui::GetContentRegionAvail().x, between = grid(3);
  const ImGuiSelectableFlags flags = entry.enabled ? 0 : ImGuiSelectableFlags_Disabled;
  const bool clicked = ImGui::Selectable(("##" + entry.name).c_str(), place == chosen, flags);
  ImGui::SetCursorPos(at);
  ImGui::BeginDisabled(!entry.enabled);
  ImGui::TextUnformatted(entry.name.c_str());
  ImGui::EndDisabled();
  const float keys = ImGui::CalcTextSize(entry.keys.c_str()).x;
  const float help = std::max(ImGui::CalcTextSize(entry.name.c_str()).x + between, width * 0.4F);
  ImGui::SameLine(at.x + help, 0);
  const float room = width - help - (keys > 0 ? keys + between : 0);
  ImGui::TextDisabled("%s", fitted(entry.help, room).c_str());
  ImGui::SameLine(at.x + width - keys, 0);
  ImGui::TextUnformatted(entry.keys.c_str());
  return clicked;
}

/// Up and down through `count` lines, around the ends.
int moved(int chosen, int count) {
  if (count == 0) return 0;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) ++chosen;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) --chosen;
  return (chosen + count) % count;
}

}  // namespace

std::vector<PaletteEntry> palette_entries(const AppState& app, std::string_view query) {
  struct Found {
    double score;
    PaletteEntry entry;
  };
  std::vector<Found> found;
  for (PaletteEntry& entry : all_entries(app, query))
    if (const auto score = fuzzy_score(query, entry.name))
      found.push_back({*score, std::move(entry)});
  std::ranges::stable_sort(found, std::greater<>(), &Found::score);
  std::vector<PaletteEntry> entries;
  for (Found& one : found) entries.push_back(std::move(one.entry));
  return entries;
}

void command_palette(AppState& app) {
  CommandPalette& state = app.palette;
  if (state.asked) {
    state = {};
    if (!app.gallery) app.gallery = std::make_shared<Gallery>();
    ImGui::OpenPopup(title);
  }
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  const float width = std::min(grid(96), viewport->WorkSize.x - grid(4));
  ImGui::SetNextWindowPos({viewport->GetCenter().x, viewport->WorkPos.y + grid(2)},
                          ImGuiCond_Always, {0.5F, 0});
  ImGui::SetNextWindowSize({width, 0});
  state.open = ImGui::BeginPopup(title, ImGuiWindowFlags_NoSavedSettings);
  if (!state.open) return;
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(-FLT_MIN);
  const std::string before = state.query;
  const bool entered = ImGui::InputTextWithHint("##query", "What to do: a few letters, then Enter",
                                                &state.query, ImGuiInputTextFlags_EnterReturnsTrue);
  if (state.query != before) state.chosen = 0;
  const std::vector<PaletteEntry> entries = palette_entries(app, state.query);
  const int count = static_cast<int>(entries.size()), was = state.chosen;
  state.chosen = moved(std::min(state.chosen, std::max(count - 1, 0)), count);

  const float high = std::min(
      viewport->WorkSize.y * 0.6F,
      ImGui::GetTextLineHeightWithSpacing() * static_cast<float>(std::max(count, 1)) + grid(1));
  int asked = entered && count > 0 ? state.chosen : -1;
  if (ImGui::BeginChild("##entries", {0, high}))
    for (int i = 0; i < count; ++i) {
      if (line(entries, i, state.chosen)) asked = i;
      if (i == state.chosen && state.chosen != was) ImGui::SetScrollHereY();
    }
  if (count == 0) ImGui::TextDisabled("Nothing is called so");
  ImGui::EndChild();
  if (asked >= 0 && entries[static_cast<std::size_t>(asked)].enabled) {
    app.after_frame.push_back(entries[static_cast<std::size_t>(asked)].act);
    ImGui::CloseCurrentPopup();
  }
  if (ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace alphabar

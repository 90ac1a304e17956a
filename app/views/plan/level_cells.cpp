#include "app/views/plan/level_cells.h"

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/check.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/levels/level_list.h"

namespace alphabar {
namespace {

/// Whether two levels are one but for the frame and rounding.
bool same_noise(const Level& a, const Level& b) {
  const double x = a.sigma(), y = b.sigma();
  return x == y || std::abs(x - y) <= 1e-9 * std::abs(y);
}

std::optional<double> number_in(std::string text) {
  std::erase(text, ' ');
  const std::string minus = "\u2212";
  if (text.starts_with(minus)) text.replace(0, minus.size(), "-");
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(value)) return {};
  return value;
}

LevelEdit by_hand_of(const Lane& lane) {
  return {lane.index, by_hand(*lane.process, lane.spec.sampler)};
}

}  // namespace

void LevelCells::read(const Lane& lane) {
  level_of_row_.assign(lane.plan->rows.size(), std::nullopt);
  levels_ = visited_levels(*lane.process, lane.spec.sampler);
  open_.reset();
  std::size_t next = 0;
  for (std::size_t row = 0; row < level_of_row_.size() && next + 1 < levels_.size(); ++row)
    if (same_noise(lane.plan->rows[row].from, levels_[next])) level_of_row_[row] = next++;
  marked_ = {};
}

void LevelCells::begin(std::size_t row, LevelUnit unit, int shown_less) {
  if (!level_of_row_[row]) return;
  const double number = number_of(levels_[*level_of_row_[row]], unit);
  open_ = Open{row, unit, shown_less, to_text(number - shown_less)};
}

void LevelCells::field(const Lane& lane, LevelCellEdits& edits) {
  if (!open_->focused) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(std::max(ImGui::GetContentRegionAvail().x, 5 * ImGui::GetFontSize()));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {2, 0});
  const bool entered =
      ImGui::InputText("##level", &open_->text,
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  ImGui::PopStyleVar();
  const bool left = open_->focused && !ImGui::IsItemActive();
  open_->focused = open_->focused || ImGui::IsItemActive();
  if (entered) {
    if (const auto number = number_in(open_->text)) {
      edits.levels = by_hand_of(lane);
      set_level(*lane.process, edits.levels->grid, *level_of_row_[open_->row], open_->unit,
                *number + open_->shown_less);
    } else {
      edits.problem = "\"" + open_->text + "\" is no number: the level stays as it was.";
    }
  }
  if (entered || left) open_.reset();
}

void LevelCells::click(std::size_t row, bool to_here) {
  if (!to_here) clicked_ = row;
  marked_ = to_here ? Marked{std::min(row, clicked_), std::max(row, clicked_) + 1} : Marked{};
}

void LevelCells::menu(const Lane& lane, std::size_t row, LevelCellEdits& edits) const {
  const auto level = level_of_row_[row];
  const Process& process = *lane.process;
  if (!level) {
    ImGui::TextDisabled("No level of the list starts in this row.");
    return;
  }
  ImGui::TextDisabled("Level %zu of %zu", *level + 1, levels_.size());
  if (ImGui::MenuItem("A level after this one"))
    add_level_after(process, (edits.levels = by_hand_of(lane))->grid, *level);
  if (ImGui::MenuItem("Remove this level"))
    remove_level((edits.levels = by_hand_of(lane))->grid, *level);
  // Between the marked rows, else between the first and the last.
  std::size_t first = 0, last = levels_.size() - 2;
  for (std::size_t r = marked_.end; r-- > marked_.first;)
    if (level_of_row_[r]) {
      if (r + 1 == marked_.end || last == levels_.size() - 2) last = *level_of_row_[r];
      first = *level_of_row_[r];
    }
  const std::string words = "Spread levels " + std::to_string(first + 1) + " to " +
                            std::to_string(last + 1) + " evenly###spread";
  if (ImGui::BeginMenu(words.c_str(), last > first + 1)) {
    for (const auto& entry : listed(LevelUnit()))
      if (ImGui::MenuItem((std::string("in ") + entry.title).c_str())) {
        LevelEdit edit = by_hand_of(lane);
        if (spread_levels(process, edit.grid, first, last, entry.kind))
          edits.levels = std::move(edit);
        else
          edits.problem = "One of the two levels is infinite there: choose another unit.";
      }
    ImGui::EndMenu();
  }
  if (process.discrete() && ImGui::MenuItem("All to whole timesteps"))
    snap_levels(process, (edits.levels = by_hand_of(lane))->grid);
  ImGui::TextDisabled(
      "Shift and a click marks rows to spread between;\na double click on t, \u03C3 or "
      "\u03BB types a number.");
}

}  // namespace alphabar

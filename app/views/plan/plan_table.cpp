#include "app/views/plan/plan_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "app/widgets/property.h"
#include "core/figures/captions.h"
#include "core/io/plan_csv.h"
#include "core/plan/presets.h"
#include "core/process/levels/level_list.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr const char* own_steps_label = "with this lane's steps";
constexpr const char* copy_label = "Copy as CSV";
constexpr const char* sigma_name = "\u03C3";
constexpr const char* lambda_name = "\u03BB";

std::vector<PlanCoefficient> coefficients_of(const Plan& plan, const Plan* other) {
  std::vector<PlanCoefficient> all{{"c_x", [](const Row& r, std::size_t) { return r.c_x; }}};
  for (std::size_t j = 0; j < Row::history; ++j)
    all.push_back({"c_d" + (j ? std::to_string(j) : ""),
                   [](const Row& r, std::size_t i) { return r.c_d[i]; }, j});
  for (std::size_t j = 0; j < Row::history; ++j)
    all.push_back({"c_e" + (j ? std::to_string(j) : ""),
                   [](const Row& r, std::size_t i) { return r.c_e[i]; }, j});
  all.push_back({"c_s", [](const Row& r, std::size_t) { return r.c_s; }});
  all.push_back({"c_z", [](const Row& r, std::size_t) { return r.c_z; }});
  all.push_back({"w", [](const Row& r, std::size_t) { return r.w; }});
  all.push_back({"SNR", [](const Row& r, std::size_t) { return r.snr; }});
  std::erase_if(all, [&](const PlanCoefficient& c) {
    const auto used = [&](const Row& r) { return c.value(r, c.j) != 0; };
    return c.name != "c_x" && c.name != "c_z" && !std::ranges::any_of(plan.rows, used) &&
           !(other && std::ranges::any_of(other->rows, used));
  });
  return all;
}

const char* report_text(Report report) {
  constexpr std::array<const char*, 4> names{"\u2014", "state", "trial", "corrected"};
  return names[static_cast<std::size_t>(report)];
}

std::string arrow(const std::string& from, const std::string& to) {
  return from == to ? from : from + " \u2192 " + to;
}

std::string arrow(double from, double to, int digits) {
  return arrow(number_text(from, digits), number_text(to, digits));
}

/// Timesteps are whole numbers, but need not be.
std::string time_of(double t) {
  return t == std::round(t) ? std::to_string(static_cast<long>(t)) : number_text(t, 4);
}

std::string times(const Row& row, int less) {
  return arrow(time_of(row.from.t - less), time_of(row.to.t - less));
}
std::string sigmas(const Row& row) { return arrow(row.from.sigma(), row.to.sigma(), 4); }

void cell(const std::string& text) {
  ImGui::TableNextColumn();
  ImGui::TextUnformatted(text.c_str());
}

/// A coefficient, with that of the row beside it where they differ; muted where there is no more to
/// see.
void coefficient_cell(double value, const std::optional<double>& beside, const ViewColors& colors) {
  const double theirs = beside.value_or(value);
  const bool differs = std::abs(value - theirs) > 1e-12 * (1 + std::abs(value));
  const bool quiet = value == 0 || (beside && !differs);
  if (quiet) ImGui::PushStyleColor(ImGuiCol_Text, packed(colors.muted));
  cell(differs ? number_text(value, 5) + " | " + number_text(theirs, 5) : number_text(value, 5));
  if (quiet) ImGui::PopStyleColor();
}

/// The position that shows what a row makes, or the next thing shown after it.
double position_of_row(const Derived& derived, std::size_t lane, int row) {
  const Plan& plan = *derived.lanes[lane].plan;
  std::size_t reported = 0, before = 0;
  int shown = row;
  while (shown < static_cast<int>(plan.rows.size()) - 1 &&
         plan.rows[static_cast<std::size_t>(shown)].report == Report::none)
    ++shown;
  for (const Row& r : plan.rows) {
    if (r.report != Report::none) ++reported;
    if (&r - plan.rows.data() <= shown && r.report != Report::none) ++before;
  }
  const double even = position_of(static_cast<double>(before), reported + 1);
  if (lane == 0) return even;
  const std::vector<Level> leading = leading_levels(derived);
  const double there =
      position_of(row_at_time(leading, plan.rows[static_cast<std::size_t>(shown)].to.t).value(),
                  leading.size());
  return cursor(derived, lane, there).plan_row == shown ? there : even;
}

bool lane_choice(const Derived& derived, int& lane) {
  std::vector<const char*> names;
  for (const Lane& run : derived.lanes) names.push_back(run.title.c_str());
  return choice({"##plan_lane", "", "Whose table is shown."}, lane, names, 0);
}

/// Another lane, or a preset.
void against_choice(const Derived& derived, std::size_t lane, PlanAgainst& against) {
  const auto* preset_now = std::get_if<NamedPreset>(&against);
  const bool own_steps = preset_now && preset_now->own_steps;
  std::vector<PlanAgainst> values{PlanAgainst()};
  std::vector<std::string> texts{"alone"};
  for (std::size_t i = 0; i < derived.lanes.size(); ++i) {
    if (i == lane) continue;
    values.emplace_back(OtherLane{static_cast<int>(derived.lanes[i].index)});
    texts.push_back("beside " + derived.lanes[i].title);
  }
  if (derived.reference)
    for (const Lane& kept : derived.reference->lanes) {
      values.emplace_back(ReferenceLane{static_cast<int>(kept.index)});
      texts.push_back("beside " + derived.reference->scene->title + ": " + kept.title);
    }
  for (const Preset& preset : presets()) {
    values.emplace_back(NamedPreset{preset.name, own_steps});
    texts.push_back("beside " + preset.name);
  }
  const auto found = std::ranges::find(values, against);
  const PlanAgainst itself = OtherLane{static_cast<int>(derived.lanes[lane].index)};
  int index = found != values.end() ? static_cast<int>(found - values.begin())
              : against == itself   ? 0
                                    : -1;
  std::vector<const char*> names;
  for (const std::string& text : texts) names.push_back(text.c_str());
  if (choice({"##plan_against", "",
              "What the table is compared with, row by row: another lane, or a sampler as a "
              "library derived it, on this process."},
             index, names, 0))
    against = values[static_cast<std::size_t>(index)];
}

}  // namespace

void PlanTable::read(const Derived& derived, std::size_t lane, const PlanAgainst& against) {
  if (same_lanes(of_, derived) && lane_ == lane && against_ == against) return;
  of_ = derived;
  lane_ = lane;
  against_ = against;
  notes_ = notes(*derived.lanes[lane].plan);
  cells_.read(derived.lanes[lane]);
  beside_ = plan_beside(derived, lane, against);
}

PlanTable::Shape PlanTable::shape_of(const Lane& lane, TimeUnit unit) const {
  Shape shape;
  shape.other = beside_.plan ? &*beside_.plan : nullptr;
  shape.levels = shape.other && !beside_.same_levels;
  shape.noted = std::ranges::any_of(notes_, [](const RowNote& n) { return *n.flag != 0; });
  shape.from_zero = unit_on(*lane.process, unit) == TimeUnit::index;
  shape.coefficients = coefficients_of(*lane.plan, shape.other);
  std::vector<std::string>& names = shape.names;
  names = {"row"};
  if (shape.other) names.push_back(shape.levels ? "beside" : "difference");
  if (shape.noted) names.push_back("note");
  for (const char* name : {shape.from_zero ? "i = t \u2212 1" : "t", sigma_name}) {
    names.push_back(name);
    if (shape.levels) names.push_back(std::string(name) + " there");
  }
  names.push_back(lambda_name);
  for (const PlanCoefficient& column : shape.coefficients) names.push_back(column.name);
  names.insert(names.end(), {"NFE", "makes", "miss (signal, noise)"});
  return shape;
}

bool PlanTable::begin(const Shape& shape, const ViewColors& colors, const ImVec2& size) {
  if (!ImGui::BeginTable("rows", static_cast<int>(shape.names.size()),
                         ImGuiTableFlags_ScrollX | ImGuiTableFlags_ScrollY |
                             ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_BordersInnerH,
                         size))
    return false;
  ImGui::TableSetupScrollFreeze(1, 1);
  for (const std::string& name : shape.names) ImGui::TableSetupColumn(name.c_str());
  ImGui::PushStyleColor(ImGuiCol_Text, packed(colors.muted));
  ImGui::TableHeadersRow();
  ImGui::PopStyleColor();
  return true;
}

void PlanTable::keep_in_sight(int shown, float line, float height) {
  if (shown == last_shown_) return;
  const float top = static_cast<float>(std::max(shown, 0)) * line;
  const float seen = ImGui::GetScrollY(), room = height - 3 * line;
  if (top < seen || top + line > seen + room) ImGui::SetScrollY(std::max(0.0F, top - room / 2));
  last_shown_ = shown;
}

void PlanTable::level_cell(const Lane& lane, std::size_t at, LevelUnit unit,
                           const std::string& text, LevelCellEdits& edits) {
  if (!cells_.is_open(at, unit)) return cell(text);
  ImGui::TableNextColumn();
  cells_.field(lane, edits);
}

void PlanTable::draw_row(const Lane& lane, std::size_t at, const Shape& shape,
                         const ViewColors& colors, LevelCellEdits& edits) {
  const Row& row = lane.plan->rows[at];
  const std::size_t there = shape.levels ? row_beside(row, at, *shape.other) : at;
  const Row* beside = shape.other ? &shape.other->rows[there] : nullptr;
  const int less = shape.from_zero ? 1 : 0;
  if (shape.levels) cell("row " + std::to_string(there + 1));
  if (shape.other && !shape.levels) cell(number_text(beside_.difference.rows[at]));
  const RowNote& note = notes_[at];
  if (shape.noted) cell(note.flag);
  const bool outside = is_outside(*lane.process, row.from) || is_outside(*lane.process, row.to);
  if (outside) ImGui::PushStyleColor(ImGuiCol_Text, packed(colors.accent));
  level_cell(lane, at, LevelUnit::t, times(row, less), edits);
  if (shape.levels) cell(times(*beside, less));
  level_cell(lane, at, LevelUnit::sigma, sigmas(row) + (outside ? " (outside)" : ""), edits);
  if (shape.levels) cell(sigmas(*beside));
  level_cell(lane, at, LevelUnit::lambda, arrow(lambda(row.from), lambda(row.to), 3), edits);
  if (outside) ImGui::PopStyleColor();
  for (const PlanCoefficient& column : shape.coefficients)
    coefficient_cell(column.value(row, column.j),
                     beside ? std::optional(column.value(*beside, column.j)) : std::nullopt,
                     colors);
  cell(std::to_string(note.evaluations));
  cell(report_text(row.report));
  cell(std::isnan(note.miss.signal)
           ? ""
           : number_text(note.miss.signal, 2) + ", " + number_text(note.miss.noise, 2));
}

bool PlanTable::row_head(std::size_t at, const Shape& shape) {
  ImGui::PushID(static_cast<int>(at));
  const bool clicked = ImGui::Selectable(std::to_string(at + 1).c_str(), cells_.is_marked(at),
                                         ImGuiSelectableFlags_SpanAllColumns |
                                             ImGuiSelectableFlags_AllowDoubleClick |
                                             ImGuiSelectableFlags_AllowOverlap);
  if (clicked) cells_.click(at, ImGui::GetIO().KeyShift);
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
    const int column = ImGui::TableGetHoveredColumn();
    const std::string& name =
        column < 0 ? shape.names[0] : shape.names[static_cast<std::size_t>(column)];
    if (name == sigma_name) cells_.begin(at, LevelUnit::sigma, 0);
    if (name == lambda_name) cells_.begin(at, LevelUnit::lambda, 0);
    if (name == "t" || name.starts_with("i = ")) cells_.begin(at, LevelUnit::t, shape.from_zero);
  }
  ImGui::PopID();
  return clicked && !ImGui::GetIO().KeyShift;
}

void PlanTable::table(const Derived& derived, const Scene& scene, const ViewColors& colors,
                      const ImVec2& size, PlanEdits& edits) {
  const Lane& lane = derived.lanes[lane_];
  const Shape shape = shape_of(lane, scene.playback.unit);
  if (!begin(shape, colors, size)) return;
  const int shown = cursor(derived, lane_, scene.playback.position).plan_row;
  const float line = ImGui::GetTextLineHeight() + 2 * ImGui::GetStyle().CellPadding.y;
  keep_in_sight(shown, line, size.y);
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(lane.plan->rows.size()), line);
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      ImGui::TableNextRow(0, line);
      if (i == shown)
        ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg0, packed(colors.accent, 0.25F));
      ImGui::TableNextColumn();
      ImGui::PushStyleColor(ImGuiCol_Text, packed(i == shown ? colors.accent : colors.muted));
      const bool clicked = row_head(static_cast<std::size_t>(i), shape);
      ImGui::PopStyleColor();
      if (ImGui::BeginPopupContextItem()) {
        cells_.menu(lane, static_cast<std::size_t>(i), edits.cells);
        ImGui::EndPopup();
      }
      if (clicked) edits.position = position_of_row(derived, lane_, i);
      draw_row(lane, static_cast<std::size_t>(i), shape, colors, edits.cells);
    }
  ImGui::EndTable();
}

void PlanTable::choices(const Derived& derived, const ViewSpec& view, float right,
                        PlanEdits& edits) const {
  const float font = ImGui::GetFontSize(), gap = 0.8F * font;
  const float most = right - ImGui::GetCursorScreenPos().x;
  if (on_paper()) {
    ImGui::TextUnformatted(derived.lanes[lane_].title.c_str());
    if (!beside_.sentence.empty()) ImGui::TextWrapped("%s", beside_.sentence.c_str());
    return;
  }
  const auto flow = [&](float width) {
    ImGui::SameLine(0, gap);
    if (ImGui::GetCursorScreenPos().x + width > right) ImGui::NewLine();
  };
  const auto field = [&](const char* id, float width, auto draw_it) {
    ImGui::BeginChild(id, {width, ImGui::GetFrameHeight()});
    draw_it();
    ImGui::EndChild();
  };
  int chosen = static_cast<int>(lane_);
  field("lane", std::min(13 * font, most), [&] {
    if (lane_choice(derived, chosen))
      edits.lane = static_cast<int>(derived.lanes[static_cast<std::size_t>(chosen)].index);
  });
  PlanAgainst against = view.plan_against;
  flow(std::min(20 * font, most));
  field("against", std::min(20 * font, most), [&] { against_choice(derived, lane_, against); });
  auto* preset = std::get_if<NamedPreset>(&against);
  if (preset && find_preset(preset->name)) {
    flow(text_size(own_steps_label).x + ImGui::GetFrameHeight() + gap);
    ImGui::Checkbox(own_steps_label, &preset->own_steps);
    help_on_hover("As many steps as the lane has, in place of those that the library's name says.");
  } else if (preset) {
    preset->own_steps = false;
  }
  if (against != view.plan_against) edits.against = against;
  flow(text_size(copy_label).x + 2 * ImGui::GetStyle().FramePadding.x);
  if (ImGui::Button(copy_label))
    ImGui::SetClipboardText(csv_text(plan_columns(*derived.lanes[lane_].plan)).c_str());
  flow(text_size(beside_.sentence).x);
  ImGui::AlignTextToFramePadding();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + right - ImGui::GetCursorScreenPos().x);
  ImGui::TextUnformatted(beside_.sentence.c_str());
  ImGui::PopTextWrapPos();
}

PlanEdits PlanTable::draw(const Derived& derived, const Scene& scene, const ViewColors& colors,
                          const ImVec2& size) {
  PlanEdits edits;
  if (derived.lanes.empty()) return edits;
  const std::size_t lane = lane_shown(derived, scene.view.plan_lane);
  read(derived, lane, scene.view.plan_against);
  ImGui::PushID("plan");
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  choices(derived, scene.view, corner.x + size.x, edits);
  const float used = ImGui::GetCursorScreenPos().y - corner.y;
  const float height = std::max(size.y - used, 4 * ImGui::GetFontSize());
  table(derived, scene, colors, {size.x, height}, edits);
  ImGui::PopID();
  return edits;
}

}  // namespace alphabar

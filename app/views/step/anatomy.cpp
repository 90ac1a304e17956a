#include "app/views/step/anatomy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/step/step_geometry.h"
#include "app/views/step/step_text.h"
#include "core/figures/captions.h"
#include "core/plan/notes/lane_names.h"
#include "core/plan/samplers/sde.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr float formula_scale = 1.25F;  // of the em against the text's line
// Of formulas in type of the usual size; in larger type they may be so much smaller.
constexpr float least_scale = 0.62F;  // a formula is made no smaller than this where it scrolls
constexpr float least_whole = 0.5F;   // nor than this so that it need not

/// The row that makes what is shown; at x_T the first that will make something.
int shown_row(const Plan& plan, int row) {
  if (row >= 0) return row;
  const auto found = std::find_if(plan.rows.begin(), plan.rows.end(),
                                  [](const Row& r) { return r.report != Report::none; });
  return found == plan.rows.end() ? -1 : static_cast<int>(found - plan.rows.begin());
}

/// Whose step a row is: a corrector's rows are Langevin's, and the way back of an inversion DDIM's.
SamplerKind shown_kind(SamplerKind kind, const Row& row) {
  if (row.report == Report::corrected) return SamplerKind::langevin;
  const bool back = kind == SamplerKind::ddim_inverse && row.to.sigma() < row.from.sigma();
  return back ? SamplerKind::ddim : kind;
}

/// A word that can be clicked, on a plate where it is a button that changes the scene; underlined
/// where it is the one in use.
bool choice_word(const char* id, const char* words, const Rgb& color, bool on, bool plate,
                 const char* help, const ViewColors& colors) {
  const ImVec2 at = ImGui::GetCursorScreenPos(), size = text_size(words);
  const float pad = grid(0.5F);
  const bool pressed = ImGui::InvisibleButton(id, {size.x + 2 * pad, size.y + pad});
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (hovered || plate)
    list.AddRectFilled(at, {at.x + size.x + 2 * pad, at.y + size.y + pad},
                       packed(colors.faint, plate && (hovered || on) ? 1.0F : 0.5F), pad);
  draw_text(list, {at.x + pad, at.y}, words, packed(color, on || hovered || plate ? 1.0F : 0.75F));
  if (on)
    list.AddRectFilled({at.x + pad, at.y + size.y + 1}, {at.x + pad + size.x, at.y + size.y + 3},
                       packed(color));
  if (hovered && help) ImGui::SetTooltip("%s", help);
  ImGui::SameLine(0, plate ? pad : 0);
  return pressed;
}

/// The three cases of the family in eta; the one in use is marked.
void cases(LaneSpec& lane, const ViewColors& colors) {
  SamplerSpec sampler = lane.sampler;
  const bool ddim = sampler.kind == SamplerKind::ddim;
  const auto set = [&](SamplerKind kind, double eta) {
    sampler.kind = kind;
    sampler.eta = eta;
    set_sampler(lane, sampler);
  };
  if (choice_word("##general", "general \u03B7", colors.text, ddim && sampler.eta > 0, true,
                  "DDIM with some noise, \u03B7 = 0.5: all three terms are there.\n"
                  "Song, Meng, Ermon 2021, eq. 12",
                  colors))
    set(SamplerKind::ddim, 0.5);
  if (choice_word("##deterministic", "\u03C3 = 0", colors.text, ddim && sampler.eta == 0, true,
                  "DDIM with \u03B7 = 0: no noise, an ODE.\nSong, Meng, Ermon 2021, eq. 13 and 14",
                  colors))
    set(SamplerKind::ddim, 0);
  if (choice_word("##renoise", "\u03C3\u00B2 = 1 \u2212 \u1FB1\u2032", colors.text,
                  sampler.kind == SamplerKind::renoise, true,
                  "No direction: the coefficient of \u03B5\u0302 is 0, x\u0302\u2080 is noised "
                  "afresh in every step.",
                  colors))
    set(SamplerKind::renoise, 0);
}

/// The formulas of a page from the top, and their em against the first one's.
struct Block {
  const std::string* latex;
  float em;
};
constexpr float em_below = 0.8F;  // of what the names stand for, where it is below
std::array<Block, 3> blocks_of(const StepText& text, bool where_beside) {
  return {{{&text.formula, 1}, {&text.where, where_beside ? 1 : em_below}, {&text.row, 1}}};
}
float em_of(const Block& block, float scale) {
  return block.em * scale * formula_scale * ImGui::GetFontSize();
}
float space_beside() { return 2 * ImGui::GetFontSize(); }
float caption_height() { return 1.2F * ImGui::GetFontSize(); }
constexpr const char* ran_title = "This row as it ran";

/// Of a caption: a name, and a note beside it or, where that has no room there, below it.
struct Caption {
  float name_width, height;
  bool below;
};
float wrap_width(float width) { return std::max(width - grid(1), ImGui::GetFontSize()); }
Caption caption_of(const std::string& name, const std::string& note, float width) {
  const float name_width = text_size(name).x + 0.6F * ImGui::GetFontSize();
  const bool below = name_width + text_size(note).x > wrap_width(width);
  const float lines =
      below ? ImGui::CalcTextSize(note.c_str(), nullptr, false, wrap_width(width)).y : 0;
  return {name_width, caption_height() + lines, below};
}
float space_below() { return 0.3F * ImGui::GetFontSize(); }

}  // namespace

void StepAnatomy::look(const Runs& runs, std::size_t lane, std::size_t particle, int row) {
  const LaneResult& result = runs.results[lane];
  Key key{Identity(result.trajectory), lane, particle, row};
  if (!result.current || key == key_) return;
  key_ = std::move(key);
  lane_ = runs.lanes[lane];
  const Followed followed{particle, lane_.seed, lane_.noise_lane, lane_.guide};
  step_ = one_step(*lane_.plan, *lane_.model, *result.trajectory, followed, row);
}

void StepAnatomy::draw(const Runs& runs, Scene& scene, const ViewColors& colors) {
  if (runs.lanes.empty()) return;
  const std::size_t lane = lane_shown(runs, scene.view.step_lane);
  const Lane& run = runs.lanes[lane];
  const Trajectory<float>* const states = runs.results[lane].trajectory.get();
  const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const float font = ImGui::GetFontSize();

  // The head: which lane, which particle, which step; the three cases at the right.
  for (std::size_t i = 0; i < runs.lanes.size(); ++i) {
    const std::string id = "##lane" + std::to_string(i);
    if (choice_word(id.c_str(), runs.lanes[i].title.c_str(), colors.lane(i), i == lane, false,
                    "Show the step of this lane", colors))
      scene.view.step_lane = static_cast<int>(runs.lanes[i].index);
  }
  const int pinned = scene.view.pinned;
  const bool followed =
      pinned >= 0 && states && static_cast<std::size_t>(pinned) < states->particles;
  const std::size_t particle = followed ? static_cast<std::size_t>(pinned) : 0;
  const int row = shown_row(*run.plan, cursor(runs, lane, scene.playback.position).plan_row);
  const bool there = states && row >= 0;
  float told = 0;  // width of what is said
  if (there) {
    const std::string text = "   particle " + std::to_string(particle) + "    ";
    const std::string times = times_text(*runs.process, *run.plan, row, scene.playback.unit);
    const float used = text_size(text).x;
    told = used + text_size(times).x;
    if (ImGui::GetCursorPosX() + told > room.x) ImGui::NewLine();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(list, at, text, packed(colors.muted));
    draw_text(list, {at.x + used, at.y}, times, packed(colors.accent));
  }
  const char* const widest = "general \u03B7\u03C3 = 0\u03C3\u00B2 = 1 \u2212 \u1FB1\u2032";
  const float cases_width = text_size(widest).x + grid(4.5F);
  if (ImGui::GetCursorPosX() + told + font + cases_width < room.x)
    ImGui::SetCursorPosX(room.x - cases_width);
  else
    ImGui::NewLine();
  if (run.index < scene.lanes.size()) cases(scene.lanes[run.index], colors);
  ImGui::NewLine();
  if (!there) return;
  look(runs, lane, particle, row);
  if (!step_) {
    ImGui::TextWrapped(
        "This row's step size comes from all particles, and its states were not kept.");
    return;
  }

  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 left{room.x, std::max(room.y - (at.y - corner.y), 1.0F)};
  const float gap = font;
  // What the formulas do not need is the picture's: up to two squares, half of the room at most;
  // below them where they would be much smaller beside it; nothing where they could not be read.
  const float square = std::min(1.1F * left.y, 0.5F * left.x);
  const Page words = page(scene.view.theme, colors, {left.x - square - gap, left.y});
  const bool small = fit(words, {left.x - square - gap, left.y}) < least_scale;
  const float least = (small ? 0.75F : 1.1F) * left.y;
  const float spare = std::clamp(left.x - words.wanted.x - gap, least, 2.1F * left.y);
  const float column = std::max(left.x - std::min(spare, 0.5F * left.x) - gap, 1.0F);
  const float above = std::max(fit(words, {left.x, 0.65F * left.y}), least_scale);
  const float height = std::min(
      captions(words, left.x) + above * (words.wanted.y - 2 * caption_height()) + font, left.y);
  const bool room_below = left.y - height > 6 * font;
  const float large = std::max(1.0F, static_cast<float>(scene.view.font_scale));
  const float in_column = fit(words, {column, left.y});
  const bool beside = left.x > 1.3F * left.y && (in_column >= 0.8F * above ||
                                                 (!room_below && in_column >= least_whole / large));
  const ImVec2 text =
      beside ? ImVec2{column, left.y} : ImVec2{left.x, room_below ? height : left.y};
  const ImVec2 picture = beside ? ImVec2{left.x - column - gap, left.y}
                                : ImVec2{left.x, std::max(left.y - text.y, 1.0F)};
  draw_page(words, colors, text, large);
  const ImVec2 place = beside ? ImVec2{at.x + text.x + gap, at.y} : ImVec2{at.x, at.y + text.y};
  if (picture.y > 4 * font)
    draw_step_geometry(*step_, *lane_.model, sheet_, {colors, scene.view.theme, colors.lane(lane)},
                       {place, picture});
}

StepAnatomy::Page StepAnatomy::page(Theme theme, const ViewColors& colors, const ImVec2& room) {
  const SamplerSpec& sampler = lane_.spec.sampler;
  const Process& process = *lane_.process;
  const SamplerInfo& info = sampler_info(shown_kind(sampler.kind, step_->row));
  const FormulaValues values =
      formula_values(*step_, process, step_time(process, sampler.grid, step_->row));
  Page page;
  page.text = step_text(parse_equation(formula_of(info, process)), values, *step_, theme);
  page.title = info.title;
  page.source = info.source;
  const bool looks_back =
      std::ranges::any_of(step_->terms, [](const StepTerm& term) { return term.age > 0; });
  page.ran = looks_back ? "(j): what the model said j evaluations ago" : "coefficients and terms";
  const auto blocks = blocks_of(page.text, false);
  const auto box = [&](std::size_t i) {
    return blocks[i].latex->empty()
               ? ImVec2{0, -space_below()}
               : sheet_.size(*blocks[i].latex, em_of(blocks[i], 1), colors.text);
  };
  const ImVec2 formula = box(0), where = box(1), row = box(2);
  const float above = 2 * caption_height() + row.y + 2 * space_below();
  page.wanted = {grid(2) + std::max({formula.x, where.x, row.x}),
                 above + formula.y + where.y + space_below()};
  Page beside = page;
  beside.where_beside = true;
  beside.wanted = {grid(2) + std::max(formula.x + space_beside() + where.x / em_below, row.x),
                   above + std::max(formula.y, where.y / em_below)};
  const bool better = where.x > 0 && fit(beside, room) > fit(page, room);
  return better ? beside : page;
}

float StepAnatomy::captions(const Page& page, float width) {
  return caption_of(page.title, page.source, width).height +
         caption_of(ran_title, page.ran, width).height;
}

/// The size of the formulas in `size` points, against the one that they would like to have.
float StepAnatomy::fit(const Page& page, const ImVec2& size) {
  const float most = std::min(size.x / page.wanted.x, (size.y - captions(page, size.x)) /
                                                          (page.wanted.y - 2 * caption_height()));
  return std::clamp(std::floor(most * 20) / 20, 0.05F, 1.0F);
}

void StepAnatomy::draw_page(const Page& page, const ViewColors& colors, const ImVec2& size,
                            float large) {
  const float pad = grid(0.5F), across = (size.x - ImGui::GetStyle().ScrollbarSize) / page.wanted.x;
  const float whole = fit(page, size);
  const float scale =
      whole >= least_whole / large
          ? whole
          : std::max(whole, std::clamp(across, least_whole / large, least_scale / large));
  const float font = ImGui::GetFontSize();
  ImGui::BeginChild("formulas", size, ImGuiChildFlags_None,
                    ImGuiWindowFlags_HorizontalScrollbar | ImGuiWindowFlags_NoBackground);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 top = ImGui::GetCursorScreenPos();
  ImVec2 at{top.x + pad, top.y};
  const auto caption = [&](const std::string& name, const std::string& note) {
    const Caption shape = caption_of(name, note, size.x);
    draw_text(list, at, fitted(name, wrap_width(size.x)), packed(colors.text));
    const ImVec2 place =
        shape.below ? ImVec2{at.x, at.y + caption_height()} : ImVec2{at.x + shape.name_width, at.y};
    list.AddText(ImGui::GetFont(), font, place, packed(colors.muted), note.c_str(), nullptr,
                 shape.below ? wrap_width(size.x) : 0);
    at.y += shape.height;
  };
  const auto formula = [&](const Block& block) {
    if (block.latex->empty()) return ImVec2{};
    const ImVec2 box = sheet_.draw(list, at, *block.latex, em_of(block, scale), colors.text);
    at.y += box.y + scale * space_below();
    return box;
  };
  const auto blocks = blocks_of(page.text, page.where_beside);
  caption(page.title, page.source);
  const ImVec2 first = at, box = formula(blocks[0]);
  if (page.where_beside)
    sheet_.draw(list, {first.x + box.x + scale * space_beside(), first.y + 0.5F * box.y},
                *blocks[1].latex, em_of(blocks[1], scale), colors.text, {0, 0.5F});
  else
    formula(blocks[1]);
  caption(ran_title, page.ran);
  formula(blocks[2]);
  ImGui::Dummy({scale * (page.wanted.x - grid(2)), at.y - top.y - scale * space_below()});
  ImGui::EndChild();
}

}  // namespace alphabar

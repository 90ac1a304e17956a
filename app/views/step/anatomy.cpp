#include "app/views/step/anatomy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/theme/theme.h"
#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "app/views/step/step_choices.h"
#include "app/views/step/step_geometry.h"
#include "app/views/step/step_text.h"
#include "core/figures/captions.h"
#include "core/plan/samplers/sde.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr float formula_scale = 1.25F;  // of the em against the text's line
// Of formulas in type of the usual size; in larger type they may be so much smaller.
constexpr float least_scale = 0.62F;  // a formula is made no smaller than this where it scrolls
constexpr float readable = 0.9F;      // for a room, where what is less important can go
constexpr float unreadable = 0.6F;    // there: numbers can go, too
constexpr float least_whole = 0.5F;   // nor than this so that it need not
constexpr float never_scrolls = 100;  // how much larger type is for which formulas never do

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

/// The formulas of a page from the top, and their em against the first one's.
struct Block {
  const std::string* latex;
  float em;
};
constexpr float em_below = 0.8F;  // of what the names stand for, where it is below
enum class Where { below, beside };
std::array<Block, 3> blocks_of(const StepText& text, Where where) {
  const float em = where == Where::beside ? 1 : em_below;
  return {{{&text.formula, 1}, {&text.where, em}, {&text.row, 1}}};
}
float em_of(const Block& block, float scale) {
  return block.em * scale * formula_scale * ImGui::GetFontSize();
}
/// What the formulas have beside a square picture as high as the room, half as wide as that at
/// most.
ImVec2 room_beside_square(const ImVec2& room) {
  const float square = std::min(1.1F * room.y, 0.5F * room.x);
  return {room.x - square - ImGui::GetFontSize(), room.y};
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

StepAnatomy::Shown StepAnatomy::shown_of(const Runs& runs, const Scene& scene) {
  Shown shown;
  shown.lane = lane_shown(runs, scene.view.step_lane);
  const Plan& plan = *runs.lanes[shown.lane].plan;
  const Trajectory<float>* const states = runs.results[shown.lane].trajectory.get();
  const int pinned = scene.view.pinned;
  if (pinned >= 0 && states && static_cast<std::size_t>(pinned) < states->particles)
    shown.particle = static_cast<std::size_t>(pinned);
  shown.row = shown_row(plan, cursor(runs, shown.lane, scene.playback.position).plan_row);
  shown.there = states && shown.row >= 0;
  return shown;
}

void StepAnatomy::find_step(const Runs& runs, const Shown& shown) {
  const LaneResult& result = runs.results[shown.lane];
  Key key{Identity(result.trajectory), shown.lane, shown.particle, shown.row};
  if (!result.current || key == key_) return;
  key_ = std::move(key);
  lane_ = runs.lanes[shown.lane];
  const Followed followed{shown.particle, lane_.seed, lane_.noise_lane, lane_.guide};
  step_ = one_step(*lane_.plan, *lane_.model, *result.trajectory, followed, shown.row);
}

void StepAnatomy::find_posterior(const Runs& runs, const Shown& shown) {
  const Trajectory<float>& run = *runs.results[shown.lane].trajectory;
  const std::span<const float> end = run.state(run.rows() - 1);
  const std::size_t at = 2 * shown.particle;
  posterior_ = posterior_of(*step_, Point(double{end[at]}, double{end[at + 1]}));
}

void StepAnatomy::draw_head(const Runs& runs, const Scene& scene, const Shown& shown,
                            const ViewColors& colors, StepEdits& edits) {
  const float width = ImGui::GetContentRegionAvail().x;
  const bool low = ImGui::GetContentRegionAvail().y < 13 * ImGui::GetFontSize();
  const Lane& run = runs.lanes[shown.lane];
  for (std::size_t i = 0; i < runs.lanes.size(); ++i) {
    if (on_paper() && i != shown.lane) continue;
    const std::string id = "##lane" + std::to_string(i);
    if (choice_word({.id = id.c_str(),
                     .words = runs.lanes[i].title.c_str(),
                     .help = "Show the step of this lane",
                     .color = colors.lane(i),
                     .on = i == shown.lane},
                    colors))
      edits.lane = static_cast<int>(runs.lanes[i].index);
  }
  float words_width = 0;
  if (shown.there) {
    const std::string text = "   particle " + std::to_string(shown.particle) + "    ";
    const std::string times = times_text(*run.process, *run.plan, shown.row, scene.playback.unit);
    const float used = text_size(text).x;
    words_width = used + text_size(times).x;
    if (ImGui::GetCursorPosX() + words_width > width) ImGui::NewLine();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(list, at, text, packed(colors.muted));
    draw_text(list, {at.x + used, at.y}, times, packed(colors.accent));
  }
  const float cases = choices_width();
  if (on_paper()) return ImGui::NewLine();
  const bool beside = ImGui::GetCursorPosX() + words_width + ImGui::GetFontSize() + cases < width;
  if (!beside && low) return ImGui::NewLine();  // the formulas say more
  if (beside)
    ImGui::SetCursorPosX(width - cases);
  else
    ImGui::NewLine();
  if (run.index < scene.lanes.size() && has_cases(scene.lanes[run.index].sampler.kind)) {
    edits.sampler = choose_case(scene.lanes[run.index].sampler, colors);
    edits.sampler_lane = run.index;
    if (choose_posterior(scene.view.posterior, colors)) edits.posterior = !scene.view.posterior;
  }
  ImGui::NewLine();
}

StepEdits StepAnatomy::draw(const Runs& runs, const Scene& scene, const AnatomyStyle& style) {
  StepEdits edits;
  if (runs.lanes.empty()) return edits;
  const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const Shown shown = shown_of(runs, scene);
  draw_head(runs, scene, shown, style.colors, edits);
  if (!shown.there) return edits;
  find_step(runs, shown);
  if (!step_) {
    ImGui::TextWrapped(
        "This row's step size comes from all particles, and its states were not kept.");
    return edits;
  }
  posterior_.reset();
  if (scene.view.posterior) find_posterior(runs, shown);
  const float used = ImGui::GetCursorScreenPos().y - corner.y;
  draw_step(scene.view, shown.lane, style, {room.x, std::max(room.y - used, 1.0F)});
  return edits;
}

void StepAnatomy::draw_step(const ViewSpec& view, std::size_t lane, const AnatomyStyle& style,
                            const ImVec2& room) {
  const ViewColors& colors = style.colors;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  // On a slide nobody scrolls: formulas are as small as they must be to be whole.
  const float large =
      style.presents ? never_scrolls : std::max(1.0F, static_cast<float>(view.font_scale));
  Page words = page(view.theme, style, room_beside_square(room));
  Parts parts = lay_out(words, room, large);
  if (style.presents) make_readable(words, parts, style.colors, room);
  draw_page(words, colors, parts.text, large);
  const auto& [place, size] = parts.picture;
  if (size.y > 4 * ImGui::GetFontSize())
    draw_step_geometry({*step_, posterior_}, *lane_.target, sheet_,
                       {colors, view.theme, colors.lane(lane)},
                       {{at.x + place.x, at.y + place.y}, size});
}

/// On a slide formulas are read from the last row: the row as it ran, then the numbers of what
/// nobody could read and then the picture step back where they cost them much.
void StepAnatomy::make_readable(Page& page, Parts& parts, const ViewColors& colors,
                                const ImVec2& room) {
  constexpr float worth_a_row = 1.1F, worth_the_numbers = 1.2F, worth_the_picture = 1.25F;
  if (fit(page, parts.text) >= readable) return;
  const auto take = [&](Page less, float worth) {
    less = sized(std::move(less), colors, room_beside_square(room));
    const Parts its = lay_out(less, room, never_scrolls);
    if (fit(less, its.text) <= worth * fit(page, parts.text)) return;
    page = std::move(less);
    parts = its;
  };
  Page formulas = page;
  formulas.ran.clear();
  formulas.text.row.clear();
  take(formulas, worth_a_row);
  if (fit(page, parts.text) < unreadable) {
    formulas.text.formula = formulas.text.symbols;
    take(std::move(formulas), worth_the_numbers);
  }
  const Page alone = sized(page, colors, room);
  if (fit(page, parts.text) >= readable ||
      fit(alone, room) <= worth_the_picture * fit(page, parts.text))
    return;
  page = alone;
  parts = {room, {}};
}

/// What the formulas do not need is the picture's: up to two squares, half of the room at most;
/// below them where they would be much smaller beside it; nothing where they could not be read.
StepAnatomy::Parts StepAnatomy::lay_out(const Page& page, const ImVec2& room, float large) {
  const float font = ImGui::GetFontSize(), gap = font;
  const bool small = fit(page, room_beside_square(room)) < least_scale;
  const float least = (small ? 0.75F : 1.1F) * room.y;
  const float spare = std::clamp(room.x - page.wanted.x - gap, least, 2.1F * room.y);
  const float column = std::max(room.x - std::min(spare, 0.5F * room.x) - gap, 1.0F);
  const float above = std::max(fit(page, {room.x, 0.65F * room.y}), least_scale);
  const float height = std::min(
      captions(page, room.x) + above * (page.wanted.y - plain_captions(page)) + font, room.y);
  const bool room_below = room.y - height > 6 * font;
  const float in_column = fit(page, {column, room.y});
  const bool beside = room.x > 1.3F * room.y && (in_column >= 0.8F * above ||
                                                 (!room_below && in_column >= least_whole / large));
  if (beside) return {{column, room.y}, {{column + gap, 0}, {room.x - column - gap, room.y}}};
  const float text = room_below ? height : room.y;
  return {{room.x, text}, {{0, text}, {room.x, std::max(room.y - text, 1.0F)}}};
}

StepAnatomy::Page StepAnatomy::page(Theme theme, const AnatomyStyle& style, const ImVec2& room) {
  const SamplerSpec& sampler = lane_.spec.sampler;
  const Process& process = *lane_.process;
  const SamplerInfo& info = sampler_info(shown_kind(sampler.kind, step_->row));
  const FormulaValues values =
      formula_values(*step_, process, step_time(process, sampler.grid, step_->row));
  Page page;
  page.text = step_text(parse_equation(formula_of(info, process)), values, *step_,
                        {theme, lane_.guidance, posterior_});
  page.title = info.title;
  page.source = info.source;
  const bool looks_back =
      std::ranges::any_of(step_->terms, [](const StepTerm& term) { return term.age > 0; });
  page.ran = looks_back     ? "(j): what the model said j evaluations ago"
             : step_->plain ? "terms of the model without guidance, and g, what guidance adds"
                            : "coefficients and terms";
  return sized(std::move(page), style.colors, room);
}

/// The size that a page would like to have, and where its names go.
StepAnatomy::Page StepAnatomy::sized(Page page, const ViewColors& colors, const ImVec2& room) {
  page.where_beside = false;
  const auto blocks = blocks_of(page.text, Where::below);
  const auto box = [&](std::size_t i) {
    return blocks[i].latex->empty()
               ? ImVec2{0, -space_below()}
               : sheet_.size(*blocks[i].latex, {em_of(blocks[i], 1), colors.text});
  };
  const ImVec2 formula = box(0), where = box(1), row = box(2);
  const float above = plain_captions(page) + row.y + 2 * space_below();
  page.wanted = {grid(2) + std::max({formula.x, where.x, row.x}),
                 above + formula.y + where.y + space_below()};
  Page beside = page;
  beside.where_beside = true;
  beside.wanted = {grid(2) + std::max(formula.x + space_beside() + where.x / em_below, row.x),
                   above + std::max(formula.y, where.y / em_below)};
  const bool better = where.x > 0 && fit(beside, room) > fit(page, room);
  return better ? beside : page;
}

/// Their height with one line each, which the wanted size has.
float StepAnatomy::plain_captions(const Page& page) {
  return (page.ran.empty() ? 1.0F : 2.0F) * caption_height();
}

float StepAnatomy::captions(const Page& page, float width) {
  const float ran = page.ran.empty() ? 0 : caption_of(ran_title, page.ran, width).height;
  return caption_of(page.title, page.source, width).height + ran;
}

/// The size of the formulas in `size` points, against the one that they would like to have.
float StepAnatomy::fit(const Page& page, const ImVec2& size) {
  const float most = std::min(size.x / page.wanted.x, (size.y - captions(page, size.x)) /
                                                          (page.wanted.y - plain_captions(page)));
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
    const ImVec2 box = sheet_.draw(list, at, *block.latex, {em_of(block, scale), colors.text});
    at.y += box.y + scale * space_below();
    return box;
  };
  const auto blocks = blocks_of(page.text, page.where_beside ? Where::beside : Where::below);
  caption(page.title, page.source);
  const ImVec2 first = at, box = formula(blocks[0]);
  if (page.where_beside)
    sheet_.draw(list, {first.x + box.x + scale * space_beside(), first.y + 0.5F * box.y},
                *blocks[1].latex, {em_of(blocks[1], scale), colors.text}, {0, 0.5F});
  else
    formula(blocks[1]);
  if (!page.ran.empty()) caption(ran_title, page.ran);
  formula(blocks[2]);
  ImGui::Dummy({scale * (page.wanted.x - grid(2)), at.y - top.y - scale * space_below()});
  ImGui::EndChild();
}

}  // namespace alphabar

// The row of numbers and words above a Markov chain.

#include <imgui.h>

#include <string>
#include <vector>

#include "app/views/chain/chain_view.h"
#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

/// A switch in the row; true: it was clicked.
bool check_box(const char* label, const char* help, bool& on) {
  const float font = ImGui::GetFontSize();
  const float width = text_size(label).x + ImGui::GetFrameHeight() + font;
  if (width > ImGui::GetContentRegionAvail().x) ImGui::NewLine();
  const bool clicked = ImGui::Checkbox(label, &on);
  help_on_hover(help);
  ImGui::SameLine(0, 0.8F * font);
  return clicked;
}

}  // namespace

std::string ChainView::summary() const {
  if (!data_.run) return "Where it ends depends on where it starts: there is no single \u03C0.";
  if (data_.run->period > 1)
    return "Periodic: it comes back only every " + std::to_string(data_.run->period) +
           " steps, so P\u207F never settles; \u03C0 is its mean over time.";
  const double farthest = data_.apart.row(n_).maxCoeff();
  const std::string words = "n = " + std::to_string(n_) +
                            ": no start is farther from \u03C0 than " +
                            number_text(farthest < chain_rounding ? 0 : farthest, 2) + ".";
  std::string left;
  for (std::size_t i = 0; i < data_.run->lasting.size(); ++i)
    if (!data_.run->lasting[i]) left += (left.empty() ? "" : ", ") + state_name(i);
  return left.empty() ? words : words + " Left for good: " + left + ".";
}

void ChainView::choose_start() {
  const ChainSpec& chain = *shown_;
  const std::size_t n = chain.p.size();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < n; ++i) texts.push_back(state_name(i));
  texts.emplace_back("even");
  const std::vector<double> alike(n, 1.0 / static_cast<double>(n));
  int chosen = chain.start == alike ? static_cast<int>(n) : start_state(chain);
  if (chosen < 0) {
    texts.emplace_back("mixed");  // as a file has it
    chosen = static_cast<int>(n) + 1;
  }
  std::vector<const char*> names;
  for (const std::string& text : texts) names.push_back(text.c_str());
  if (!choice({"##chain_start", "", "The distribution at n = 0. A click on a state starts there."},
              chosen, names, 0))
    return;
  if (chosen > static_cast<int>(n)) return;
  edited().start = alike;
  if (chosen < static_cast<int>(n)) {
    edited().start.assign(n, 0);
    edited().start[static_cast<std::size_t>(chosen)] = 1;
  }
}

void ChainView::tools() {
  if (on_paper()) {
    ImGui::TextWrapped("%s", summary().c_str());
    return;
  }
  const float font = ImGui::GetFontSize(), right = ImGui::GetContentRegionAvail().x;
  const float left = ImGui::GetCursorPosX();
  const auto label = [](const char* words) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("%s", words);
    ImGui::SameLine();
  };
  const auto field = [&](const char* id, float width, auto draw_it) {
    ImGui::BeginChild(id, {width * font, ImGui::GetFrameHeight()});
    draw_it();
    ImGui::EndChild();
    ImGui::SameLine(0, 0.8F * font);
  };
  label("start");
  field("start", 4.4F, [&] { choose_start(); });
  label("steps");
  field("steps", 3.0F, [&] {
    int steps = shown_->steps;
    if (number({"##chain_steps", "", "Steps from the start to the end of the time slider."}, steps,
               {1, 1000, double{ChainSpec().steps}}))
      edited().steps = steps;
  });
  const float buttons = text_size("states").x + 2 * ImGui::GetFrameHeight() + 0.8F * font;
  if (buttons > right - (ImGui::GetCursorPosX() - left)) ImGui::NewLine();
  label("states");
  const std::size_t states = shown_->p.size();
  if (icon_button("##remove_state", Icon::remove, "The last state goes", {.enabled = states > 2}))
    remove_state(edited());
  ImGui::SameLine(0, 0);
  if (icon_button("##add_state", Icon::add, "One more state", {.enabled = states < 8}))
    add_state(edited());
  ImGui::SameLine(0, 0.8F * font);
  bool by_rows = shown_->by_rows, walker = shown_->walker;
  if (check_box(
          "by rows",
          "P_ij from i to j, rows that sum to 1 and \u03C0\u2099\u208A\u2081 = \u03C0\u2099 P, "
          "as many books write it; else P_ij to i from j, and P \u03C0\u2099.",
          by_rows))
    edited().by_rows = by_rows;
  if (check_box("one walk", "One walk of the chain, beside the probabilities of all.", walker))
    edited().walker = walker;
  if (walker) {
    if (icon_button("##walk_again", Icon::loop, "Another walk", {})) ++edited().seed;
    ImGui::SameLine(0, 0.8F * font);
  }
  const std::string words = summary();
  ImGui::SameLine(0, 0.8F * font);
  if (text_size(words).x > right - (ImGui::GetCursorPosX() - left)) ImGui::NewLine();
  ImGui::AlignTextToFramePadding();
  ImGui::PushTextWrapPos(left + right);
  ImGui::TextUnformatted(words.c_str());
  ImGui::PopTextWrapPos();
}

}  // namespace alphabar

#include <imgui.h>

#include <exception>
#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/theme/theme.h"
#include "app/widgets/property.h"
#include "core/base/text.h"
#include "core/files/file_kind.h"

namespace alphabar {

namespace {

/// One of several tools side by side, lit while it is in hand. True: it was clicked.
bool tool_button(const char* label, bool on, const char* help) {
  if (on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_ButtonActive));
  const bool clicked = ImGui::Button(label);
  if (on) ImGui::PopStyleColor();
  help_on_hover(help);
  ImGui::SameLine(0, grid(0.5F));
  return clicked;
}

}  // namespace

bool mouse_tools(Brush& brush, bool& handles) {
  using Tool = Brush::Tool;
  const bool before = handles;
  const auto take = [&](Tool tool) {
    brush.tool = brush.tool == tool ? Tool::none : tool;
    handles = false;
  };
  if (tool_button(
          "Handles", handles,
          "To edit the mixture with the mouse, in the panes; near a centre that can be seen they "
          "show by themselves (E).\n"
          "Drag a centre to move it, the ends of its axes to stretch and turn it (they lie at 2 "
          "\u03C3);\nShift and a vertical drag, or Shift and the wheel, change its weight. Ctrl "
          "and a double click\nadds a component; where this is on Delete removes the one under "
          "the mouse.")) {
    handles = !handles;
    brush.tool = Tool::none;
  }
  if (tool_button(
          "Draw", brush.tool == Tool::draw,
          "Draw clusters and curves in a pane, with the mouse held: the data become points."))
    take(Tool::draw);
  if (tool_button("Erase", brush.tool == Tool::erase, "Takes away the points under the mouse."))
    take(Tool::erase);
  ImGui::NewLine();
  if (brush.tool == Tool::none) return handles != before;
  const Brush usual;
  number({"##brush_radius", "brush", "Its radius, in data units: most points fall within it."},
         brush.radius, {0.02, 2, usual.radius, "%.3g", true});
  number({"##brush_copies", "symmetry", "Copies, turned around the origin."}, brush.copies,
         {1, 8, double(usual.copies)});
  if (brush.tool == Tool::erase) return handles != before;
  number({"##brush_density", "density", "Points a data unit of its way."}, brush.density,
         {5, 500, usual.density, "%.0f", true});
  number({"##brush_label", "class", "Of the points that are drawn, for guidance and colours."},
         brush.label, {0, 7, double(usual.label)});
  return handles != before;
}

bool word_tool(DataSpec& data, WordDraft& draft) {
  WordSpec& spec = draft.spec;
  text({"##word", "word",
        "Letters that become points, a class each: spread evenly over their ink, in the program's "
        "typeface\nor a font of this machine that has them."},
       spec.word, "type letters");
  if (spec.word.empty()) {
    draft.problem.clear();
    return false;
  }
  const WordSpec usual;
  number({"##word_points", "points", "How many, over the whole word."}, spec.points,
         {10, static_cast<double>(DataSpec::most_points), double(usual.points), "%d", true});
  number({"##word_seed", "seed", "Of where in its pixel each point lies."}, spec.seed,
         {0, 1000, double(usual.seed), "%d"});
  const bool made = ImGui::Button("Make it the data##word", {-1, 0});
  help_on_hover("The word's points take the place of the data; Ctrl+Z gives back what they were.");
  bool changed = false;
  if (made) try {
      data = word_points(spec);
      draft.problem.clear();
      changed = true;
    } catch (const std::exception& problem) {
      draft.problem = problem.what();
    }
  if (!draft.problem.empty()) problem_box("##word_problem", draft.problem);
  return changed;
}

bool data_panel(DataSpec& data) {
  const std::vector<std::string> presets = data_presets();
  std::vector<const char*> names;
  int index = -1;
  for (std::size_t i = 0; i < presets.size(); ++i) {
    names.push_back(presets[i].c_str());
    if (presets[i] == data.name) index = static_cast<int>(i);
  }
  if (index < 0) {  // the user's own stands last
    index = static_cast<int>(names.size());
    names.push_back(data.name.c_str());
  }
  const int before = index;
  bool changed = false;
  if (choice({"##data", "preset",
              "p₀: what the particles are to become, a mixture of Gaussians\n"
              "p₀(x) = Σ wₖ N(x; μₖ, Cₖ), so that p_t, its score and x̂₀ are exact at every t."},
             index, names, 0) &&
      index != before) {
    data = data_preset(presets[static_cast<std::size_t>(index)]);
    changed = true;
  }
  if (data.points.empty()) return changed;
  if (data.points.size() > DataSpec::most)
    note((grouped_digits(static_cast<double>(data.points.size())) +
          " points: exact lanes ask all of them; what is drawn and measured of p\u2080 are " +
          grouped_digits(DataSpec::most) + " circles at most that stand for them.")
             .c_str());
  static const std::string help =
      "The data are points; p₀ is the set smoothed by a Gaussian of this width,\n"
      "p₀(x) = (1/n) Σ N(x; xᵢ, h² I): its score is exact. Towards h = 0 a sampler gives "
      "back the points themselves.\nA table of points (" +
      joined(endings_of(OpensAs::points), ", ") +
      ": x, y, class) dropped on the window takes their place.";
  return number({"##bandwidth", "bandwidth h", help.c_str()}, data.bandwidth,
                {1e-3, 1, 0.05, "%.3g", true}) ||
         changed;
}

}  // namespace alphabar

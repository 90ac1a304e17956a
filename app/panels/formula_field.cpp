#include "app/panels/formula_field.h"

#include <imgui.h>

#include "core/base/error.h"
#include "core/process/levels/schedule_list.h"

namespace alphabar {
namespace {

std::string judge(FormulaDraft& draft, const std::string& text, int T) {
  draft.T = T;
  draft.curve = {};
  try {
    draft.curve = formula_curve(text, T);
    schedule_of(draft.curve);
    return {};
  } catch (const BadRequest& error) {
    return error.value() + ".\nAllowed: " + error.allowed() + "." +
           (draft.curve.faults.empty() ? "" : "\nThe curves are shaded where it fails.");
  }
}

}  // namespace

bool formula_field(ProcessSpec& p, FormulaDraft& draft, const ProcessOption& option) {
  TextDraft& typed = draft.typed;
  bool changed = false;
  if (!typed.problem.empty() && draft.T != p.T) {
    typed.problem = judge(draft, typed.text, p.T);
    if (typed.problem.empty()) {  // it is a schedule now
      p.formula = typed.text;
      changed = true;
    }
  }
  changed |= checked_text({"##formula", option.title, option.help}, p.formula, typed,
                          ProcessSpec{}.formula,
                          [&](const std::string& text) { return judge(draft, text, p.T); });
  if (typed.problem.empty()) return changed;
  if (draft.marked(p)) {
    if (ImGui::Button("Repair")) {
      p.kind = ProcessKind::betas;
      p.betas = process_of(repaired({ScheduleList::Form::alpha_bar, draft.curve.alpha_bar})).betas;
      draft = {};
      changed = true;
    }
    help_on_hover(
        "Takes the nearest schedule as a list of β: ᾱ is brought into (0, 1), and what rises "
        "shares its mean (least squares).");
    ImGui::SameLine();
  }
  if (ImGui::Button("Discard")) draft = {};
  help_on_hover("Back to the formula that is in use.");
  return changed;
}

}  // namespace alphabar

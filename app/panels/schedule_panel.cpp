#include <algorithm>
#include <string>

#include "app/panels/option_row.h"
#include "app/panels/panels.h"
#include "app/widgets/property.h"
#include "core/process/levels/schedule_list.h"
#include "core/process/process.h"

namespace alphabar {
namespace {

const ProcessSpec usual;

/// The betas of a process as a list to go on from; the usual ones where it has none.
std::vector<double> betas_to_edit(ProcessSpec spec) {
  if (!is_discrete(spec.kind)) spec = usual;
  spec.zero_terminal_snr = false;  // the list's own flag does that
  const Process process(spec);
  ScheduleList list{ScheduleList::Form::betas, {}};
  for (int t = 1; t <= process.T(); ++t) list.values.push_back(process.beta(t));
  return repaired(list).values;
}

/// What is given by hand begins with something.
void begin_by_hand(ProcessSpec& p, const ProcessSpec& before) {
  const ProcessInfo& info = process_info(p.kind);
  if (info.uses(&ProcessSpec::betas) && p.betas.empty()) p.betas = betas_to_edit(before);
  if (info.uses(&ProcessSpec::drawn_t) && p.drawn_t.empty()) {
    p.drawn_t = {0.25, 0.5, 0.75, 1};
    p.drawn_alpha_bar = {0.85, 0.5, 0.15, 1e-4};
  }
}

/// alpha_bar of each point; their places in t are moved in the plots.
bool drawn_part(ProcessSpec& p, const ProcessOption& option) {
  bool changed = false;
  for (std::size_t i = 0; i < p.drawn_t.size(); ++i) {
    const std::string id = "##drawn" + std::to_string(i);
    const std::string label = std::string(option.title) + " " + std::to_string(i + 1);
    const double high = i > 0 ? p.drawn_alpha_bar[i - 1] - 1e-6 : 1 - 1e-6;
    const double low = i + 1 < p.drawn_t.size() ? p.drawn_alpha_bar[i + 1] + 1e-6 : 1e-6;
    changed |= number({id.c_str(), label.c_str(), option.help}, p.drawn_alpha_bar[i],
                      {low, high, (low + high) / 2, "%.4g"});
  }
  return changed;
}

}  // namespace

bool schedule_panel(ProcessSpec& p, FormulaDraft& draft, int steps) {
  const ProcessSpec before = p;
  bool changed =
      choice({"##process", "kind",
              "How data turns to noise: q(x\u209C | x₀) = N(a x₀, s² I).\n"
              "Discrete: a = √ᾱ, s = √(1 - ᾱ), t = 1 ... T. The others are continuous in t.\n"
              "Scaled linear: √β linear in t, so that β is quadratic; both names are in use."},
             p.kind, usual.kind);
  begin_by_hand(p, before);
  const ProcessInfo& info = process_info(p.kind);
  if (!info.uses(&ProcessSpec::formula)) draft = {};
  using Member = ProcessOption::Member;
  for (const Member& field : info.fields) {
    ProcessOption option = option_of(process_options, field);
    if (field == Member(&ProcessSpec::formula)) {
      changed |= formula_field(p, draft, option);
    } else if (field == Member(&ProcessSpec::drawn_alpha_bar)) {
      changed |= drawn_part(p, option);
    } else {
      if (field == Member(&ProcessSpec::T)) {  // below the run's steps dragging does not go
        option.drag.low = steps;
        option.drag.high = std::max(option.drag.high, double(steps));
      }
      changed |= option_row(p, option);
    }
  }
  if (info.note) note(info.note);
  return changed;
}

}  // namespace alphabar

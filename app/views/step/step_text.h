#pragma once

#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "core/engine/one_step.h"

namespace alphabar {

/// The colours of predicted x0, direction and noise: neither a lane's hue nor the current time's.
Rgb share_color(Share share, Theme theme);

/// LaTeX of a term's vector: \hat{x}_0, with (j) above it where it is j evaluations old.
std::string latex_of(const StepTerm& term);

/// One step, written out; LaTeX throughout, terms in the colours of their shares.
struct StepText {
  std::string formula;   ///< the paper's, in symbols; and beneath it, where it tells this row and
                         ///< all its numbers are known, the same with this step's numbers
  bool numbers = false;  ///< those numbers are there
  std::string where;     ///< what its names stand for, less what is not so here; may be empty
  std::string row;       ///< what ran: every term with its coefficient, beneath it the vectors
};

StepText step_text(const Equation& equation, const FormulaValues& values, const OneStep& step,
                   Theme theme);

}  // namespace alphabar

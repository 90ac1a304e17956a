#pragma once

#include <string>
#include <vector>

#include "app/views/draw/view_colors.h"
#include "core/engine/one_step.h"
#include "core/figures/posterior.h"
#include "core/scene/guidance_spec.h"

namespace alphabar {

/// The colours of predicted x0, direction and noise: neither a lane's hue nor the current time's.
Rgb share_color(Share share, Theme theme);

/// LaTeX of a term's vector: \hat{x}_0, with (j) above it where it is j evaluations old, and with
/// an empty class below it where the step is guided and this is what the model says without.
enum class Outputs { plain, guided };
std::string latex_of(const StepTerm& term, Outputs of = Outputs::guided);

/// How a step is written out.
struct StepTextStyle {
  Theme theme = Theme::dark;
  GuidanceSpec guidance = {};               ///< of the lane
  std::optional<Posterior> posterior = {};  ///< to be told beside the step
};

/// One step, written out; LaTeX throughout, terms in the colours of their shares.
struct StepText {
  std::string formula;   ///< the paper's, in symbols; and beneath it, where it tells this row and
                         ///< all its numbers are known, the same with this step's numbers
  std::string symbols;   ///< the first line of it
  bool numbers = false;  ///< those numbers are there
  std::string where;  ///< what its names stand for, less what is not so here; what guidance makes
                      ///< of eps_hat, with its vectors; the posterior; or empty
  std::string row;    ///< what ran: every term with its coefficient, beneath it the vectors
};

/// The two Gaussians of a step and its posterior, with their distance.
std::string posterior_text(const Posterior& posterior, Theme theme);

StepText step_text(const Equation& equation, const FormulaValues& values, const OneStep& step,
                   const StepTextStyle& style);

}  // namespace alphabar

#pragma once

#include "app/widgets/property.h"
#include "core/scene/formula.h"
#include "core/scene/process_spec.h"

namespace alphabar {

/// A formula that is no schedule: it stays in its field and in the plots until it is one, repaired
/// or let go. No part of a scene.
struct FormulaDraft {
  TextDraft typed;
  int T = 0;           ///< for which it was judged
  FormulaCurve curve;  ///< without values where the text is no formula

  /// What is to be marked in the plots of this process; null: nothing.
  const FormulaCurve* marked(const ProcessSpec& process) const {
    const bool shown = process.kind == ProcessKind::formula && process.T == T;
    return shown && !typed.problem.empty() && !curve.alpha_bar.empty() ? &curve : nullptr;
  }
};

/// alpha_bar as a formula; true where `process` was changed. Repair makes the process the nearest
/// list of betas.
bool formula_field(ProcessSpec& process, FormulaDraft& draft, const ProcessOption& option);

}  // namespace alphabar

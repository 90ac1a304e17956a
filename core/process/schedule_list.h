#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/scene/process_spec.h"

namespace alphabar {

/// A schedule as a list of numbers, as somebody wrote it: it may be wrong, and then says where.
struct ScheduleList {
  enum class Form {
    betas,      ///< beta_1 .. beta_T, each in (0, 1)
    alpha_bar,  ///< alpha_bar_1 .. alpha_bar_T, falling, in (0, 1): diffusers' alphas_cumprod
    sigmas,     ///< of a run, from noisy to clean, above 0; a 0 at the end is clean data
  };
  Form form = Form::betas;
  std::vector<double> values;

  bool operator==(const ScheduleList&) const = default;
};

/// "betas", "alphas_cumprod", "sigmas".
const char* name_of(ScheduleList::Form form);

/// The indices of the values that keep the list from being used, rising; none: it can be used.
std::vector<std::size_t> faults(const ScheduleList& list);

/// The nearest list that can be used: betas brought into (0, 1); alpha_bar brought into (0, 1) and
/// made to fall by pooling what rises (the least-squares fit); sigmas sorted. Its faults() are
/// none. An alpha_bar that is not finite becomes
/// the one before it.
ScheduleList repaired(const ScheduleList& list);

/// The process of betas or alpha_bar without faults (asserted).
ProcessSpec process_of(const ScheduleList& list);

}  // namespace alphabar

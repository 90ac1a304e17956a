#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/process/process.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A schedule as a list of numbers, as somebody wrote it: it may be wrong, and then says where.
struct ScheduleList {
  enum class Form {
    betas,      ///< beta_1 .. beta_T, each in (0, 1); a 1 at the end is zero terminal SNR
    alpha_bar,  ///< alpha_bar_1 .. alpha_bar_T, falling, in (0, 1): diffusers' alphas_cumprod; a 0
                ///< at the end is zero terminal SNR
    timesteps,  ///< of a run, falling, counted 0..T-1 as diffusers does; on a flow 1000 t
    t,          ///< of a run, falling, in the time of the process: 1..T where it is discrete
    sigmas,     ///< of a run, from noisy to clean, above 0; inf may come first
    flow,       ///< of a run, flow times, falling in [0, 1]: sigma / (1 + sigma)
  };
  Form form = Form::betas;
  std::vector<double> values;  ///< of a run (the last four): a 0 at the end of all but timesteps is
                               ///< clean data

  bool operator==(const ScheduleList&) const = default;
};

/// All forms, with their names in files and on the command line, and what they are in a few words.
struct ListFormInfo {
  ScheduleList::Form form;
  const char* name;     ///< "betas", "alphas_cumprod", "timesteps", "t", "sigmas", "flow"
  const char* title;    ///< "timesteps 0..T-1, as diffusers counts them"
  const char* rule;     ///< what the numbers must be: "betas lie in (0, 1)"
  bool levels = false;  ///< of a run, and not a process
};
const std::array<ListFormInfo, 6>& list_forms();
const ListFormInfo& form_info(ScheduleList::Form form);

/// Whether the list is levels of a run, and not a process.
inline bool lists_levels(ScheduleList::Form form) { return form_info(form).levels; }

/// The indices of the values that keep the list from being used, rising; none: it can be used.
std::vector<std::size_t> faults(const ScheduleList& list);

/// The nearest list of the same form that can be used: betas brought into (0, 1); alpha_bar brought
/// into (0, 1) and made to fall by pooling what rises (the least-squares fit); levels brought into
/// their range and sorted. Its faults() are none. An alpha_bar that is not finite becomes the one
/// before it.
ScheduleList repaired(const ScheduleList& list);

/// The process of betas or alpha_bar without faults (asserted).
ProcessSpec process_of(const ScheduleList& list);

/// `grid` with the levels of a list of levels without faults (asserted) in the place of its own.
/// The run ends at clean data. Flow times become sigmas on a process that is no flow. Throws
/// BadRequest where the process has no such levels.
GridSpec grid_of(const ScheduleList& list, const Process& process, const GridSpec& grid = {});

}  // namespace alphabar

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/process/levels/schedule_list.h"
#include "core/scene/scene.h"

namespace alphabar {

/// One thing that a list of numbers may be.
struct ListReading {
  ScheduleList list;
  std::string reason;  ///< what speaks for it, in a few words
  bool operator==(const ListReading&) const = default;
};

/// What a text's list may be on this process, the likeliest first: never none.
///
/// A name before the list decides ("betas = "), except that flow matching calls its times sigmas.
/// Without one every form is offered that the numbers do not contradict. A list that fits a form
/// but for a few numbers (a tenth of them at most) has that form, with faults(), where no form fits
/// wholly. `as` is what the user says it is; then there is one reading, with faults perhaps.
///
/// Throws BadRequest for what is no list, and where no form fits, with what is against each.
std::vector<ListReading> list_readings(std::string_view text, const std::string& where,
                                       const Process& process,
                                       std::optional<ScheduleList::Form> as = {});

/// The reading of a list that can only be one thing. Throws BadRequest naming all where it can be
/// several, and the first fault where it has some.
ListReading only_reading(const std::vector<ListReading>& readings, const std::string& where);

/// A scene with a list in the place of its process, or of the levels that a lane's run visits.
/// Throws BadRequest where the process has no such levels.
Scene with_list(Scene scene, const ScheduleList& list, std::size_t lane);

/// What a list means where it is put: one line, "11 sigmas, s / a, 700 to 0.002, then clean data".
std::string describe(const ScheduleList& list, const Process& process);

}  // namespace alphabar

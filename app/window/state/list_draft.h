#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/io/lists/list_readings.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What one reading of a list would mean in a scene: for its levels, those of one lane.
struct ListMeaning {
  ListReading reading;
  std::string words;                ///< what it means, or why it cannot be used, for one line
  std::vector<std::size_t> faults;  ///< of the list; such a list waits for repair
  bool fits = false;                ///< it can be used, once it is repaired
  std::vector<double> x, y;         ///< of a small curve: a row a level, or t
  const char* x_name = "";
  const char* y_name = "";
};

/// A list from outside that waits for the user: it can be several things, or has faults.
struct ListDraft {
  std::string where;                  ///< its source
  std::vector<ListMeaning> meanings;  ///< one or more, the likeliest first
  std::size_t chosen = 0;
};

/// The draft of a list that was read for a lane of a scene.
ListDraft list_draft(const std::vector<ListReading>& readings, const Scene& scene, std::size_t lane,
                     const std::string& where);

}  // namespace alphabar

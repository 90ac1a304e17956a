#pragma once

#include <string>

namespace alphabar {

/// A line that is shown above everything until it is closed or time takes it away.
struct Notice {
  std::string words;
  bool error = false;
  double until = 0;  ///< on ImGui's clock; 0: until it is closed
};

/// What went well: it goes after so many seconds.
Notice info_notice(std::string words, double seconds = 4);

/// What did not: it stays until it is closed.
Notice error_notice(std::string words);

}  // namespace alphabar

#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/lecture/lecture.h"

namespace alphabar {

/// The lecture that a window has open.
struct LectureState {
  std::optional<Lecture> lecture;  ///< null: none
  std::filesystem::path file;      ///< empty: it was never saved
  bool changed = false;            ///< since it was opened or saved
  std::size_t slide = 0;           ///< that was shown last
  /// Which slide each of the session's documents was opened from; one that is missing is another
  /// scene.
  std::map<int, std::size_t> slide_of;
  std::optional<Lecture> before;  ///< what the last removal took something from
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::string renamed;  ///< the name of a slide as it is being typed
};

}  // namespace alphabar

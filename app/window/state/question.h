#pragma once

#include <functional>
#include <string>
#include <vector>

namespace alphabar {

struct AppState;

/// Something that has to be decided before anything else goes on.
struct Question {
  struct Answer {
    std::string name;                    ///< on its button
    std::function<void(AppState&)> act;  ///< between frames
  };
  std::string words;  ///< empty: nothing is asked
  std::vector<Answer>
      answers;  ///< Return gives the first; Cancel, which does nothing, follows them
};

}  // namespace alphabar

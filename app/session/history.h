#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// Undo and redo: two stacks of scenes.
///
/// Edits with the same gesture number (one drag of a slider, one word typed) are undone together;
/// gesture 0 is always an edit of its own. The place on the time slider is left where it is.
class History {
 public:
  explicit History(std::size_t limit = 500) : limit_(limit) {}

  void edited(const Scene& before, std::uint64_t gesture);
  std::optional<Scene> undo(const Scene& now);  ///< empty: there is nothing to undo
  std::optional<Scene> redo(const Scene& now);
  bool can_undo() const { return !past_.empty(); }
  bool can_redo() const { return !future_.empty(); }

 private:
  std::size_t limit_;
  std::uint64_t gesture_ = 0;
  std::vector<Scene> past_, future_;
};

}  // namespace alphabar

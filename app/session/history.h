#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// What undo brings back.
struct Version {
  std::shared_ptr<const Scene> scene;
  int document = 0;  ///< which of those that were opened it belongs to
};

/// Undo and redo: two stacks of versions.
///
/// Edits with the same gesture number (one drag of a slider, one word typed) are undone together;
/// gesture 0 is always an edit of its own. The place on the time slider and the panels that are
/// shown are left as they are, but for another document or arrangement, which has its own.
class History {
 public:
  explicit History(std::size_t limit = 500) : limit_(limit) {}

  void edited(Version before, std::uint64_t gesture);
  std::optional<Version> undo(const Version& now);  ///< empty: there is nothing to undo
  std::optional<Version> redo(const Version& now);
  bool can_undo() const { return !past_.empty(); }
  bool can_redo() const { return !future_.empty(); }

 private:
  std::size_t limit_;
  std::uint64_t gesture_ = 0;
  std::vector<Version> past_, future_;
};

}  // namespace alphabar

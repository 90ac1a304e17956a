#include "app/session/history.h"

#include <utility>

namespace alphabar {
namespace {

std::optional<Scene> step(std::vector<Scene>& from, std::vector<Scene>& to, const Scene& now) {
  if (from.empty()) return std::nullopt;
  Scene scene = std::move(from.back());
  from.pop_back();
  to.push_back(now);
  scene.playback.position = now.playback.position;
  return scene;
}

}  // namespace

void History::edited(const Scene& before, std::uint64_t gesture) {
  const bool continues = gesture != 0 && gesture == gesture_ && !past_.empty();
  gesture_ = gesture;
  future_.clear();
  if (continues) return;
  past_.push_back(before);
  if (past_.size() > limit_) past_.erase(past_.begin());
}

std::optional<Scene> History::undo(const Scene& now) {
  gesture_ = 0;
  return step(past_, future_, now);
}

std::optional<Scene> History::redo(const Scene& now) {
  gesture_ = 0;
  return step(future_, past_, now);
}

}  // namespace alphabar

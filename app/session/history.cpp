#include "app/session/history.h"

#include <utility>

namespace alphabar {
namespace {

std::optional<Version> step(std::vector<Version>& from, std::vector<Version>& to,
                            const Version& now) {
  if (from.empty()) return std::nullopt;
  Version version = std::move(from.back());
  from.pop_back();
  to.push_back(now);
  if (version.document == now.document) {
    Scene scene = *version.scene;
    scene.playback.position = now.scene->playback.position;
    if (scene.view.arrangement == now.scene->view.arrangement)
      scene.view.panels = now.scene->view.panels;
    version.scene = std::make_shared<const Scene>(std::move(scene));
  }
  return version;
}

}  // namespace

void History::edited(Version before, std::uint64_t gesture) {
  const bool continues = gesture != 0 && gesture == gesture_ && !past_.empty();
  gesture_ = gesture;
  future_.clear();
  if (continues) return;
  past_.push_back(std::move(before));
  if (past_.size() > limit_) past_.erase(past_.begin());
}

std::optional<Version> History::undo(const Version& now) {
  gesture_ = 0;
  return step(past_, future_, now);
}

std::optional<Version> History::redo(const Version& now) {
  gesture_ = 0;
  return step(future_, past_, now);
}

}  // namespace alphabar

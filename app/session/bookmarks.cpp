#include "app/session/bookmarks.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace alphabar {
namespace {

constexpr double same_place = 1e-9;
constexpr std::size_t most = 100;  // check(Scene)

/// The one that `before` puts first, of those that `fits` lets in.
template <class Fits, class Before>
const Bookmark* best(const Scene& scene, Fits fits, Before before) {
  const Bookmark* found = nullptr;
  for (const Bookmark& mark : scene.bookmarks)
    if (fits(mark.position) && (!found || before(mark.position, found->position))) found = &mark;
  return found;
}

}  // namespace

bool add_bookmark(Scene& scene, const std::string& name) {
  const double here = scene.playback.position;
  const auto same = [&](const Bookmark& mark) {
    return std::abs(mark.position - here) <= same_place;
  };
  if (scene.bookmarks.size() >= most || std::ranges::any_of(scene.bookmarks, same)) return false;
  scene.bookmarks.push_back({name, here});
  std::ranges::stable_sort(scene.bookmarks, {}, &Bookmark::position);
  return true;
}

const Bookmark* next_bookmark(const Scene& scene) {
  const double here = scene.playback.position;
  return best(
      scene, [&](double p) { return p > here + same_place; }, std::less<>());
}

const Bookmark* previous_bookmark(const Scene& scene) {
  const double here = scene.playback.position;
  return best(
      scene, [&](double p) { return p < here - same_place; }, std::greater<>());
}

const Bookmark* current_bookmark(const Scene& scene) {
  const double here = scene.playback.position;
  return best(
      scene, [&](double p) { return p <= here + same_place; }, std::greater<>());
}

}  // namespace alphabar

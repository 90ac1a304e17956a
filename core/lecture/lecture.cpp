#include "core/lecture/lecture.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "core/base/check.h"
#include "core/base/text.h"

namespace alphabar {
namespace {

constexpr double same_place = 1e-9;

void check_text(const char* field, const std::string& text, std::size_t most) {
  if (text.size() > most)
    throw BadRequest("", field, std::to_string(text.size()) + " bytes",
                     "at most " + std::to_string(most) + " bytes", "shorten it");
  if (!is_utf8(text)) throw BadRequest("", field, text, "a text in UTF-8");
}

void check_slide(const Slide& slide) {
  check_text("name", slide.name, 500);
  check_text("notes", slide.notes, 10'000);
  check_range("", "minutes", slide.minutes, 0, 600);
  check(slide.scene);
}

}  // namespace

void check(const Lecture& lecture) {
  check_text("title", lecture.title, 1000);
  if (lecture.slides.size() > Lecture::most_slides)
    throw BadRequest("lecture", "slides", std::to_string(lecture.slides.size()),
                     "at most " + std::to_string(Lecture::most_slides));
  for (std::size_t i = 0; i < lecture.slides.size(); ++i) try {
      check_slide(lecture.slides[i]);
    } catch (const BadRequest& error) {
      throw error.in("slides[" + std::to_string(i) + "]");
    }
}

std::string slide_name(const Slide& slide, const std::string& lang) {
  if (!slide.name.empty()) return slide.name;
  const std::string& title = words_of(slide.scene, lang).title;
  return title.empty() ? "untitled" : title;
}

std::vector<double> moments_of(const Scene& scene) {
  std::vector<double> moments;
  for (const Bookmark& mark : scene.bookmarks) moments.push_back(mark.position);
  if (moments.empty()) return {scene.playback.position};
  std::ranges::sort(moments);
  const auto near = [](double a, double b) { return b - a <= same_place; };
  moments.erase(std::unique(moments.begin(), moments.end(), near), moments.end());
  return moments;
}

std::string moment_name(const Scene& scene, double position) {
  for (const Bookmark& mark : scene.bookmarks)
    if (std::abs(mark.position - position) <= same_place) return mark.name;
  return "";
}

std::vector<LecturePlace> moments_of(const Lecture& lecture) {
  std::vector<LecturePlace> places;
  for (std::size_t slide = 0; slide < lecture.slides.size(); ++slide)
    for (const double position : moments_of(lecture.slides[slide].scene))
      places.push_back({slide, position});
  return places;
}

double minutes_before(const Lecture& lecture, std::size_t slide) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(slide, lecture.slides.size()); ++i)
    sum += lecture.slides[i].minutes;
  return sum;
}

double minutes_of(const Lecture& lecture) { return minutes_before(lecture, lecture.slides.size()); }

void move_slide(Lecture& lecture, std::size_t from, std::size_t to) {
  assert(from < lecture.slides.size() && to < lecture.slides.size());
  const auto at = [&](std::size_t i) {
    return lecture.slides.begin() + static_cast<std::ptrdiff_t>(i);
  };
  if (from < to)
    std::rotate(at(from), at(from + 1), at(to + 1));
  else
    std::rotate(at(to), at(from), at(from + 1));
}

}  // namespace alphabar

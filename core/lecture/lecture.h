#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// One scene of a lecture. Its bookmarks are the moments at which the lecture stops, in order of
/// time; a scene without any has one moment: its place on the time slider.
struct Slide {
  std::string name;    ///< in lists; empty: the scene's title
  std::string notes;   ///< for the lecturer alone, in Markdown
  double minutes = 0;  ///< planned, 0..600; 0: none
  Scene scene;
  bool operator==(const Slide&) const = default;
};

struct Lecture {
  static constexpr std::size_t most_slides = 200;

  std::string title;
  std::vector<Slide> slides;  ///< at most most_slides, in the order they are shown
  bool operator==(const Lecture&) const = default;
};

/// Throws BadRequest naming the slide, the field, its value and its range.
void check(const Lecture& lecture);

/// What a list calls a slide, to somebody who reads `lang`.
std::string slide_name(const Slide& slide, const std::string& lang);

/// Places on the time slider at which a scene is stopped at, rising; never none.
std::vector<double> moments_of(const Scene& scene);

/// The name of the moment at a place on the time slider; empty where it has none.
std::string moment_name(const Scene& scene, double position);

/// A moment of a lecture.
struct LecturePlace {
  std::size_t slide = 0;
  double position = 0;  ///< on the time slider
  bool operator==(const LecturePlace&) const = default;
};

/// All of them, in the order of the lecture.
std::vector<LecturePlace> moments_of(const Lecture& lecture);

/// What was planned for the slides before this one, and for all of them, in minutes.
double minutes_before(const Lecture& lecture, std::size_t slide);
double minutes_of(const Lecture& lecture);

/// Puts the slide that stands at `from` where `to` is; both are slides of it.
void move_slide(Lecture& lecture, std::size_t from, std::size_t to);

}  // namespace alphabar

#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/export/paper.h"
#include "core/base/listed.h"
#include "core/process/level.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What an animation shows.
enum class Subject {
  lanes,      ///< the particle panes, side by side
  curves,     ///< the plots
  beside,     ///< the panes with the plots beside them
  filmstrip,  ///< the UNet's pictures, the current one large
  window,     ///< the whole window, as `alphabar shot` draws it
};

constexpr auto listed(Subject) {
  return std::array{
      Listed{Subject::lanes, "lanes", "lanes"},
      Listed{Subject::curves, "curves", "curves"},
      Listed{Subject::beside, "beside", "lanes and curves"},
      Listed{Subject::filmstrip, "filmstrip", "filmstrip"},
      Listed{Subject::window, "window", "whole window"},
  };
}

/// What passes evenly while an animation plays.
enum class Pace { rows, t, sigma, log_snr };

constexpr auto listed(Pace) {
  return std::array{
      Listed{Pace::rows, "rows", "steps"},
      Listed{Pace::t, "t", "time t"},
      Listed{Pace::sigma, "sigma", "noise \u03C3"},
      Listed{Pace::log_snr, "log_snr", "log SNR"},
  };
}

/// What an animation does at its end.
enum class Ending {
  stays,  ///< `rest` seconds
  back,   ///< the same, then back to where it began, where it stays `rest_first` seconds
  loop,   ///< back at once, so that it can be repeated without a seam
};

constexpr auto listed(Ending) {
  return std::array{
      Listed{Ending::stays, "stays", "it stays"},
      Listed{Ending::back, "back", "there and back"},
      Listed{Ending::loop, "loop", "seamless loop"},
  };
}

/// An animation of one pass through a scene.
struct AnimationSpec {
  Subject subject = Subject::lanes;
  int width = 1280, height = 720;  ///< pixels, 160..7680 and 120..4320
  double fps = 30;                 ///< frames a second, 1..120
  double rest = 1;                 ///< seconds that the last state stays, 0..60
  int first = 0;                   ///< the frames wanted: first .. end - 1
  std::optional<int> end;          ///< none: to the last
  double rest_first = 0;           ///< seconds that the first state stays, 0..60
  double stops = 0;                ///< seconds that it stays at each bookmark, 0..60
  double from = 0, to = 1;         ///< the part of the time slider, 0..1
  std::optional<double> seconds;   ///< of that part; none: its share of playback.seconds
  Pace pace = Pace::rows;
  bool eased = false;  ///< it starts and ends slowly
  Ending ending = Ending::stays;
  Paper paper = Paper::theme;
  std::optional<Theme> theme;  ///< none: the scene's
  std::optional<double> type;  ///< size of its type, pixels to the em, 6..200; none: by its size
  bool header = true;          ///< title, time and process above
  bool numbers = false;        ///< the table of a followed particle's numbers on its pane
  bool presenting = false;     ///< the window as the class sees it
  bool with_scene = true;      ///< the file carries the scene as its recipe
  int lane = 0;                ///< the only one that is shown, from 1; 0: all
  std::string language = {};   ///< of the scene's texts, where it has them in it; "": its own

  bool operator==(const AnimationSpec&) const = default;
};

/// The size of its type, pixels to the em: given, or one that the last row can read.
double type_size(const AnimationSpec& spec);

/// Frames in all.
int frame_count(const Scene& scene, const AnimationSpec& spec);

/// The position in [0, 1] that each frame shows: the first `from`, the last that moves `to`.
/// levels: those of the lane that leads, which a pace other than of rows needs.
std::vector<double> frame_positions(const Scene& scene, const AnimationSpec& spec,
                                    std::span<const Level> levels);

/// One of them, with a pace of rows.
double frame_position(const Scene& scene, const AnimationSpec& spec, int frame);

/// The scene that an animation runs: without the lanes that it does not show, in its language.
Scene animated_scene(const Scene& scene, const AnimationSpec& spec);

/// Of each bookmark, in order of time, the part from there to the next one or the end. Throws
/// BadRequest where the scene has none.
std::vector<AnimationSpec> clips(const Scene& scene, const AnimationSpec& spec);

/// Throws BadRequest naming the option, its value and its range.
void check(const Scene& scene, const AnimationSpec& spec);

/// "A:B" to frames A .. B - 1; either may be left out. Throws BadRequest.
void read_frames(const std::string& text, AnimationSpec& spec);

}  // namespace alphabar

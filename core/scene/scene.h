#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/listed.h"
#include "core/scene/chain_spec.h"
#include "core/scene/data.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/lecture/card.h"
#include "core/scene/lecture/stage_slider.h"
#include "core/scene/lecture/translation.h"
#include "core/scene/metric.h"
#include "core/scene/model_spec.h"
#include "core/scene/pictures/pictures_spec.h"
#include "core/scene/plot_spec.h"
#include "core/scene/process_spec.h"
#include "core/scene/sampler/sampler_spec.h"
#include "core/scene/training/training_spec.h"

namespace alphabar {

/// One sampler's run, side by side with the others: a whole case, of which what it does not say is
/// the scene's.
struct LaneSpec {
  static constexpr std::size_t most = 12;

  std::string name;  ///< shown above its pane; empty: the sampler's own name
  SamplerSpec sampler;
  bool muted = false;  ///< neither run nor shown, but kept; at least one lane is not
  int hue = -1;        ///< of its particles and curves, 0..11, wherever it stands; -1: its place's
  std::optional<DataSpec> data = {};  ///< its own, as the next three; see data_of()
  std::optional<ProcessSpec> process = {};
  std::optional<ModelSpec> model = {};
  std::optional<GuidanceSpec> guidance = {};
  bool operator==(const LaneSpec&) const = default;
};

/// The hue of the lane that stands at `place`.
constexpr std::size_t hue_of(const LaneSpec& lane, std::size_t place) {
  return lane.hue < 0 ? place : static_cast<std::size_t>(lane.hue);
}

enum class Theme { dark, light, projector };

constexpr auto listed(Theme) {
  return std::array{
      Listed{Theme::dark, "dark", "dark"},
      Listed{Theme::light, "light", "light"},
      Listed{Theme::projector, "projector", "projector"},
  };
}

/// p_t behind the particles.
enum class Backdrop {
  none,
  shading,   ///< a neutral ramp, with lines where a Gaussian has its 1, 2 and 3 sigma ellipses
  contours,  ///< lines alone, one at every half sigma
  energy,    ///< E = -log p_t as a relief, with lines of equal energy
  guidance,  ///< what guidance climbs: log p(y | x_t), or -L(x0_hat)
};

constexpr auto listed(Backdrop) {
  return std::array{
      Listed{Backdrop::none, "none", "none"},
      Listed{Backdrop::shading, "shading", "shading"},
      Listed{Backdrop::contours, "contours", "contours"},
      Listed{Backdrop::energy, "energy", "energy"},
      Listed{Backdrop::guidance, "guidance", "guidance: log p(y | x_t)"},
  };
}

/// A vector field over the plane, at the current level.
enum class Field {
  none,
  score,     ///< grad log p_t(x)
  flow,      ///< the way of the probability flow towards the data, da x0_hat + ds eps_hat
  guidance,  ///< what guidance adds to the score: grad log p(y | x_t), or -grad L(x0_hat)
};

constexpr auto listed(Field) {
  return std::array{
      Listed{Field::none, "none", "none"},
      Listed{Field::score, "score", "score"},
      Listed{Field::flow, "flow", "flow"},
      Listed{Field::guidance, "guidance", "guidance"},
  };
}

enum class FieldForm { arrows, streamlines };

constexpr auto listed(FieldForm) {
  return std::array{
      Listed{FieldForm::arrows, "arrows", "arrows"},
      Listed{FieldForm::streamlines, "streamlines", "streamlines"},
  };
}

/// What a particle's colour tells.
enum class ColorBy {
  lane,
  component,  ///< the component of p_t most responsible for x_t
  start,      ///< where x_T was, on a smooth map
  mode,       ///< the component most responsible for where it ends
};

constexpr auto listed(ColorBy) {
  return std::array{
      Listed{ColorBy::lane, "lane", "lane"},
      Listed{ColorBy::component, "component", "component"},
      Listed{ColorBy::start, "start", "start position"},
      Listed{ColorBy::mode, "mode", "final mode"},
  };
}

/// What of a net the Learn panel maps over the plane, at one level.
enum class NetMap {
  net,         ///< the net's score
  exact,       ///< the score of the data
  difference,  ///< the length of what is between them
  energy,      ///< E of an energy, else -log p of the data
};

constexpr auto listed(NetMap) {
  return std::array{
      Listed{NetMap::net, "net", "net"},
      Listed{NetMap::exact, "exact", "exact"},
      Listed{NetMap::difference, "difference", "difference"},
      Listed{NetMap::energy, "energy", "energy"},
  };
}

/// The data being noised, x_t = a x_0 + s eps, at the time of the lanes.
enum class ForwardView { off, beside, alone };

constexpr auto listed(ForwardView) {
  return std::array{
      Listed{ForwardView::off, "off", "off"},
      Listed{ForwardView::beside, "beside", "beside the lanes"},
      Listed{ForwardView::alone, "alone", "alone"},
  };
}

/// What the window is arranged for: trying things out, showing them, or looking at pictures.
enum class Arrangement { explore, lecture, images };

constexpr auto listed(Arrangement) {
  return std::array{
      Listed{Arrangement::explore, "explore"},
      Listed{Arrangement::lecture, "lecture"},
      Listed{Arrangement::images, "images"},
  };
}

/// What stands beside the table of a lane's plan.
struct ReferenceLane {
  int index = 0;  ///< 0..11, of the reference that is shown
  bool operator==(const ReferenceLane&) const = default;
};
struct OtherLane {
  int index = 0;  ///< 0..11
  bool operator==(const OtherLane&) const = default;
};
struct NamedPreset {
  std::string name;        ///< of core/plan/presets.h, or one that is not known
  bool own_steps = false;  ///< it is built with as many steps as the lane has
  bool operator==(const NamedPreset&) const = default;
};
using PlanAgainst =
    std::variant<std::monostate, OtherLane, NamedPreset, ReferenceLane>;  ///< the first: nothing

/// In words: "", "lane 2", "reference lane 2", "diffusers DDIM, 50, leading", or that with ", with
/// this lane's steps".
std::string to_text(const PlanAgainst& against);
PlanAgainst plan_against(std::string_view words);

/// How the scene is looked at. Of all this only `forward` makes anything run.
struct ViewSpec {
  Vec2 center{0, 0};       ///< camera, in data units
  double half_height = 3;  ///< data units from the middle to the nearest edges of a pane, > 0
  Backdrop backdrop = Backdrop::shading;
  Field field = Field::none;
  FieldForm field_form = FieldForm::arrows;
  ColorBy color_by = ColorBy::lane;
  ForwardView forward = ForwardView::off;
  bool overlay = false;      ///< all lanes in one pane
  bool edit_data = false;    ///< the mixture's handles are shown, to be dragged
  bool trails = true;        ///< of the tracked particles
  int tracked = 32;          ///< particles 0 .. tracked - 1 leave trails, 0..256
  double trail_fade = 0.06;  ///< share of the run in which a trail fades to a third, 0.01..1
  bool chords = false;       ///< from x_t of each tracked particle to its x0_hat
  int pinned = -1;  ///< a particle that is followed in every lane, with its numbers; -1, or one
                    ///< that no run has: none
  Arrangement arrangement = Arrangement::explore;  ///< how large the panels are
  /// Ids of the panels that are shown; what there is the window knows (panel_table.cpp).
  std::set<std::string, std::less<>> panels{"controls", "curves", "pictures", "step", "space_time"};
  /// Of these, the ids of those that the scene is about: opened, it shows them before others that
  /// share their places, the last one first.
  std::vector<std::string> front;
  int step_lane = 0;              ///< whose step, 0..11; the last one before where it is not there
  bool posterior = false;         ///< there: q(x_t' | x_t, x_0) beside the step, x_0 where it ends
  bool forward_paths = false;     ///< in space-time: data being noised
  double space_time_start = 1.2;  ///< there: x_T of the path that stands out, in its deviations
  std::vector<PlotSpec> plots{{PlotKind::level}, {PlotKind::noise}, {PlotKind::lambda}};
  bool log_time = false;  ///< of the plots' time axis
  int plan_lane =
      0;  ///< the table that ran is of this lane, 0..11; of the last one where there are fewer
  PlanAgainst plan_against;
  int reference = -1;  ///< of scene.references, shown beside the lanes; -1, or one that is not
                       ///< there: none
  Metric metric = Metric::sliced_w1;  ///< by which, there and in the lanes' captions
  static constexpr std::size_t most_error_processes = 4;
  std::vector<ProcessKind>
      error_processes;  ///< swept there beside the scene's own, with its numbers
                        ///< where they have the same; is_of_numbers, at most 4
  static constexpr std::size_t most_error_nfe = 32;
  std::vector<int> error_nfe;  ///< numbers of evaluations there, each 1..1000, at most 32; empty: 5
                               ///< to 200 steps
  int error_seeds = 5;         ///< runs of each kind there, 1..100
  int error_particles = 8192;  ///< of each run there at most, 1..1,000,000
  NetMap net_map = NetMap::difference;
  double net_sigma = 0.3;           ///< s / a of the level that is mapped, 1e-3..1e3
  int picture = 0;                  ///< of those made together, which is shown, 0..63
  bool picture_difference = false;  ///< lanes of pictures beside the first: what they are less it
  Theme theme = Theme::dark;
  double font_scale = 1;                    ///< 0.5..4
  NotePlace note_place = NotePlace::above;  ///< where there is room for it
  static constexpr std::size_t most_stage = 6;
  std::vector<StageSlider> stage;  ///< on the slide, at most 6
  bool operator==(const ViewSpec&) const = default;

  /// Whether a panel is shown: "error" (else nothing is swept), "pictures" (else none are made) ...
  bool shows(std::string_view panel) const { return panels.contains(panel); }
  void show(std::string_view panel) { panels.emplace(panel); }
  void hide(std::string_view panel) {
    std::erase_if(panels, [&](auto& id) { return id == panel; });
  }
};

/// What playing does at the end of a pass.
enum class Repeat { once, loop, ping_pong };

constexpr auto listed(Repeat) {
  return std::array{
      Listed{Repeat::once, "once"},
      Listed{Repeat::loop, "loop"},
      Listed{Repeat::ping_pong, "ping_pong"},
  };
}

/// In what the time is told, beside the number of the step.
enum class TimeUnit {
  t,       ///< the process's own time
  index,   ///< diffusers' timestep t - 1 = 0..T-1 of a discrete process, else t
  sigma,   ///< s / a
  lambda,  ///< log(a / s), half the log SNR
  step,    ///< the step alone
};

constexpr auto listed(TimeUnit) {
  return std::array{
      Listed{TimeUnit::t, "t"},         Listed{TimeUnit::index, "index"},
      Listed{TimeUnit::sigma, "sigma"}, Listed{TimeUnit::lambda, "log_snr"},
      Listed{TimeUnit::step, "step"},
  };
}

/// How time passes on screen.
struct PlaybackSpec {
  double position = 0;  ///< 0: x_T, 1: the end of every lane
  double seconds = 6;   ///< of one pass, on screen and in an animation, > 0
  Repeat repeat = Repeat::loop;
  TimeUnit unit = TimeUnit::t;
  bool operator==(const PlaybackSpec&) const = default;
};

/// A moment worth stopping at.
struct Bookmark {
  std::string name;
  double position = 0;    ///< on the time slider: 0 is x_T, 1 the end
  std::string note = {};  ///< what the lecturer is to say there, in Markdown; not on the slide
  bool operator==(const Bookmark&) const = default;
};

/// What is run.
struct Setup {
  DataSpec data;
  ProcessSpec process;
  ModelSpec model;
  std::vector<LaneSpec> lanes;  ///< 1..12
  GuidanceSpec guidance;
  bool paired = true;  ///< all lanes share x_T and the noise
  std::uint64_t seed = 1;
  int particles = 20000;  ///< 1..10,000,000
  bool operator==(const Setup&) const = default;
};

/// A setup that is kept, to be shown beside what it became.
struct Reference {
  std::string name;
  Setup setup;
  bool operator==(const Reference&) const = default;
};

/// Everything that is on screen, as a value: what is saved, undone, replayed and exported.
struct Scene : Setup {
  static constexpr std::size_t most_references = 8;
  static constexpr std::size_t most_translations = 32, most_cards = 20;

  std::string title;
  std::string note;         ///< what there is to see: Markdown with LaTeX between dollars; or empty
  std::string lang = "en";  ///< the language of both, a tag (BCP 47)
  std::vector<Translation> translations;  ///< at most most_translations, one a language
  std::vector<Card> cards;                ///< at most most_cards
  TrainingSpec training;                  ///< of a net, on the data and the process
  PicturesSpec pictures;
  ChainSpec chain;
  ViewSpec view;
  PlaybackSpec playback;
  std::vector<Bookmark> bookmarks;    ///< at most 100, in any order
  std::vector<Reference> references;  ///< at most most_references

  bool operator==(const Scene&) const = default;
};

/// The one that is shown beside the lanes; null: none.
const Reference* shown_reference(const Scene& scene);
/// Keeps the setup as it is under a name of its own ("A", "B" ...), and shows it. False: there is
/// no room.
bool add_reference(Scene& scene);
void remove_reference(Scene& scene, std::size_t place);
/// The setup becomes the shown reference's, and that is what it was; false: none is shown.
bool flip_reference(Scene& scene);

/// A scene's title and note as somebody reads them.
struct SceneWords {
  const std::string& title;
  const std::string& note;
};
/// In the language that fits best, the scene's own where none does or none is wanted ("").
SceneWords words_of(const Scene& scene, const std::string& lang);

/// The name of a bookmark or a lane, or a card's words, in the same language; `words` themselves
/// where it has none for them.
std::string in_language(const Scene& scene, const std::string& lang, const std::string& words);
/// All such words of a scene, each once, in the order lanes, bookmarks, cards.
std::vector<std::string> words_to_translate(const Scene& scene);
/// The cards with their words in that language.
std::vector<Card> cards_in(const Scene& scene, const std::string& lang);
/// The scene with all its texts in that language, to be drawn, not kept.
Scene said_in(Scene scene, const std::string& lang);

/// What a lane is run with: its own, else the scene's.
const DataSpec& data_of(const Setup& setup, const LaneSpec& lane);
const ProcessSpec& process_of(const Setup& setup, const LaneSpec& lane);
ProcessSpec& process_of(Setup& setup, std::size_t lane);  ///< to be changed
const ModelSpec& model_of(const Setup& setup, const LaneSpec& lane);
const GuidanceSpec& guidance_of(const Setup& setup, const LaneSpec& lane);

/// The same scene with no guidance, its own or a lane's: a flow is the model's own.
Scene without_guidance(Scene scene);

/// What a newcomer sees: eight clusters, the reverse SDE beside the probability-flow ODE.
Scene default_scene();

/// Throws BadRequest naming the part, the field, its value and its range. Every part of a scene
/// that passes is sound by itself; whether a lane's sampler fits its process, and its guidance its
/// data, is known when it is derived (core/derive/derived.h).
void check(const Scene& scene);

}  // namespace alphabar

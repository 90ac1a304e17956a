#include "core/scene/scene.h"

#include <algorithm>
#include <string>

#include "core/base/check.h"
#include "core/base/text.h"

namespace alphabar {

Scene default_scene() {
  Scene scene;
  scene.title = "The reverse SDE beside the probability-flow ODE";
  scene.note = "The same marginals at every t, by noisy paths and by smooth ones.";
  scene.data = data_preset("ring");
  SamplerSpec sde, ode;
  sde.kind = SamplerKind::euler_maruyama;
  ode.kind = SamplerKind::probability_flow;
  sde.grid.steps = ode.grid.steps = 100;
  sde.grid.spacing = ode.grid.spacing = Spacing::trailing;
  scene.lanes = {{"Reverse SDE", sde}, {"Probability-flow ODE", ode}};
  scene.pictures.sampler.grid.spacing = Spacing::trailing;
  scene.pictures.label = 9;  // an ankle boot
  scene.bookmarks = {{"Noise", 0}, {"Clusters appear", 0.8}, {"Data", 1}};
  scene.playback.position = 0.93;  // the clusters show already; playing on, the run starts over
  scene.view.half_height = 2.6;
  return scene;
}

const DataSpec& data_of(const Setup& setup, const LaneSpec& lane) {
  return lane.data ? *lane.data : setup.data;
}
const ProcessSpec& process_of(const Setup& setup, const LaneSpec& lane) {
  return lane.process ? *lane.process : setup.process;
}
ProcessSpec& process_of(Setup& setup, std::size_t lane) {
  std::optional<ProcessSpec>& own = setup.lanes[lane].process;
  return own ? *own : setup.process;
}
const ModelSpec& model_of(const Setup& setup, const LaneSpec& lane) {
  return lane.model ? *lane.model : setup.model;
}
const GuidanceSpec& guidance_of(const Setup& setup, const LaneSpec& lane) {
  return lane.guidance ? *lane.guidance : setup.guidance;
}

const Reference* shown_reference(const Scene& scene) {
  const auto place = static_cast<std::size_t>(scene.view.reference);
  const bool there = scene.view.reference >= 0 && place < scene.references.size();
  return there ? &scene.references[place] : nullptr;
}

bool add_reference(Scene& scene) {
  if (scene.references.size() >= Scene::most_references) return false;
  std::string name = "A";
  while (std::ranges::count(scene.references, name, &Reference::name)) ++name[0];
  scene.references.push_back({name, scene});
  scene.view.reference = static_cast<int>(scene.references.size()) - 1;
  return true;
}

void remove_reference(Scene& scene, std::size_t place) {
  scene.references.erase(scene.references.begin() + static_cast<std::ptrdiff_t>(place));
  const int gone = static_cast<int>(place);
  if (scene.view.reference == gone) scene.view.reference = -1;
  if (scene.view.reference > gone) --scene.view.reference;
}

bool flip_reference(Scene& scene) {
  if (!shown_reference(scene)) return false;
  std::swap(static_cast<Setup&>(scene),
            scene.references[static_cast<std::size_t>(scene.view.reference)].setup);
  return true;
}

/// That fits a language best; null: none does better than the scene's own texts.
static const Translation* translation_for(const Scene& scene, const std::string& lang) {
  const Translation* best = nullptr;
  int fit = language_fit(scene.lang, lang);
  for (const Translation& other : scene.translations)
    if (const int its = language_fit(other.lang, lang); its > fit) {
      fit = its;
      best = &other;
    }
  return best;
}

std::string in_language(const Scene& scene, const std::string& lang, const std::string& words) {
  const Translation* translation = translation_for(scene, lang);
  if (!translation) return words;
  const auto found = translation->words.find(words);
  return found == translation->words.end() || found->second.empty() ? words : found->second;
}

std::vector<std::string> words_to_translate(const Scene& scene) {
  std::vector<std::string> all;
  const auto add = [&](const std::string& words) {
    if (!words.empty() && !std::ranges::count(all, words)) all.push_back(words);
  };
  for (const LaneSpec& lane : scene.lanes) add(lane.name);
  for (const Bookmark& mark : scene.bookmarks) add(mark.name);
  for (const Card& card : scene.cards) add(card.words);
  return all;
}

std::vector<Card> cards_in(const Scene& scene, const std::string& lang) {
  std::vector<Card> cards = scene.cards;
  for (Card& card : cards) card.words = in_language(scene, lang, card.words);
  return cards;
}

Scene said_in(Scene scene, const std::string& lang) {
  if (!translation_for(scene, lang)) return scene;
  scene.cards = cards_in(scene, lang);
  for (LaneSpec& lane : scene.lanes) lane.name = in_language(scene, lang, lane.name);
  for (Bookmark& mark : scene.bookmarks) mark.name = in_language(scene, lang, mark.name);
  const auto [title, note] = words_of(scene, lang);
  std::string its_title = title, its_note = note;
  scene.title = std::move(its_title);
  scene.note = std::move(its_note);
  scene.lang = lang;
  scene.translations.clear();
  return scene;
}

SceneWords words_of(const Scene& scene, const std::string& lang) {
  const Translation* best = translation_for(scene, lang);
  return {best && !best->title.empty() ? best->title : scene.title,
          best && !best->note.empty() ? best->note : scene.note};
}

Scene without_guidance(Scene scene) {
  scene.guidance = {};
  for (LaneSpec& lane : scene.lanes) lane.guidance.reset();
  return scene;
}

namespace {

constexpr std::string_view own_steps_words = ", with this lane's steps";
constexpr int most_lanes = static_cast<int>(LaneSpec::most);

}  // namespace

std::string to_text(const PlanAgainst& against) {
  if (const auto* lane = std::get_if<OtherLane>(&against))
    return "lane " + std::to_string(lane->index + 1);
  if (const auto* of_reference = std::get_if<ReferenceLane>(&against))
    return "reference lane " + std::to_string(of_reference->index + 1);
  const auto* preset = std::get_if<NamedPreset>(&against);
  if (!preset) return "";
  return preset->own_steps ? preset->name + std::string(own_steps_words) : preset->name;
}

PlanAgainst plan_against(std::string_view words) {
  const bool own_steps = words.ends_with(own_steps_words);
  if (own_steps) words.remove_suffix(own_steps_words.size());
  if (words.empty()) return {};
  for (int lane = 0; lane < most_lanes; ++lane) {
    if (words == to_text(OtherLane{lane})) return OtherLane{lane};
    if (words == to_text(ReferenceLane{lane})) return ReferenceLane{lane};
  }
  return NamedPreset{std::string(words), own_steps};
}

namespace {

constexpr int most_particles = 10'000'000;

/// A text is read by people, and laid out in every frame.
void check_text(const std::string& where, const std::string& field, const std::string& text,
                std::size_t most) {
  if (text.size() > most)
    throw BadRequest(where, field, std::to_string(text.size()) + " bytes",
                     "at most " + std::to_string(most) + " bytes", "shorten it");
  if (!is_utf8(text)) throw BadRequest(where, field, text, "a text in UTF-8");
}

constexpr std::size_t longest_line = 1000, longest_page = 10'000;

void check_language(const std::string& where, const std::string& tag) {
  if (!is_language_tag(tag))
    throw BadRequest(where, "lang", "\"" + tag + "\"", "a language tag, as \"en\" or \"zh-Hant\"");
}

void check(const Translation& translation) {
  check_language("", translation.lang);
  check_text("", "title", translation.title, longest_line);
  check_text("", "note", translation.note, longest_page);
  check_range("", "words", static_cast<double>(translation.words.size()), 0,
              static_cast<double>(Translation::most_words));
  for (const auto& [own, other] : translation.words) {
    check_text("", "words", own, longest_line);
    check_text("words", own, other, longest_line);
  }
}

void check(const Card& card) {
  check_text("", "words", card.words, longest_line);
  for (const double share : card.at) check_range("", "at", share, 0, 1);
  for (const double place : card.point) check_range("", "point", place, -1e6, 1e6);
  check_range("", "index", card.index, 0, 10'000'000);
  check_range("", "lane", card.lane, 0, static_cast<double>(LaneSpec::most) - 1);
  check_range("", "from", card.from, 0, 1);
  check_range("", "until", card.until, card.from, 1);
}

void check_texts(const Scene& scene) {
  constexpr std::size_t name = 500, line = longest_line, page = longest_page, path = 20'000;
  check_text("scene", "title", scene.title, line);
  check_text("scene", "note", scene.note, page);
  check_text("pictures", "model", scene.pictures.model, path);
  check_text("model", "net", scene.model.net, path);
  check_text("pictures", "assume", scene.pictures.assume, 100);
  check_text("pictures", "picture", scene.pictures.picture, path);
  for (std::size_t i = 0; i < lanes_of(scene.pictures); ++i)
    check_text("pictures", "name", lane_of(scene.pictures, i).name, name);
  check_text("view", "plan_against", to_text(scene.view.plan_against), line);
  check_language("scene", scene.lang);
  for (std::size_t i = 0; i < scene.bookmarks.size(); ++i) {
    const std::string where = "bookmarks[" + std::to_string(i) + "]";
    check_text(where, "name", scene.bookmarks[i].name, name);
    check_text(where, "note", scene.bookmarks[i].note, page);
  }
}

void check_lane(const LaneSpec& lane) {
  check_text("", "name", lane.name, 500);
  check(lane.sampler);
  check_range("", "hue", lane.hue, -1, most_lanes - 1);
  if (lane.data) {
    check_text("data", "name", lane.data->name, 500);
    check(*lane.data);
  }
  if (lane.process) {
    check_text("process", "formula", lane.process->formula, 10'000);
    check(*lane.process);
  }
  if (lane.model) {
    check_text("model", "net", lane.model->net, 20'000);
    check(*lane.model);
  }
  if (lane.guidance) check(*lane.guidance);
}

/// Checks a part of the scene; what is wrong is told with the part's place.
template <class Work>
void check_part(const std::string& place, const Work& work) {
  try {
    work();
  } catch (const BadRequest& error) {
    throw error.in(place);
  }
}

void check_words(const Scene& scene) {
  check_range("scene", "translations", static_cast<double>(scene.translations.size()), 0,
              static_cast<double>(Scene::most_translations));
  for (std::size_t i = 0; i < scene.translations.size(); ++i)
    check_part("translations[" + std::to_string(i) + "]", [&] { check(scene.translations[i]); });
  check_range("scene", "cards", static_cast<double>(scene.cards.size()), 0,
              static_cast<double>(Scene::most_cards));
  for (std::size_t i = 0; i < scene.cards.size(); ++i)
    check_part("cards[" + std::to_string(i) + "]", [&] { check(scene.cards[i]); });
  check_range("view", "stage", static_cast<double>(scene.view.stage.size()), 0,
              static_cast<double>(ViewSpec::most_stage));
  for (const StageSlider& slider : scene.view.stage)
    check_range("view", "stage: lane", slider.lane, -1, most_lanes - 1);
}

void check(const Setup& setup) {
  check_text("data", "name", setup.data.name, 500);
  check_text("process", "formula", setup.process.formula, 10'000);
  check(setup.data);
  check(setup.process);
  check(setup.model);
  if (setup.lanes.empty() || setup.lanes.size() > LaneSpec::most)
    throw BadRequest("scene", "lanes", std::to_string(setup.lanes.size()),
                     "1 to " + std::to_string(most_lanes));
  for (std::size_t i = 0; i < setup.lanes.size(); ++i)
    check_part("lanes[" + std::to_string(i) + "]", [&] { check_lane(setup.lanes[i]); });
  if (std::ranges::all_of(setup.lanes, &LaneSpec::muted))
    throw BadRequest("lanes", "muted", "true in every lane", "false in one lane at least");
  check_range("scene", "particles", setup.particles, 1, most_particles);
  check(setup.guidance, setup.data);
}

}  // namespace

/// Of panels; which there are the window knows.
static void check_ids(const char* field, const auto& ids) {
  if (ids.size() > 32) throw BadRequest("view", field, std::to_string(ids.size()), "at most 32");
  for (const std::string& id : ids)
    if (id.empty() || id.size() > 32 ||
        id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
      throw BadRequest("view", field, "\"" + id + "\"", "ids of panels, as \"curves\"");
}

void check(const Scene& scene) {
  check_range("scene", "bookmarks", static_cast<double>(scene.bookmarks.size()), 0, 100);
  check_texts(scene);
  check_words(scene);
  check(static_cast<const Setup&>(scene));
  check_range("scene", "references", static_cast<double>(scene.references.size()), 0,
              Scene::most_references);
  for (std::size_t i = 0; i < scene.references.size(); ++i)
    check_part("references[" + std::to_string(i) + "]", [&] {
      check_text("", "name", scene.references[i].name, 500);
      check(scene.references[i].setup);
    });
  check_range("view", "reference", scene.view.reference, -1,
              static_cast<double>(Scene::most_references) - 1);

  check(scene.training);

  for (std::size_t i = 0; i < lanes_of(scene.pictures); ++i)
    check_part("pictures", [&] { check(lane_of(scene.pictures, i).sampler); });
  check(scene.pictures);
  check_range("view", "picture", scene.view.picture, 0, PicturesSpec::most_pictures - 1);

  check(scene.chain);

  check_range("view", "center", scene.view.center[0], -1e6, 1e6);
  check_range("view", "center", scene.view.center[1], -1e6, 1e6);
  check_range("view", "half_height", scene.view.half_height, 1e-6, 1e6);
  check_range("view", "tracked", scene.view.tracked, 0, 256);
  check_range("view", "trail_fade", scene.view.trail_fade, 0.01, 1);
  check_range("view", "pinned", scene.view.pinned, -1, most_particles);
  check_range("view", "step_lane", scene.view.step_lane, 0, most_lanes - 1);
  check_range("view", "space_time_start", scene.view.space_time_start, -10, 10);
  check_ids("panels", scene.view.panels);
  check_ids("front", scene.view.front);
  if (scene.view.plots.size() > 32)
    throw BadRequest("view", "plots", std::to_string(scene.view.plots.size()), "at most 32");
  check_range("view", "error_nfe", static_cast<double>(scene.view.error_nfe.size()), 0,
              ViewSpec::most_error_nfe);
  for (const int nfe : scene.view.error_nfe) check_range("view", "error_nfe", nfe, 1, 1000);
  check_range("view", "error_seeds", scene.view.error_seeds, 1, 100);
  check_range("view", "error_particles", scene.view.error_particles, 1, 1'000'000);
  check_range("view", "error_processes", static_cast<double>(scene.view.error_processes.size()), 0,
              ViewSpec::most_error_processes);
  for (const ProcessKind kind : scene.view.error_processes) {
    if (!is_of_numbers(kind))
      throw BadRequest("view", "error_processes", "one that is given by hand, or clean",
                       "processes that a few numbers say all of");
    ProcessSpec other = scene.process;
    other.kind = kind;
    check(other);
  }
  check_range("view", "plan_lane", scene.view.plan_lane, 0, most_lanes - 1);
  check_range("view", "net_sigma", scene.view.net_sigma, 1e-3, 1e3);
  check_range("view", "font_scale", scene.view.font_scale, 0.5, 4);
  check_range("playback", "position", scene.playback.position, 0, 1);
  check_range("playback", "seconds", scene.playback.seconds, 0.01, 3600);
  for (const Bookmark& bookmark : scene.bookmarks)
    check_range("bookmark", "position", bookmark.position, 0, 1);
}

}  // namespace alphabar

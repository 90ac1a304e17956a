#include "core/io/scene/scene_json.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/files/json/json_fields.h"
#include "core/io/scene/data_json.h"
#include "core/plan/presets.h"
#include "core/plan/samplers/samplers.h"
#include "core/scene/pictures/picture_options.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

constexpr const char* format_name = "alphabar-scene";
constexpr int newest_version = 1;

}  // namespace

// One description a struct, found by JsonFields through argument-dependent lookup: hence not in an
// unnamed namespace.
/// The fields of a table, in its order. One that `uses` leaves out says nothing here.
template <class Spec, class Field>
static void option_fields(JsonFields& f, Spec& spec, std::span<const Field> options,
                          const auto& uses) {
  const Spec usual;
  for (const Field& option : options)
    std::visit(
        [&](auto member) {
          const bool used = uses(option);
          if constexpr (requires { options_of(spec.*member); })
            f.option_part({used}, option.name, spec.*member, usual.*member);
          else
            f.option({used}, option.name, spec.*member, usual.*member);
        },
        option.member);
}

/// The same of those that their own table says to be used.
template <class Spec>
static void option_fields(JsonFields& f, Spec& spec) {
  option_fields(f, spec, options_of(spec),
                [&](const auto& option) { return !option.used || option.used(spec); });
}

static void fields(JsonFields& f, ProcessSpec& p) {
  f("kind", p.kind);
  const ProcessInfo& info = process_info(p.kind);
  option_fields(f, p, options_of(p),
                [&](const ProcessOption& option) { return info.uses(option.member); });
}

static void fields(JsonFields& f, GridSpec& g) { option_fields(f, g); }
static void fields(JsonFields& f, CorrectorSpec& c) { option_fields(f, c); }
static void fields(JsonFields& f, ChurnSpec& c) { option_fields(f, c); }
static void fields(JsonFields& f, RestartSpec& r) { option_fields(f, r); }

static void fields(JsonFields& f, SamplerSpec& s) {
  if (f.has("preset")) {  // read alone: it is written as what it says, which may be changed
    std::string name;
    f("preset", name);
    std::optional<SamplerSpec> preset = find_preset(name);
    if (!preset)
      f.refuse("preset",
               "a name of `alphabar list presets`, or two of ComfyUI's names there: "
               "dpmpp_2m + karras");
    s = *std::move(preset);
  }
  f("kind", s.kind);
  f.part("grid", s.grid);
  const SamplerInfo& info = sampler_info(s.kind);
  option_fields(f, s, options_of(s),
                [&](const SamplerOption& option) { return info.uses(option.member); });
}

static void fields(JsonFields& f, GuidanceSpec& g) {
  const auto one_of = [](const GuidanceOption& option, auto... members) {
    return ((option.member == GuidanceOption::Member(members)) || ...);
  };
  option_fields(f, g, options_of(g), [&](const GuidanceOption& option) {
    // What any guidance may have is read, and told to be allowed, but written where it is unusual.
    if (f.reading() && one_of(option, &GuidanceSpec::curve_t, &GuidanceSpec::curve_w)) return true;
    if (!option.used)
      return f.reading() || one_of(option, &GuidanceSpec::kind, &GuidanceSpec::scale);
    return option.used(g);
  });
}

static void fields(JsonFields& f, ModelSpec& m) {
  f("kind", m.kind);
  const ModelSpec usual;
  f.option({m.kind == ModelKind::blurred}, "blur", m.blur, usual.blur);
  f.option({m.kind == ModelKind::points}, "points", m.points, usual.points);
  f.option({m.kind == ModelKind::points}, "seed", m.seed, usual.seed);
  f.option({m.kind == ModelKind::learned}, "net", m.net, usual.net);
}

static void fields(JsonFields& f, NetSpec& net) { option_fields(f, net); }

static void fields(JsonFields& f, TrainingSpec& t) {
  f("objective", t.objective);
  const ObjectiveInfo& info = objective_info(t.objective);
  option_fields(f, t, options_of(t), [&](const TrainingOption& option) {
    return !is_of_objective(option.member) || info.uses(option.member);
  });
}

static void fields(JsonFields& f, LaneSpec& lane) {
  f("name", lane.name);
  f.part("sampler", lane.sampler);
  f("muted", lane.muted);
  f("hue", lane.hue);
  f.optional_part("data", lane.data);
  f.optional_part("process", lane.process);
  f.optional_part("model", lane.model);
  f.optional_part("guidance", lane.guidance);
}

static void lane_fields(JsonFields& f, PictureLane& lane) {
  f.part("sampler", lane.sampler);
  const PictureLane usual;
  f.option({false}, "name", lane.name, usual.name);
  f.option({false}, "muted", lane.muted, usual.muted);
  option_fields(f, lane, options_of(lane), [&](const PictureOption& option) {
    if (!option.used)
      return f.reading() || option.member == PictureOption::Member(&PictureLane::scale);
    return option.used(lane) && (f.reading() || lane.guide != usual.guide);
  });
}

static void fields(JsonFields& f, PictureLane& lane) { lane_fields(f, lane); }

static void fields(JsonFields& f, PicturesSpec& p) {
  f("model", p.model);
  f.option({!p.assume.empty()}, "assume", p.assume, std::string());
  // The default class belongs to the default net; another one may have no classes.
  if (f.has("model") && !f.has("label")) p.label = -1;
  lane_fields(f, p);
  f("label", p.label);
  const PicturesSpec usual;
  f.option({false}, "labels", p.labels, usual.labels);
  f("count", p.count);
  f.option({false}, "between", p.between, usual.between);
  f.option({false}, "picture", p.picture, usual.picture);
  if (f.reading() || !p.beside.empty()) f.list("beside", p.beside);
}

static void fields(JsonFields& f, ChainSpec& c) {
  f("p", c.p);
  f("start", c.start);
  f("steps", c.steps);
  f("by_rows", c.by_rows);
  f("walker", c.walker);
  f("seed", c.seed);
}

static void fields(JsonFields& f, PlotSpec& p) {
  f("kind", p.kind);
  if (f.reading()) p.log = plot_text(p.kind).starts_log;
  f("log", p.log);
}

static void fields(JsonFields& f, StageSlider& s) {
  f("value", s.value);
  f("lane", s.lane);
}

/// A list of ids; in files from before it was one, a field for each of the panels there were.
static void shown_panels(JsonFields& f, ViewSpec& v) {
  std::vector<std::string> ids(v.panels.begin(), v.panels.end());
  f("panels", ids);
  if (!f.reading()) return;
  v.panels = {ids.begin(), ids.end()};
  for (const char* id :
       {"controls", "curves", "pictures", "step", "space_time", "plan", "error", "chain"}) {
    bool shown = v.shows(id);
    if (f.has(id)) f(id, shown);
    shown ? v.show(id) : v.hide(id);
  }
}

static void fields(JsonFields& f, ViewSpec& v) {
  f("center", v.center);
  f("half_height", v.half_height);
  f("backdrop", v.backdrop);
  f("field", v.field);
  f("field_form", v.field_form);
  f("color_by", v.color_by);
  f("forward", v.forward);
  f("overlay", v.overlay);
  f("edit_data", v.edit_data);
  f("trails", v.trails);
  f("tracked", v.tracked);
  f("trail_fade", v.trail_fade);
  f("chords", v.chords);
  f("pinned", v.pinned);
  f("arrangement", v.arrangement);
  shown_panels(f, v);
  f.option({false}, "front", v.front, ViewSpec().front);
  f("step_lane", v.step_lane);
  f("posterior", v.posterior);
  f("forward_paths", v.forward_paths);
  f("space_time_start", v.space_time_start);
  f.list("plots", v.plots);
  f("log_time", v.log_time);
  f("plan_lane", v.plan_lane);
  std::string against = to_text(v.plan_against);
  f("plan_against", against);
  if (f.reading()) v.plan_against = plan_against(against);
  f.ignore("log_axes");  // one for all plots, in files from before each had its own
  f("reference", v.reference);
  f("metric", v.metric);
  f("error_processes", v.error_processes);
  const ViewSpec usual;
  f.option({false}, "error_nfe", v.error_nfe, usual.error_nfe);
  f.option({false}, "error_seeds", v.error_seeds, usual.error_seeds);
  f.option({false}, "error_particles", v.error_particles, usual.error_particles);
  f.option({false}, "net_map", v.net_map, usual.net_map);
  f.option({false}, "net_sigma", v.net_sigma, usual.net_sigma);
  f.option({false}, "picture", v.picture, usual.picture);
  f.option({false}, "picture_difference", v.picture_difference, usual.picture_difference);
  f("theme", v.theme);
  f("font_scale", v.font_scale);
  f.option({false}, "note_place", v.note_place, usual.note_place);
  if (f.reading() || !v.stage.empty()) f.list("stage", v.stage);
}

static void fields(JsonFields& f, PlaybackSpec& p) {
  f("position", p.position);
  f("seconds", p.seconds);
  f("repeat", p.repeat);
  f("unit", p.unit);
}

static void fields(JsonFields& f, Bookmark& b) {
  f("name", b.name);
  f("position", b.position);
  f.option({false}, "note", b.note, std::string());
}

static void fields(JsonFields& f, Translation& t) {
  f("lang", t.lang);
  f("title", t.title);
  f("note", t.note);
  f.option({false}, "words", t.words, Translation().words);
}

static void fields(JsonFields& f, Card& c) {
  f("words", c.words);
  f("at", c.at);
  f("target", c.target);
  f.option({c.target == CardTarget::point}, "point", c.point, Card().point);
  f.option({c.target == CardTarget::particle || c.target == CardTarget::component}, "index",
           c.index, Card().index);
  f("lane", c.lane);
  f("from", c.from);
  f("until", c.until);
}

static void fields(JsonFields& f, Setup& setup) {
  f.part("data", setup.data);
  f.part("process", setup.process);
  f.option_part({setup.model != ModelSpec()}, "model", setup.model, ModelSpec());
  f.list("lanes", setup.lanes);
  f.part("guidance", setup.guidance);
  f("paired", setup.paired);
  f("seed", setup.seed);
  f("particles", setup.particles);
}

static void fields(JsonFields& f, Reference& reference) {
  f("name", reference.name);
  fields(f, reference.setup);
}

static void fields(JsonFields& f, Scene& scene) {
  std::string format = format_name;
  int version = newest_version;
  f("format", format);
  f("version", version);
  if (f.reading()) {
    if (format != format_name || !f.has("format"))
      f.refuse("format", std::string("\"") + format_name + "\"",
               format == "alphabar-lecture"
                   ? "a lecture opens in the window; shot --lecture makes its pictures"
                   : "is this a scene file?");
    if (version < 1 || version > newest_version)
      f.refuse("version", "1 to " + std::to_string(newest_version),
               "a newer file needs a newer program");
  }
  f("title", scene.title);
  // The default scene's sentence and moments are about that scene only.
  if (f.has("title") && !f.has("note")) scene.note.clear();
  if (f.has("title") && !f.has("bookmarks")) scene.bookmarks.clear();
  f("note", scene.note);
  f.option({false}, "lang", scene.lang, Scene().lang);
  if (f.reading() || !scene.translations.empty()) f.list("translations", scene.translations);
  if (f.reading() || !scene.cards.empty()) f.list("cards", scene.cards);
  fields(f, static_cast<Setup&>(scene));
  f.option_part({false}, "training", scene.training, TrainingSpec());
  f.part("pictures", scene.pictures);
  f.part("chain", scene.chain);
  f.part("view", scene.view);
  f.part("playback", scene.playback);
  f.list("bookmarks", scene.bookmarks);
  f.list("references", scene.references);
}

static void fields(JsonFields& f, LaneParts& parts) {
  f.part("process", parts.process);
  f.part("sampler", parts.sampler);
}

static void fields(JsonFields& f, TrainingParts& parts) {
  f.part("process", parts.process);
  f.part("training", parts.training);
}

static void check(const LaneParts& parts) {
  check(parts.process);
  check(parts.sampler);
}

static void check(const TrainingParts& parts) {
  check(parts.process);
  check(parts.training);
}

/// `value` with what the object says, checked; what is wrong is told with `where`.
template <class T>
static T read_from(const nlohmann::json& object, const std::string& where, T value) {
  try {
    JsonFields reader(object, "");
    fields(reader, value);
    reader.finish();
    check(value);
    return value;
  } catch (const BadRequest& error) {
    throw error.in(where);
  }
}

template <class T>
static nlohmann::ordered_json written(T& value) {
  JsonFields writer;
  fields(writer, value);
  return writer.take();
}

Scene native_scene(const nlohmann::json& document, const std::string& where) {
  return read_from(document, where, default_scene());
}

nlohmann::ordered_json lane_parts_json(LaneParts parts) { return written(parts); }
LaneParts lane_parts_from(const nlohmann::json& object, const std::string& where) {
  return read_from(object, where, LaneParts());
}

nlohmann::ordered_json training_parts_json(TrainingParts parts) { return written(parts); }
TrainingParts training_parts_from(const nlohmann::json& object, const std::string& where) {
  return read_from(object, where, TrainingParts());
}

std::string to_json(const Scene& scene) {
  Scene copy = scene;  // one description serves both ways, and reading needs to write to it
  return written(copy).dump(2) + "\n";
}

namespace {

/// The fields of an object after its kind, those of its parts by their path.
void add_fields(const nlohmann::ordered_json& object, const std::string& path,
                std::vector<SceneField>& list) {
  for (const auto& [name, value] : object.items()) {
    const std::string full = path + name;
    if (value.is_object())
      add_fields(value, full + ".", list);
    else if (full != "kind" && std::ranges::find(list, full, &SceneField::name) == list.end())
      list.push_back({full, value.dump(), ""});
  }
}

template <class Spec>
void add_fields(Spec& spec, std::vector<SceneField>& list) {
  JsonFields writer;
  fields(writer, spec);
  add_fields(writer.take(), "", list);
  for (SceneField& field : list)
    if (const auto found = writer.choices().find(field.name); found != writer.choices().end())
      field.choices = found->second;
}

}  // namespace

std::vector<SceneField> scene_fields(SamplerKind kind) {
  std::vector<SceneField> list;
  SamplerSpec spec;
  spec.kind = kind;
  add_fields(spec, list);
  if (sampler_info(kind).uses(&SamplerSpec::corrector)) {
    spec.corrector.rule = CorrectorRule::fixed;  // which has a field of its own
    add_fields(spec, list);
  }
  return list;
}

std::vector<SceneField> scene_fields(ProcessKind kind) {
  ProcessSpec spec;
  spec.kind = kind;
  std::vector<SceneField> list;
  add_fields(spec, list);
  return list;
}

}  // namespace alphabar

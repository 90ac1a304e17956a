#include "core/files/scene_json.h"

#include "core/base/error.h"
#include "core/files/atomic_file.h"
#include "core/files/case_json.h"
#include "core/files/json_fields.h"
#include "core/files/json_strict.h"
#include "core/files/scene_names.h"
#include "core/plan/samplers.h"

namespace alphabar {
namespace {

constexpr const char* format_name = "alphabar-scene";
constexpr int newest_version = 1;

}  // namespace

// One description a struct, found by JsonFields through argument-dependent lookup: hence not in an
// unnamed namespace.
static void fields(JsonFields& f, Component& c) {
  f("mean", c.mean);
  f("std", c.std);
  f("angle", c.angle);
  f("weight", c.weight);
  f("label", c.label);
}

static void fields(JsonFields& f, DataSpec& data) {
  f("name", data.name);
  // A name alone is a preset.
  if (f.reading() && !f.has("components") && !f.has("points")) data = data_preset(data.name);
  if (f.has("components") || f.has("points")) {
    const bool named = f.has("name");
    data = {.name = named ? data.name : DataSpec().name};
  }
  if (f.reading() || data.points.empty()) f.list("components", data.components);
  if (f.reading() || !data.points.empty()) f("points", data.points);
  if (f.reading() || !data.point_labels.empty()) f("point_labels", data.point_labels);
  if (f.reading() || !data.points.empty()) f("bandwidth", data.bandwidth);
}

static void fields(JsonFields& f, ProcessSpec& p) {
  f("kind", p.kind, process_names());
  const bool betas_of_its_own = p.kind == ProcessKind::linear ||
                                p.kind == ProcessKind::scaled_linear ||
                                p.kind == ProcessKind::sigmoid;
  const bool vp = p.kind == ProcessKind::vp_sde || p.kind == ProcessKind::subvp_sde;
  const bool sigmas = p.kind == ProcessKind::ve || p.kind == ProcessKind::edm;
  if (p.kind < ProcessKind::betas) f("T", p.T);
  if (betas_of_its_own) f("beta_start", p.beta_start);
  if (betas_of_its_own) f("beta_end", p.beta_end);
  if (p.kind == ProcessKind::cosine) f("max_beta", p.max_beta);
  if (p.kind == ProcessKind::betas) f("betas", p.betas);
  if (p.kind == ProcessKind::formula) f("formula", p.formula);
  if (p.kind == ProcessKind::drawn) f("drawn_t", p.drawn_t);
  if (p.kind == ProcessKind::drawn) f("drawn_alpha_bar", p.drawn_alpha_bar);
  if (p.kind <= ProcessKind::betas) f("zero_terminal_snr", p.zero_terminal_snr);
  if (vp) f("beta_min", p.beta_min);
  if (vp) f("beta_max", p.beta_max);
  if (sigmas) f("sigma_min", p.sigma_min);
  if (sigmas) f("sigma_max", p.sigma_max);
  if (vp || p.kind == ProcessKind::ve || p.kind == ProcessKind::flow) f("t_end", p.t_end);
}

static void fields(JsonFields& f, GridSpec& g) {
  f("spacing", g.spacing, spacing_names());
  f("steps", g.steps);
  f("offset", g.offset);
  f("shift", g.shift);
  f("rho", g.rho);
  f("end_clean", g.end_clean);
  f("round_timesteps", g.round_timesteps);
  f("stride_targets", g.stride_targets);
  f("values", g.values);
}

static void fields(JsonFields& f, CorrectorSpec& c) {
  f("steps", c.steps);
  f("rule", c.rule, corrector_rule_names());
  if (c.rule != CorrectorRule::fixed) f("snr", c.snr);
  if (c.rule == CorrectorRule::fixed) f("step_size", c.step_size);
}

static void fields(JsonFields& f, ChurnSpec& c) {
  f("amount", c.amount);
  f("sigma_min", c.sigma_min);
  f("sigma_max", c.sigma_max);
}

static void fields(JsonFields& f, SamplerSpec& s) {
  f("kind", s.kind, sampler_names());
  f.part("grid", s.grid);
  const unsigned uses = sampler_info(s.kind).options;
  if (uses & option_frame) f("frame", s.frame, frame_names());
  if (uses & option_eta) f("eta", s.eta);
  if (uses & option_variance) f("variance", s.variance, variance_names());
  if (uses & option_flow_form) f("flow_form", s.flow_form, flow_form_names());
  if (uses & option_trials) f("report_trials", s.report_trials);
  if (uses & option_step_size) f("step_size", s.step_size);
  if (uses & option_steps_each) f("steps_each", s.steps_each);
  if (uses & option_order) f("order", s.order);
  if (uses & option_corrector) f.part("corrector", s.corrector);
  if (uses & option_noise_scale) f("noise_scale", s.noise_scale);
  if (uses & option_churn) f.part("churn", s.churn);
  if (uses & option_form) f("form", s.form, solver_form_names());
  if (uses & option_solver_type) f("solver_type", s.solver_type, solver_type_names());
  if (uses & option_lower_order) f("lower_order_final", s.lower_order_final);
  if (uses & option_euler_at_final) f("euler_at_final", s.euler_at_final);
  if (uses & option_unipc_b) f("unipc_b", s.unipc_b, unipc_b_names());
  if (uses & option_uncorrected) f("uncorrected", s.uncorrected);
  if (uses & option_runge_kutta) f("runge_kutta", s.runge_kutta);
  if (uses & option_round_trip) f("round_trip", s.round_trip);
}

static void fields(JsonFields& f, LaneSpec& lane) {
  f("name", lane.name);
  f.part("sampler", lane.sampler);
}

static void fields(JsonFields& f, GuidanceSpec& g) {
  f("kind", g.kind, guidance_names());
  f("scale", g.scale);
  if (!by_loss(g.kind)) f("label", g.label);
  if (g.kind == GuidanceKind::loss_point) f("target", g.target);
  if (g.kind == GuidanceKind::loss_half_plane) f("angle", g.angle);
  if (g.kind == GuidanceKind::loss_half_plane) f("offset", g.offset);
  if (g.kind == GuidanceKind::loss_half_plane) f("softness", g.softness);
  if (by_loss(g.kind)) f("mean_shift", g.mean_shift);
}

static void fields(JsonFields& f, PicturesSpec& p) {
  f("model", p.model);
  // The default class belongs to the default net; another one may have no classes.
  if (f.has("model") && !f.has("label")) p.label = -1;
  f.part("sampler", p.sampler);
  f("label", p.label);
  f("scale", p.scale);
  f("count", p.count);
}

static void fields(JsonFields& f, ViewSpec& v) {
  f("center", v.center);
  f("half_height", v.half_height);
  f("density", v.density);
  f("trails", v.trails);
  f("tracked", v.tracked);
  f("arrows", v.arrows);
  f("chords", v.chords);
  f("pictures", v.pictures);
  f("log_axes", v.log_axes);
  f("theme", v.theme, theme_names());
  f("font_scale", v.font_scale);
}

static void fields(JsonFields& f, PlaybackSpec& p) {
  f("position", p.position);
  f("seconds", p.seconds);
  f("repeat", p.repeat, repeat_names());
  f("unit", p.unit, time_unit_names());
}

static void fields(JsonFields& f, Scene& scene) {
  std::string format = format_name;
  int version = newest_version;
  f("format", format);
  f("version", version);
  if (f.reading()) {
    if (format != format_name || !f.has("format"))
      f.refuse("format", std::string("\"") + format_name + "\"", "is this a scene file?");
    if (version < 1 || version > newest_version)
      f.refuse("version", "1 to " + std::to_string(newest_version),
               "a newer file needs a newer program");
  }
  f("title", scene.title);
  f.part("data", scene.data);
  f.part("process", scene.process);
  f.list("lanes", scene.lanes);
  f.part("guidance", scene.guidance);
  f("paired", scene.paired);
  f("seed", scene.seed);
  f("particles", scene.particles);
  f.part("pictures", scene.pictures);
  f.part("view", scene.view);
  f.part("playback", scene.playback);
}

static Scene scene_from_document(const nlohmann::json& document, const std::string& where) {
  if (document.is_object() && document.contains("parameterisation"))
    return scene_from_case(document, where);
  try {
    Scene scene = default_scene();
    JsonFields reader(document, "");
    fields(reader, scene);
    reader.finish();
    check(scene);
    return scene;
  } catch (const BadRequest& error) {
    throw error.in(where);
  }
}

Scene scene_from_json(std::string_view text, const std::string& where) {
  return scene_from_document(parse_json(text, where), where);
}

Scene read_scene(const std::filesystem::path& file) {
  return scene_from_document(read_json(file), file.string());
}

std::string to_json(const Scene& scene) {
  Scene copy = scene;  // one description serves both ways, and reading needs to write to it
  JsonFields writer;
  fields(writer, copy);
  return writer.take().dump(2) + "\n";
}

void write_scene(const Scene& scene, const std::filesystem::path& file) {
  AtomicFile out(file);
  out.write(to_json(scene));
  out.commit();
}

}  // namespace alphabar

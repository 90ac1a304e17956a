#include "core/io/diffusers/scheduler_config.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/check.h"
#include "core/files/json/json_strict.h"
#include "core/io/diffusers/case_grid.h"
#include "core/io/diffusers/case_sampler.h"
#include "core/io/diffusers/case_schedule.h"
#include "core/io/diffusers/scheduler_classes.h"
#include "core/io/lists/list_text.h"
#include "core/io/scene/scene_json.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

using nlohmann::json;

/// Python writes Infinity and NaN, which JSON has not: null in their place, outside of strings.
std::string without_infinities(std::string_view text) {
  std::string out;
  bool quoted = false;
  while (!text.empty()) {
    std::size_t skip = 1;
    if (quoted && text[0] == '\\' && text.size() > 1) {
      skip = 2;
    } else if (text[0] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      for (const std::string_view word : {"-Infinity", "Infinity", "NaN"})
        if (text.starts_with(word)) {
          out += "null";
          text.remove_prefix(word.size());
          skip = 0;
          break;
        }
    }
    out.append(text.substr(0, skip));
    text.remove_prefix(skip);
  }
  return out;
}

const SchedulerClass& class_of(const json& config, const std::string& where) {
  const auto name = config.find("_class_name");
  const auto classes = scheduler_classes();
  const auto found = std::ranges::find_if(classes, [&](const SchedulerClass& c) {
    return name != config.end() && name->is_string() && name->get<std::string>() == c.name;
  });
  if (found != classes.end()) return *found;
  std::string allowed;
  for (const SchedulerClass& c : classes)
    allowed += (allowed.empty() ? "" : ", ") + std::string(c.name);
  throw BadRequest(where, "_class_name", name == config.end() ? "" : name->dump().substr(0, 60),
                   allowed);
}

/// The text of a value, short enough for one line.
std::string value_text(const json& value) {
  std::string text = value.dump();
  if (text.size() > 40) text = text.substr(0, 37) + "...";
  return text;
}

bool is_true(const json& value) { return value.is_boolean() && value.get<bool>(); }

/// Reads a configuration key by key: what is left untouched at the end is told.
class ConfigReader {
 public:
  ConfigReader(const json& config, const std::string& where, int steps)
      : config_(config), where_(where), steps_(steps), type_(class_of(config, where)) {
    out_.class_name = type_.name;
    for (const std::string_view key : keys_of(type_))
      if (const auto found = config.find(key); found != config.end() && !found->is_null())
        given_[std::string(key)] = *found;
  }

  SchedulerConfig run() {
    tell_unknown_keys();
    read_process();
    drop_what_changes_nothing();
    tell_what_is_left_out();
    read_clipped_lambda();
    read_sampler();
    apply_clipped_lambda();
    return std::move(out_);
  }

 private:
  std::string_view kind() const { return type_.kind; }

  void tell(const std::string& key, const std::string& words) {
    const auto found = config_.find(key);
    const std::string value = found == config_.end() ? "" : " = " + value_text(*found);
    out_.notices.push_back(key + value + ": " + words);
  }

  /// The value of a key that the class has, once; null where it is not given.
  json take(const char* key) {
    const auto found = given_.find(key);
    if (found == given_.end()) return nullptr;
    json value = *found;
    given_.erase(found);
    return value;
  }

  double take_number(const char* key, double usual) {
    const json value = take(key);
    if (value.is_null()) return usual;
    if (!value.is_number()) throw BadRequest(where_, key, value_text(value), "a number");
    return value.get<double>();
  }

  void tell_unknown_keys() {
    for (const auto& [key, value] : config_.items()) {
      if (key.starts_with('_') || given_.contains(key) || value.is_null()) continue;
      if (!is_scheduler_key(key))
        tell(key, "no scheduler known here has this key; it is left out");
      else if (is_true(value) && (key.starts_with("use_") || key == "rescale_betas_zero_snr"))
        tell(key, std::string("no key of ") + type_.name + "; left out, as in the library");
    }
  }

  void read_process() {
    ProcessSpec& p = out_.process;
    json schedule;
    if (type_.groups & group_betas) {
      schedule = beta_schedule();
    } else if (kind().starts_with("flow-match")) {
      schedule = {{"kind", "flow"}};
      for (const char* key : {"num_train_timesteps", "shift"})
        if (json value = take(key); !value.is_null()) schedule[key] = value;
    } else if (kind() == "pc") {
      read_score_sde();
      return;
    } else {
      p.kind = ProcessKind::edm;
      p.sigma_min = take_number("sigma_min", 0.002);
      p.sigma_max = take_number("sigma_max", 80);
      grid_.rho = take_number("rho", 7);
      const json spacing = take("sigma_schedule");
      grid_.spacing = spacing == "exponential" ? Spacing::exponential : Spacing::karras;
      if (!spacing.is_null() && spacing != "karras" && spacing != "exponential")
        throw BadRequest(where_, "sigma_schedule", value_text(spacing), "karras, exponential");
      grid_.steps = steps_;
      return;
    }
    JsonFields f(schedule, "");
    read_case_schedule(f, p, grid_);
    f.finish();
    read_continuous_sigmas();
    if (!given_.contains("use_flow_sigmas") || !is_true(given_["use_flow_sigmas"])) return;
    const int T = timesteps(p);
    p = {};
    p.kind = ProcessKind::flow;
    p.t_end = 1.0 / T;
    tell("use_flow_sigmas", "a flow; the levels are a list by hand for " + std::to_string(steps_) +
                                " steps, and no betas are used");
  }

  json beta_schedule() {
    json schedule;
    const json trained = take("trained_betas");
    const json name = take("beta_schedule");
    schedule["kind"] = !trained.is_null() ? json("trained_betas")
                       : name.is_null()   ? json(usual_betas())
                                          : name;
    if (!trained.is_null()) schedule["trained_betas"] = trained;
    for (const char* key : {"num_train_timesteps", "beta_start", "beta_end"}) {
      json value = take(key);
      if (trained.is_null() && !value.is_null()) schedule[key] = value;
    }
    if (json value = take("rescale_betas_zero_snr"); !value.is_null())
      schedule["rescale_betas_zero_snr"] = value;
    // diffusers' defaults for these
    if (kind() == "heun-discrete" || kind().starts_with("kdpm2") || kind() == "lcm") {
      if (!schedule.contains("beta_start")) schedule["beta_start"] = 0.00085;
      if (!schedule.contains("beta_end")) schedule["beta_end"] = 0.012;
    }
    return schedule;
  }
  const char* usual_betas() const {
    return kind() == "lcm" || kind() == "tcd" ? "scaled_linear" : "linear";
  }

  void read_score_sde() {
    ProcessSpec& p = out_.process;
    const bool ve = type_.sampler == SamplerKind::reverse_diffusion;
    p.kind = ve ? ProcessKind::ve : ProcessKind::vp_sde;
    p.t_end = take_number("sampling_eps", ve ? 1e-5 : 1e-3);
    take("num_train_timesteps");  // of its default run; `steps` are this one's
    grid_.steps = steps_;
    grid_.spacing = Spacing::linspace;
    if (ve) {
      p.sigma_min = take_number("sigma_min", 0.01);
      p.sigma_max = take_number("sigma_max", 1348);
      sampler_ = {{"predictor", "reverse_diffusion"},
                  {"corrector", "langevin"},
                  {"snr", take_number("snr", 0.15)},
                  {"n_steps", take_number("correct_steps", 1)}};
      for (const char* key : {"n_steps"}) sampler_[key] = std::lround(sampler_[key].get<double>());
    } else {
      p.beta_min = take_number("beta_min", 0.1);
      p.beta_max = take_number("beta_max", 20);
      sampler_ = {{"predictor", "euler_maruyama"}, {"corrector", "none"}};
    }
  }

  /// A net that is asked at log(sigma) / 4 has no timesteps: with limits of its own it is EDM's.
  void read_continuous_sigmas() {
    const json type = take("timestep_type");
    if (type.is_null() || type == "discrete") return;
    if (type != "continuous")
      throw BadRequest(where_, "timestep_type", value_text(type), "discrete, continuous");
    const auto low = given_.find("sigma_min"), high = given_.find("sigma_max");
    if (low == given_.end() || high == given_.end() || !uses_sigma_list()) {
      tell("timestep_type", "the levels are those of the betas");
      return;
    }
    out_.process = {};
    out_.process.kind = ProcessKind::edm;
    out_.process.sigma_min = take_number("sigma_min", 0);
    out_.process.sigma_max = take_number("sigma_max", 0);
    tell("timestep_type", "the process is EDM's, from sigma_max to sigma_min; no betas are used");
  }

  bool uses_sigma_list() const {
    return std::ranges::any_of(
        std::array{"use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"},
        [&](const char* key) { return given_.contains(key) && is_true(given_.at(key)); });
  }

  void drop_what_changes_nothing() {
    for (const char* key : {"prediction_type", "dynamic_thresholding_ratio", "sample_max_value",
                            "clip_sample_range", "sigma_data", "upscale_mode"})
      given_.erase(
          key);  // the exact model answers in every parameterisation, and nothing is clipped
    if (kind() == "edm-euler" || kind() == "edm-dpmsolver-multistep")
      given_.erase("num_train_timesteps");
    if (kind() != "ddpm") given_.erase("variance_type");  // of the net's output
    if (kind().starts_with("flow-match"))
      if (given_.contains("invert_sigmas") && !is_true(given_["invert_sigmas"]))
        given_.erase("invert_sigmas");
    for (const char* key : {"invert_sigmas", "scale_factors", "solver_p"})
      if (const auto found = given_.find(key); found != given_.end())
        throw BadRequest(where_, key, value_text(*found), "none");
  }

  void tell_what_is_left_out() {
    for (const char* key : {"clip_sample", "thresholding"})
      if (is_true(take(key))) tell(key, "nothing is clipped here");
    if (const auto found = given_.find("variance_type"); found != given_.end()) {
      const std::string type = found->is_string() ? found->get<std::string>() : "";
      if (type == "learned" || type == "learned_range") {
        tell("variance_type", "no net learned one here; the small variance is in its place");
        given_.erase("variance_type");
      } else if (type == "fixed_large_log") {
        tell("variance_type", "run as fixed_large");
        given_["variance_type"] = "fixed_large";
      }
    }
    read_dynamic_shift_of_library();
  }

  /// The library asks for mu, which follows from a picture's size; a scheduler alone has none.
  void read_dynamic_shift_of_library() {
    const double most = take_number("max_shift", 1.15);
    for (const char* key : {"base_shift", "base_image_seq_len"}) given_.erase(key);
    const double tokens = take_number("max_image_seq_len", 4096);
    if (!given_.contains("use_dynamic_shifting") || !is_true(given_["use_dynamic_shifting"]))
      return;
    const bool linear = given_.value("time_shift_type", "exponential") == "linear";
    const double shift = linear ? most : std::exp(most);
    tell("use_dynamic_shifting", "shift " + to_text(std::round(shift * 1e4) / 1e4) +
                                     ", that of mu = max_shift = " + to_text(most) +
                                     " for pictures of " + to_text(tokens) +
                                     " tokens; smaller ones take less");
    if (kind().starts_with("flow-match")) {
      given_["mu"] = most;
    } else {
      for (const char* key : {"use_dynamic_shifting", "time_shift_type"}) given_.erase(key);
      given_["flow_shift"] = shift;
    }
  }

  void read_clipped_lambda() {
    const json value = take("lambda_min_clipped");
    if (value.is_number()) clipped_lambda_ = value.get<double>();
  }

  void read_sampler() {
    if (!kind().starts_with("flow-match"))
      for (const char* key : {"use_dynamic_shifting", "time_shift_type"}) given_.erase(key);
    if (kind() == "pndm") {
      sampler_["set_alpha_to_one"] = false;
      sampler_["skip_prk_steps"] = false;
    }
    sampler_["kind"] = type_.kind;
    sampler_["num_inference_steps"] = steps_;
    if (kind() == "pc") sampler_.erase("num_inference_steps");
    if (kind() == "lcm" || kind() == "tcd")  // its own list, whatever these say
      for (const char* key : {"timestep_spacing", "steps_offset", "set_alpha_to_one"})
        given_.erase(key);
    if (kind() == "tcd") given_.erase("timestep_scaling");  // of no step
    if (kind() == "sasolver" && !take("tau_func").is_null())
      tell("tau_func", "tau is 1 on timesteps 200 to 800, the library's own");
    sampler_.update(given_);
    const Process process(out_.process);
    JsonFields f(sampler_, "");
    out_.sampler = read_case_sampler(f, process, grid_).spec;
    f.finish();
  }

  /// DPM-Solver on levels whose lambda = log(a / s) is not below a bound: its timesteps by hand.
  void apply_clipped_lambda() {
    GridSpec& grid = out_.sampler.grid;
    if (!clipped_lambda_ || !timestep_spacing(grid.spacing)) return;
    const Process process(out_.process);
    int last = process.T();
    while (last > 0 && 0.5 * log_snr(process.at(last)) < *clipped_lambda_) --last;
    if (last == process.T()) return;
    if (last <= grid.steps)
      throw BadRequest(where_, "lambda_min_clipped", to_text(*clipped_lambda_),
                       "a bound that leaves more timesteps than the run has steps");
    const auto n = static_cast<double>(grid.steps);
    const int apart = last / (grid.steps + 1);  // whole timesteps
    grid.values.clear();
    for (int k = 0; k < grid.steps; ++k) {
      double t = std::nearbyint((n - k) * ((last - 1) / n));  // linspace, the lowest left out
      if (grid.spacing == Spacing::leading) t = (grid.steps - k) * apart + grid.offset;
      if (grid.spacing == Spacing::trailing)
        t = std::nearbyint(last - k * (static_cast<double>(process.T()) / n)) - 1;
      if (t >= 0) grid.values.push_back(t + 1);
    }
    grid.spacing = Spacing::by_hand;
    grid.values_in = LevelUnit::t;
    grid.steps = static_cast<int>(grid.values.size());
    if (!grid.end_clean) grid.values.push_back(1);
    tell("lambda_min_clipped", "the levels are a list by hand for " + std::to_string(steps_) +
                                   " steps, from t = " + to_text(grid.values.front()));
  }

  const json& config_;
  const std::string& where_;
  int steps_;
  const SchedulerClass& type_;
  json given_ = json::object();    ///< the keys of the class that were not read yet
  json sampler_ = json::object();  ///< in the names of a case
  CaseGrid grid_;
  std::optional<double> clipped_lambda_;
  SchedulerConfig out_;
};

/// What `_alphabar` says, where the rest of the file still is what was written beside it.
std::optional<SchedulerConfig> kept(const json& config, const std::string& where) {
  const auto found = config.find("_alphabar");
  if (found == config.end()) return {};
  const LaneParts parts = lane_parts_from(*found, where + ": _alphabar");
  json written = json::parse(scheduler_config(parts.process, parts.sampler).json);
  const char* version = "_diffusers_version";  // the library may have saved it again
  if (config.contains(version)) written[version] = config[version];
  if (written != config) return {};
  return SchedulerConfig{config.value("_class_name", ""), parts.process, parts.sampler, {}};
}

}  // namespace

bool is_scheduler_config(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{' &&
         text.find("\"_class_name\"") != std::string_view::npos;
}

json parse_scheduler_config(std::string_view text, const std::string& where) {
  if (text.size() > most_list_bytes)
    throw BadRequest(where, "size", std::to_string(text.size()) + " bytes", "at most 4 MB");
  return parse_json(without_infinities(text), where, {.bytes = most_list_bytes, .depth = 16});
}

SchedulerConfig read_scheduler_config(std::string_view text, const std::string& where, int steps) {
  const json config = parse_scheduler_config(text, where);
  try {
    if (std::optional<SchedulerConfig> same = kept(config, where)) return *same;
    SchedulerConfig read = ConfigReader(config, where, steps).run();
    if (config.contains("_alphabar"))
      read.notices.emplace_back("_alphabar: left out, since other keys were changed after it");
    check(read.process);
    build_plan(Process(read.process), read.sampler);
    return read;
  } catch (const BadRequest& error) {
    throw error.where().starts_with(where) ? error : error.in(where);
  }
}

}  // namespace alphabar

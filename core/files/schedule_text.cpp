#include "core/files/schedule_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/base/check.h"
#include "core/files/case_json.h"
#include "core/files/json_strict.h"
#include "core/process/grid.h"
#include "core/process/process.h"

namespace alphabar {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr std::size_t most_values = 100000;
constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_config(std::string_view text) {
  return text.starts_with('{') && text.find("\"_class_name\"") != std::string_view::npos;
}

// ---- lists

struct ListText {
  std::string name;
  bool brackets = false;
  std::string_view numbers;
};

ListText take_apart(std::string_view text, const std::string& where) {
  ListText list;
  if (const auto equals = text.find('=');
      equals != std::string_view::npos && equals < text.find_first_of("[(0123456789")) {
    list.name = trimmed(text.substr(0, equals));
    text = trimmed(text.substr(equals + 1));
  }
  const auto open = text.find('[');
  if (open == std::string_view::npos) {
    list.numbers = text;
    return list;
  }
  const auto close = text.find(']', open);
  const std::string_view before = trimmed(text.substr(0, open));
  constexpr std::array<std::string_view, 5> wrappers{"", "array(", "tensor(", "np.array(",
                                                     "torch.tensor("};
  if (close == std::string_view::npos || std::ranges::find(wrappers, before) == wrappers.end())
    throw BadRequest(where, "list", std::string(text.substr(0, 40)),
                     "[numbers], alone or in array(...) or tensor(...)");
  const std::string_view after = trimmed(text.substr(close + 1));
  const bool wrapped = !before.empty();
  if (wrapped ? !after.ends_with(')') || after.find('[') != std::string_view::npos
              : !after.empty() && after != ";")
    throw BadRequest(where, "list", std::string(after.substr(0, 40)), "nothing after the list",
                     "paste one list at a time");
  list.brackets = true;
  list.numbers = text.substr(open + 1, close - open - 1);
  return list;
}

std::vector<double> parse_numbers(std::string_view text, const std::string& where) {
  std::vector<double> values;
  constexpr std::string_view between = " \t\r\n,;";
  while (true) {
    const auto start = text.find_first_not_of(between);
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find_first_of(between));
    text.remove_prefix(word.size());
    double value = 0;
    const std::string_view digits = word.starts_with('+') ? word.substr(1) : word;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string field = "number " + std::to_string(values.size() + 1);
    if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
      throw BadRequest(where, field, std::string(word.substr(0, 40)), "a finite number");
    if (values.size() == most_values)
      throw BadRequest(where, "list", "more than 100000 numbers", "at most 100000");
    values.push_back(value);
  }
  if (values.empty()) throw BadRequest(where, "list", "no number", "one number or more");
  return values;
}

PastedSchedule read_list(std::string_view text, const std::string& where) {
  const ListText parts = take_apart(text, where);
  ScheduleList list;
  list.values = parse_numbers(parts.numbers, where);
  std::vector<double>& v = list.values;
  const auto named = [&](const char* word) { return parts.name.find(word) != std::string::npos; };
  const bool falls = v.front() > v.back();
  const bool large = std::ranges::count_if(v, [](double x) { return x > 1; }) * 10 >
                     static_cast<std::ptrdiff_t>(v.size());
  using Form = ScheduleList::Form;
  if (named("sigma")) {
    list.form = Form::sigmas;
  } else if (named("cumprod") || named("alpha_bar") || named("alphabar")) {
    list.form = Form::alpha_bar;
  } else if (named("beta")) {
    list.form = Form::betas;
  } else if (named("alpha")) {  // alpha_t = 1 - beta_t
    for (double& value : v) value = 1 - value;
  } else if (large) {
    list.form = Form::sigmas;
  } else if (falls) {
    list.form = parts.brackets ? Form::alpha_bar : Form::sigmas;
  }
  PastedSchedule read;
  read.taken_for = std::to_string(v.size()) + " " + name_of(list.form);
  read.list = std::move(list);
  return read;
}

// ---- configurations

struct ClassName {
  const char* name;  // diffusers'
  const char* kind;  // a case's
  SamplerKind sampler;
};
constexpr std::array<ClassName, 15> classes{{
    {"DDIMScheduler", "ddim", SamplerKind::ddim},
    {"DDPMScheduler", "ddpm", SamplerKind::ddpm},
    {"DDIMInverseScheduler", "ddim-inverse", SamplerKind::ddim_inverse},
    {"PNDMScheduler", "pndm", SamplerKind::pndm},
    {"DPMSolverMultistepScheduler", "dpmsolver-multistep", SamplerKind::dpmpp_2m},
    {"DPMSolverSinglestepScheduler", "dpmsolver-singlestep", SamplerKind::dpm_singlestep},
    {"UniPCMultistepScheduler", "unipc", SamplerKind::unipc},
    {"DEISMultistepScheduler", "deis", SamplerKind::deis},
    {"EulerDiscreteScheduler", "euler-discrete", SamplerKind::euler},
    {"EulerAncestralDiscreteScheduler", "euler-ancestral-discrete", SamplerKind::euler_ancestral},
    {"HeunDiscreteScheduler", "heun-discrete", SamplerKind::heun},
    {"KDPM2DiscreteScheduler", "kdpm2-discrete", SamplerKind::dpm2},
    {"KDPM2AncestralDiscreteScheduler", "kdpm2-ancestral-discrete", SamplerKind::dpm2_ancestral},
    {"LMSDiscreteScheduler", "lms-discrete", SamplerKind::lms},
    {"FlowMatchEulerDiscreteScheduler", "flow-match-euler", SamplerKind::euler},
}};

/// Whether a reader of cases knows an option for this kind of sampler.
bool has_option(std::string_view kind, std::string_view option) {
  const auto one_of = [&](std::initializer_list<std::string_view> kinds) {
    return std::ranges::find(kinds, kind) != kinds.end();
  };
  if (option == "variance_type") return kind == "ddpm";
  if (option == "skip_prk_steps") return kind == "pndm";
  if (option == "predict_x0" || option == "disable_corrector") return kind == "unipc";
  if (option == "euler_at_final") return kind == "dpmsolver-multistep";
  const bool solver = kind.starts_with("dpmsolver-");
  if (option == "algorithm_type") return solver || kind == "deis";
  if (option == "solver_order" || option == "solver_type" || option == "lower_order_final")
    return solver || one_of({"deis", "unipc"});
  if (option == "interpolation_type") return kind == "euler-discrete";
  if (option == "stochastic_sampling") return kind == "flow-match-euler";
  if (option == "set_alpha_to_one") return one_of({"ddim", "pndm", "ddim-inverse"});
  if (option == "final_sigmas_type") return solver || one_of({"unipc", "euler-discrete"});
  if (option == "use_karras_sigmas" || option == "use_exponential_sigmas")
    return !one_of({"flow-match-euler"});
  return kind != "dpmsolver-singlestep" &&
         (option == "timestep_spacing" || option == "steps_offset");
}

/// Options that change the result and that no scene has.
constexpr std::array<const char*, 6> refused{"use_beta_sigmas", "use_lu_lambdas",
                                             "use_flow_sigmas", "use_dynamic_shifting",
                                             "invert_sigmas",   "timestep_type_continuous"};

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

PastedSchedule read_config(std::string_view text, const std::string& where, int steps) {
  const nlohmann::json config =
      parse_json(without_infinities(text), where, {.bytes = most_bytes, .depth = 16});
  const auto name = config.find("_class_name");
  const auto found = std::ranges::find_if(classes, [&](const ClassName& c) {
    return name != config.end() && name->is_string() && name->get<std::string>() == c.name;
  });
  if (found == classes.end()) {
    std::string allowed;
    for (const ClassName& c : classes)
      allowed += (allowed.empty() ? "" : ", ") + std::string(c.name);
    throw BadRequest(where, "_class_name", name == config.end() ? "" : name->dump().substr(0, 60),
                     allowed);
  }
  for (const char* option : refused)
    if (const auto value = config.find(option);
        value != config.end() && value->is_boolean() && value->get<bool>())
      throw BadRequest(where, option, "true", "false");

  if (const auto clip = config.find("lambda_min_clipped"); clip != config.end() && !clip->is_null())
    throw BadRequest(where, "lambda_min_clipped", clip->dump().substr(0, 60), "-Infinity");

  nlohmann::json schedule, sampler;
  const bool flow = std::string_view(found->kind) == "flow-match-euler";
  const auto trained = config.find("trained_betas");
  if (flow) {
    schedule["kind"] = "flow";
    for (const char* field : {"num_train_timesteps", "shift"})
      if (config.contains(field)) schedule[field] = config[field];
  } else if (trained != config.end() && !trained->is_null()) {
    schedule["kind"] = "trained_betas";
    schedule["trained_betas"] = *trained;
  } else {
    schedule["kind"] =
        config.contains("beta_schedule") ? config["beta_schedule"] : nlohmann::json("linear");
    for (const char* field : {"num_train_timesteps", "beta_start", "beta_end"})
      if (config.contains(field)) schedule[field] = config[field];
  }
  if (!flow && config.contains("rescale_betas_zero_snr"))
    schedule["rescale_betas_zero_snr"] = config["rescale_betas_zero_snr"];
  const std::string_view kind = found->kind;
  if (kind == "heun-discrete" || kind.starts_with("kdpm2")) {  // diffusers' defaults for these
    if (!schedule.contains("beta_start")) schedule["beta_start"] = 0.00085;
    if (!schedule.contains("beta_end")) schedule["beta_end"] = 0.012;
  }
  if (kind == "pndm") sampler = {{"set_alpha_to_one", false}, {"skip_prk_steps", false}};
  sampler["kind"] = found->kind;
  sampler["num_inference_steps"] = steps;
  for (const auto& [option, value] : config.items())
    if (has_option(kind, option) && !value.is_null()) sampler[option] = value;
  nlohmann::json document;
  document["parameterisation"] = flow ? "flow" : "vp-discrete";
  document["schedule"] = std::move(schedule);
  document["sampler"] = std::move(sampler);
  const Scene scene = scene_from_case(document, where);
  PastedSchedule read;
  read.process = scene.process;
  read.sampler = scene.lanes[0].sampler;
  read.taken_for = found->name;
  for (const char* option : {"clip_sample", "thresholding"})
    if (const auto value = config.find(option);
        value != config.end() && value->is_boolean() && value->get<bool>())
      read.taken_for += std::string("; ") + option + " is left out, nothing is clipped here";
  return read;
}

const char* diffusers_schedule(ProcessKind kind) {
  switch (kind) {
    case ProcessKind::linear: return "linear";
    case ProcessKind::scaled_linear: return "scaled_linear";
    case ProcessKind::cosine: return "squaredcos_cap_v2";
    case ProcessKind::sigmoid: return "sigmoid";
    default: return nullptr;
  }
}

std::vector<double> table_of(const ProcessSpec& spec, bool betas) {
  const Process process(spec);
  if (!process.discrete())
    throw BadRequest("process", "kind", "continuous", "a discrete process",
                     "a continuous one has no list of betas");
  std::vector<double> values;
  for (int t = 1; t <= process.T(); ++t)
    values.push_back(betas ? process.beta(t) : process.alpha_bar(t));
  return values;
}

}  // namespace

std::string python_list(const std::vector<double>& values) {
  std::string text = "[";
  for (const double value : values) text.append(text.size() > 1 ? ", " : "").append(to_text(value));
  return text + "]";
}

std::string betas_text(const ProcessSpec& process) { return python_list(table_of(process, true)); }
std::string alphas_cumprod_text(const ProcessSpec& process) {
  return python_list(table_of(process, false));
}

std::string sigmas_text(const ProcessSpec& process, const SamplerSpec& sampler) {
  std::string text;
  for (const Level& level : run_levels(Process(process), sampler.grid))
    text.append(text.empty() ? "" : ", ").append(to_text(level.sigma()));
  return text;
}

bool in_diffusers(SamplerKind kind) {
  return std::ranges::find(classes, kind, &ClassName::sampler) != classes.end();
}

std::string scheduler_config(const ProcessSpec& process, const SamplerSpec& s) {
  nlohmann::ordered_json config;
  const bool flow = process.kind == ProcessKind::flow;
  const auto found = std::ranges::find_if(classes, [&](const ClassName& c) {
    return c.sampler == s.kind && flow == (std::string_view(c.kind) == "flow-match-euler");
  });
  if (flow && found == classes.end())
    throw BadRequest("sampler", "kind", "on a flow", "euler",
                     "FlowMatchEulerDiscreteScheduler is what there is");
  const ClassName& type = found == classes.end() ? classes[0] : *found;
  config["_class_name"] = type.name;
  config["_diffusers_version"] = "0.42.1";
  if (flow) {
    config["num_train_timesteps"] = static_cast<int>(std::lround(1 / process.t_end));
    config["shift"] = s.grid.shift;
    return config.dump(2) + "\n";
  }
  ProcessSpec plain = process;
  plain.zero_terminal_snr = false;  // which diffusers applies itself
  const std::vector<double> betas = table_of(plain, true);
  config["num_train_timesteps"] = betas.size();
  const char* name = diffusers_schedule(process.kind);
  if (name) {
    if (process.kind != ProcessKind::cosine) {
      config["beta_start"] = process.beta_start;
      config["beta_end"] = process.beta_end;
    }
    config["beta_schedule"] = name;
  }
  if (!name || (process.kind == ProcessKind::cosine && process.max_beta != 0.999))
    config["trained_betas"] = betas;
  if (process.zero_terminal_snr) config["rescale_betas_zero_snr"] = true;

  const std::string_view kind = type.kind;
  const auto set = [&](const char* option, auto value) {
    if (has_option(kind, option)) config[option] = value;
  };
  switch (s.grid.spacing) {
    case Spacing::leading: set("timestep_spacing", "leading"); break;
    case Spacing::trailing: set("timestep_spacing", "trailing"); break;
    case Spacing::karras: set("use_karras_sigmas", true); break;
    case Spacing::exponential: set("use_exponential_sigmas", true); break;
    default: break;
  }
  if (s.grid.spacing == Spacing::linspace) set("timestep_spacing", "linspace");
  if (s.grid.spacing == Spacing::leading) set("steps_offset", s.grid.offset);
  set("set_alpha_to_one", s.grid.end_clean);
  if (kind != "deis") set("final_sigmas_type", s.grid.end_clean ? "zero" : "sigma_min");
  set("variance_type", s.variance == Variance::small ? "fixed_small" : "fixed_large");
  set("skip_prk_steps", !s.runge_kutta);
  if (kind.starts_with("dpmsolver-"))
    set("algorithm_type", std::string(s.eta > 0 ? "sde-" : "") + "dpmsolver" +
                              (s.form == SolverForm::x0 ? "++" : ""));
  set("solver_order", s.order);
  if (kind.starts_with("dpmsolver-"))
    set("solver_type", s.solver_type == SolverType::heun ? "heun" : "midpoint");
  if (kind == "unipc") set("solver_type", s.unipc_b == UniPcB::bh1 ? "bh1" : "bh2");
  set("predict_x0", s.form == SolverForm::x0);
  if (!s.uncorrected.empty()) set("disable_corrector", s.uncorrected);
  set("lower_order_final", s.lower_order_final);
  set("euler_at_final", s.euler_at_final);
  if (kind == "ddim" || kind == "ddpm" || kind == "ddim-inverse") config["clip_sample"] = false;
  return config.dump(2) + "\n";
}

bool looks_like_schedule(std::string_view text) {
  text = trimmed(text);
  if (text.size() > most_bytes || text.empty()) return false;
  if (is_config(text)) return true;
  if (text.starts_with('{')) return false;
  const auto first = text.find_first_of("[0123456789.-+");
  return first != std::string_view::npos && first < 40;
}

PastedSchedule read_schedule(std::string_view text, const std::string& where, int steps) {
  if (text.size() > most_bytes)
    throw BadRequest(where, "size", std::to_string(text.size()) + " bytes", "at most 4 MB");
  text = trimmed(text);
  return text.starts_with('{') ? read_config(text, where, steps) : read_list(text, where);
}

}  // namespace alphabar

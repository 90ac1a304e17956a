#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/check.h"
#include "core/io/diffusers/case_grid.h"
#include "core/io/diffusers/case_schedule.h"
#include "core/io/diffusers/scheduler_classes.h"
#include "core/io/diffusers/scheduler_config.h"
#include "core/io/scene/scene_json.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/process.h"

namespace alphabar {
namespace {

using Config = nlohmann::ordered_json;

bool is_flow_class(const SchedulerClass& type) {
  return std::string_view(type.kind).starts_with("flow-match");
}

/// The class of a kind of sampler on a process; DDIM's where there is none.
const SchedulerClass& class_for(const ProcessSpec& process, SamplerKind kind) {
  const auto classes = scheduler_classes();
  if (process.kind == ProcessKind::flow) {
    const auto found = std::ranges::find_if(
        classes, [&](const SchedulerClass& c) { return is_flow_class(c) && c.sampler == kind; });
    if (found != classes.end()) return *found;
    throw BadRequest("sampler", "kind", "on a flow", "euler, heun_flow or renoise",
                     "diffusers has no other schedulers of flow matching by these names");
  }
  if (process.kind == ProcessKind::edm) {
    const auto found = std::ranges::find_if(classes, [&](const SchedulerClass& c) {
      return std::string_view(c.kind).starts_with("edm-") && c.sampler == kind;
    });
    if (found != classes.end()) return *found;
  }
  const auto found = std::ranges::find_if(classes, [&](const SchedulerClass& c) {
    return (c.groups & group_betas) && c.sampler == kind;
  });
  return found == classes.end() ? classes[0] : *found;
}

void write_betas(const ProcessSpec& process, Config& config) {
  ProcessSpec plain = process;
  plain.zero_terminal_snr = false;  // which diffusers applies itself
  const Process made(plain);
  if (!made.discrete())
    throw BadRequest("process", "kind", "continuous", "a discrete process",
                     "this sampler's scheduler has betas, and a continuous process has none");
  config["num_train_timesteps"] = made.T();
  const char* name = diffusers_schedule(process.kind);
  const ProcessInfo& info = process_info(process.kind);
  if (name) {
    if (info.uses(&ProcessSpec::beta_start)) {
      config["beta_start"] = process.beta_start;
      config["beta_end"] = process.beta_end;
    }
    config["beta_schedule"] = name;
  }
  if (!name || (info.uses(&ProcessSpec::max_beta) && process.max_beta != ProcessSpec().max_beta)) {
    std::vector<double> betas;
    for (int t = 1; t <= made.T(); ++t) betas.push_back(made.beta(t));
    config["trained_betas"] = betas;
  }
  if (process.zero_terminal_snr) config["rescale_betas_zero_snr"] = true;
}

void write_sampler(const SamplerSpec& s, const SchedulerClass& type, Config& config) {
  const std::vector<std::string_view> keys = keys_of(type);
  const std::string_view kind = type.kind;
  const auto set = [&](const char* key, auto value) {
    if (std::ranges::find(keys, key) != keys.end()) config[key] = value;
  };
  if (const char* name = timestep_spacing(s.grid.spacing)) set("timestep_spacing", name);
  if (const char* key = sigma_list(s.grid.spacing)) set(key, true);
  if (s.grid.spacing == Spacing::leading) set("steps_offset", s.grid.offset);
  if (s.grid.sigma_min > 0) set("sigma_min", s.grid.sigma_min);
  if (s.grid.sigma_max > 0) set("sigma_max", s.grid.sigma_max);
  set("set_alpha_to_one", s.grid.end_clean);
  set("final_sigmas_type", s.grid.end_clean ? "zero" : "sigma_min");
  set("shift", s.grid.shift);
  if (s.grid.terminal > 0) set("shift_terminal", s.grid.terminal);
  if (kind == "ddpm")
    set("variance_type", s.variance == Variance::small ? "fixed_small" : "fixed_large");
  set("skip_prk_steps", !s.runge_kutta);
  const bool dpm = kind.find("dpmsolver") != std::string_view::npos;
  if (dpm)
    set("algorithm_type", std::string(s.eta > 0 ? "sde-" : "") + "dpmsolver" +
                              (s.form == SolverForm::x0 ? "++" : ""));
  set("solver_order", s.order);
  if (dpm) set("solver_type", s.solver_type == SolverType::heun ? "heun" : "midpoint");
  if (kind == "unipc") set("solver_type", s.unipc_b == UniPcB::bh1 ? "bh1" : "bh2");
  if (kind == "sasolver") {
    set("algorithm_type", s.form == SolverForm::x0 ? "data_prediction" : "noise_prediction");
    set("predictor_order", s.order);
    set("corrector_order", s.corrector_order);
  }
  set("predict_x0", s.form == SolverForm::x0);
  if (!s.uncorrected.empty()) set("disable_corrector", s.uncorrected);
  set("lower_order_final", s.lower_order_final);
  set("euler_at_final", s.euler_at_final);
  set("timestep_scaling", s.boundary > 0 ? s.boundary : 1e6);  // of 0 it returns x itself
  if (type.groups & group_clip) config["clip_sample"] = false;
}

/// What diffusers does not do of a sampler's levels and options with this configuration.
void tell_what_is_lost(const SamplerSpec& s, const SchedulerClass& type,
                       std::vector<std::string>& notices) {
  if (type.sampler != s.kind)
    notices.push_back(std::string("diffusers has no ") + sampler_info(s.kind).title + ": a " +
                      type.name + " is in its place");
  const bool by_hand = spacing_info(s.grid.spacing).picks == Picks::values;
  if (by_hand)
    notices.push_back("the " + std::to_string(s.grid.values.size()) +
                      " levels by hand are no part of a configuration: give the library " +
                      (s.grid.values_in == LevelUnit::t ? "timesteps" : "sigmas") +
                      " in set_timesteps()");
  if (!by_hand && !timestep_spacing(s.grid.spacing) && !sigma_list(s.grid.spacing))
    notices.emplace_back("diffusers has no such spacing: its default is in its place");
  if (s.kind == SamplerKind::sa_solver)
    notices.push_back("tau^2 = " + to_text(s.eta) +
                      " is a function, tau_func, of the constructor, not in a configuration");
  if (s.eta > 0 && (s.kind == SamplerKind::ddim || s.kind == SamplerKind::tcd))
    notices.push_back("eta = " + to_text(s.eta) + " is given to step(), not in a configuration");
}

}  // namespace

SchedulerConfigText scheduler_config(const ProcessSpec& process, const SamplerSpec& s) {
  const SchedulerClass& type = class_for(process, s.kind);
  Config config;
  config["_class_name"] = type.name;
  config["_diffusers_version"] = "0.42.1";
  if (is_flow_class(type)) {
    config["num_train_timesteps"] = static_cast<int>(std::lround(1 / process.t_end));
  } else if (type.groups & group_betas) {
    write_betas(process, config);
  } else {
    config["sigma_min"] = process.sigma_min;
    config["sigma_max"] = process.sigma_max;
    config["sigma_schedule"] = s.grid.spacing == Spacing::exponential ? "exponential" : "karras";
    config["rho"] = s.grid.rho;
  }
  write_sampler(s, type, config);
  SchedulerConfigText text;
  tell_what_is_lost(s, type, text.notices);

  // Whatever reading these keys does not give back goes beside them.
  SchedulerConfig back;
  try {
    back = read_scheduler_config(config.dump(), "the configuration", s.grid.steps);
  } catch (const BadRequest&) {
    back.sampler.grid.steps = -1;  // equal to nothing
  }
  if (back.process != process || back.sampler != s)
    config["_alphabar"] = lane_parts_json({process, s});
  text.json = config.dump(2) + "\n";
  return text;
}

}  // namespace alphabar

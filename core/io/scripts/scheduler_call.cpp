#include "core/io/scripts/scheduler_call.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/io/diffusers/scheduler_classes.h"
#include "core/io/diffusers/scheduler_config.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

using Json = nlohmann::ordered_json;

bool near(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 * (1 + std::max(std::abs(a), std::abs(b)));
}

/// The numbers of a row, under their names.
std::vector<std::pair<std::string, double>> numbers_of(const Row& row) {
  std::vector<std::pair<std::string, double>> numbers{{"a", row.evaluate ? row.a : 0},
                                                      {"s", row.evaluate ? row.s : 0},
                                                      {"c_x", row.c_x},
                                                      {"c_s", row.c_s},
                                                      {"c_z", std::abs(row.c_z)}};
  for (int k = 0; k < Row::history; ++k) {
    numbers.emplace_back("c_d" + std::to_string(k + 1), row.c_d[k]);
    numbers.emplace_back("c_e" + std::to_string(k + 1), row.c_e[k]);
  }
  return numbers;
}

/// In what two tables differ but for guidance, in words; nothing where they run alike.
std::optional<std::string> difference(const Plan& library, const Plan& here) {
  if (library.rows.size() != here.rows.size())
    return std::to_string(library.rows.size()) + " rows, here " + std::to_string(here.rows.size());
  if (library.begin != here.begin || !near(library.init_scale, here.init_scale))
    return std::string("another x_T");
  for (std::size_t i = 0; i < here.rows.size(); ++i) {
    const Row &a = library.rows[i], &b = here.rows[i];
    const std::string row = "row " + std::to_string(i + 1) + ": ";
    const auto left = numbers_of(a), right = numbers_of(b);
    for (std::size_t k = 0; k < left.size(); ++k)
      if (!near(left[k].second, right[k].second))
        return row + left[k].first + " = " + to_text(left[k].second) + ", here " +
               to_text(right[k].second);
    if (a.evaluate != b.evaluate || a.replace_newest != b.replace_newest || a.commit != b.commit ||
        a.draws() != b.draws() || a.snr != b.snr)
      return row + "a step of another form";
  }
  return {};
}

/// What the library's functions are called with, and the sampler that it runs then.
struct Attempt {
  Json config, set_timesteps, step = Json::object();
  SamplerSpec sampler;
};

/// What a configuration does not say and step(), or the constructor, is told beside it.
void add_options(const SamplerSpec& lane, Attempt& attempt) {
  SamplerSpec& s = attempt.sampler;
  if (lane.kind == SamplerKind::ddim || lane.kind == SamplerKind::tcd) {
    attempt.step["eta"] = s.eta = lane.eta;
  } else if (lane.kind == SamplerKind::lms) {
    attempt.step["order"] = s.order = lane.order;
  } else if (lane.kind == SamplerKind::sa_solver) {
    s.eta = lane.eta;
    s.noise_sigma_min = lane.noise_sigma_min;
    s.noise_sigma_max = lane.noise_sigma_max;
  }
}

/// Classes whose set_timesteps() takes whole timesteps, by their kind.
constexpr std::string_view take_timesteps[]{"ddpm", "lcm", "tcd", "euler-discrete",
                                            "heun-discrete"};

/// The levels of a lane as a list for set_timesteps(), where the class takes one and they are such.
std::optional<Attempt> with_list(const Process& process, const SchedulerClass& type,
                                 const SamplerSpec& lane, Attempt attempt) {
  const std::string_view kind = type.kind;
  const bool flow = kind == "flow-match-euler" || kind == "flow-match-lcm";
  if (!flow && std::ranges::find(take_timesteps, kind) == std::end(take_timesteps)) return {};
  std::vector<Level> levels = visited_levels(process, lane);
  if (levels.back().t != (kind == "tcd" ? 1 : 0)) return {};
  levels.pop_back();
  Json list = Json::array();
  for (const Level& level : levels) {
    if (flow)
      list.push_back(level.t);
    else if (level.t == std::round(level.t))
      list.push_back(static_cast<int>(level.t) - 1);
    else
      return {};
  }
  attempt.set_timesteps = {{flow ? "sigmas" : "timesteps", std::move(list)}};
  for (const char* key : {"shift", "shift_terminal", "use_karras_sigmas", "use_exponential_sigmas",
                          "use_beta_sigmas"})
    attempt.config.erase(key);
  attempt.sampler.grid = lane.grid;
  return attempt;
}

const char* levels_of(std::string_view kind) {
  if (kind.starts_with("flow-match")) return "flow";
  if (kind.starts_with("edm-")) return "edm";
  if (kind.starts_with("kdpm2")) return "sigmas_interpol";
  for (const std::string_view by_timestep : {"ddpm", "ddim", "ddim-inverse", "pndm", "lcm", "tcd"})
    if (kind == by_timestep) return "alphas_cumprod";
  return "sigmas";
}

Json call_json(const SchedulerClass& type, const Attempt& attempt, const char* output) {
  Json json{{"class", type.name},
            {"config", attempt.config},
            {"set_timesteps", attempt.set_timesteps},
            {"step", attempt.step},
            {"levels", levels_of(type.kind)},
            {"output", output},
            {"of_sigma", attempt.sampler.frame == Frame::sigma}};
  const SamplerSpec& s = attempt.sampler;
  if (s.kind == SamplerKind::sa_solver)
    json["tau"] = {std::sqrt(s.eta), s.noise_sigma_min, s.noise_sigma_max};
  return json;
}

constexpr const char* otherwise = "with NumPy alone every sampler is repeated";

Json config_of(const Process& process, const SamplerSpec& lane) {
  try {
    return Json::parse(scheduler_config(process.spec(), lane).json);
  } catch (const BadRequest& refused) {
    throw BadRequest(refused.where(), refused.field(), refused.value(), refused.allowed(),
                     refused.advice() + "; " + otherwise);
  }
}

}  // namespace

SchedulerCall scheduler_call(const Process& process, const SamplerSpec& lane) {
  const std::string title = sampler_info(lane.kind).title;
  Json config = config_of(process, lane);
  const std::string class_name = config["_class_name"];
  const SchedulerClass& type = *std::ranges::find_if(
      scheduler_classes(), [&](const SchedulerClass& c) { return c.name == class_name; });
  if (type.sampler != lane.kind)
    throw BadRequest("sampler", "kind", title, "a sampler that diffusers has", otherwise);
  config.erase("_alphabar");
  const SchedulerConfig read = read_scheduler_config(config.dump(), class_name, lane.grid.steps);
  for (const char* key : {"_class_name", "_diffusers_version"}) config.erase(key);

  const std::string_view levels = levels_of(type.kind);
  const char* output = levels == "flow" ? "flow" : levels == "edm" ? "edm" : "epsilon";
  if (process.spec().zero_terminal_snr)
    config["prediction_type"] = output = "v_prediction";  // eps says nothing of x_0 at a = 0

  Attempt plain{config, {{"num_inference_steps", lane.grid.steps}}, Json::object(), read.sampler};
  add_options(lane, plain);
  std::string differs;
  for (const std::optional<Attempt>& attempt :
       {std::optional(plain), with_list(process, type, lane, plain)}) {
    if (!attempt) continue;
    SamplerSpec here = lane;
    here.frame = attempt->sampler.frame;
    here.report_trials = attempt->sampler.report_trials;
    Plan plan = build_plan(Process(read.process), attempt->sampler);
    const std::optional<std::string> found = difference(plan, build_plan(process, here));
    if (!found) return {call_json(type, *attempt, output), std::move(plan)};
    differs = *found;
  }
  throw BadRequest("sampler", "table", title, "the one that diffusers' " + class_name + " makes",
                   "it has " + differs + "; " + otherwise);
}

}  // namespace alphabar

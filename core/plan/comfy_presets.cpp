#include "core/plan/comfy_presets.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <string>

namespace alphabar {
namespace {

using enum SamplerKind;

constexpr std::array samplers_there{
    ComfySampler{.name = "euler", .kind = euler, .on_flow = true},
    ComfySampler{.name = "euler_ancestral", .kind = euler_ancestral, .eta = 1},
    ComfySampler{.name = "heun", .kind = heun},
    ComfySampler{.name = "dpm_2", .kind = dpm2, .drops_penultimate = true},
    ComfySampler{
        .name = "dpm_2_ancestral", .kind = dpm2_ancestral, .eta = 1, .drops_penultimate = true},
    ComfySampler{.name = "lms", .kind = lms, .order = 4},
    ComfySampler{.name = "dpmpp_2s_ancestral", .kind = dpmpp_2s_ancestral, .eta = 1},
    ComfySampler{.name = "dpmpp_sde", .kind = dpmpp_sde, .eta = 1},
    ComfySampler{.name = "dpmpp_2m", .kind = dpmpp_2m},
    ComfySampler{.name = "dpmpp_2m_sde", .kind = dpmpp_2m, .eta = 1},
    ComfySampler{
        .name = "dpmpp_2m_sde_heun", .kind = dpmpp_2m, .eta = 1, .solver_type = SolverType::heun},
    ComfySampler{.name = "dpmpp_3m_sde",
                 .kind = dpmpp_2m,
                 .eta = 1,
                 .order = 3,
                 .solver_type = SolverType::heun},
    ComfySampler{.name = "seeds_2", .kind = seeds, .eta = 1, .order = 2},
    ComfySampler{.name = "seeds_3", .kind = seeds, .eta = 1, .order = 3},
    ComfySampler{.name = "res_multistep", .kind = res_multistep},
    ComfySampler{.name = "res_multistep_ancestral", .kind = res_multistep, .eta = 1},
    ComfySampler{.name = "er_sde", .kind = er_sde, .order = 3},
    ComfySampler{.name = "gradient_estimation", .kind = gradient_estimation},
    ComfySampler{.name = "ddpm", .kind = ddpm},
    ComfySampler{.name = "lcm", .kind = renoise, .on_flow = true},
    ComfySampler{.name = "ipndm", .kind = ipndm},
    ComfySampler{.name = "ddim", .kind = euler, .on_flow = true},
    ComfySampler{.name = "uni_pc",
                 .kind = unipc,
                 .order = 3,
                 .unipc_b = UniPcB::bh1,
                 .drops_penultimate = true},
    ComfySampler{.name = "uni_pc_bh2",
                 .kind = unipc,
                 .order = 3,
                 .unipc_b = UniPcB::bh2,
                 .drops_penultimate = true},
};

constexpr std::array schedulers_there{
    ComfyScheduler{.name = "simple", .spacing = Spacing::simple},
    ComfyScheduler{.name = "sgm_uniform", .spacing = Spacing::sgm_uniform},
    ComfyScheduler{.name = "karras", .spacing = Spacing::karras},
    ComfyScheduler{.name = "exponential", .spacing = Spacing::exponential},
    ComfyScheduler{.name = "ddim_uniform", .spacing = Spacing::ddim_uniform},
    ComfyScheduler{.name = "beta", .spacing = Spacing::beta_timesteps},
    ComfyScheduler{.name = "normal", .spacing = Spacing::normal},
    ComfyScheduler{.name = "linear_quadratic", .spacing = Spacing::linear_quadratic},
    ComfyScheduler{.name = "kl_optimal", .spacing = Spacing::kl_optimal},
    // Nodes that make a list of sigmas.
    ComfyScheduler{.name = "polyexponential", .spacing = Spacing::polyexponential, .rho = 1},
    ComfyScheduler{.name = "ays_sd15", .spacing = Spacing::align_your_steps},
    ComfyScheduler{
        .name = "ays_sdxl", .spacing = Spacing::align_your_steps, .ays_model = AysModel::sdxl},
    ComfyScheduler{
        .name = "ays_svd", .spacing = Spacing::align_your_steps, .ays_model = AysModel::svd},
    ComfyScheduler{.name = "gits", .spacing = Spacing::gits},
    // RES4LYF's.
    ComfyScheduler{
        .name = "beta57", .spacing = Spacing::beta_timesteps, .beta_a = 0.5, .beta_b = 0.7},
    ComfyScheduler{.name = "bong_tangent", .spacing = Spacing::bong_tangent},
};

template <class Entry>
const Entry* find(std::span<const Entry> entries, std::string_view name) {
  const auto found =
      std::ranges::find(entries, name, [](const Entry& e) -> std::string_view { return e.name; });
  return found == entries.end() ? nullptr : &*found;
}

bool one_of(Spacing spacing, std::initializer_list<Spacing> list) {
  return std::ranges::find(list, spacing) != list.end();
}

/// A number that is all of a text.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

/// What stands before `mark` in a text, which keeps what stands behind it.
std::string_view part_before(std::string_view& text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? "" : text.substr(at + mark.size());
  return part;
}

}  // namespace

std::span<const ComfySampler> comfy_samplers() { return samplers_there; }
std::span<const ComfyScheduler> comfy_schedulers() { return schedulers_there; }

const ComfySampler* find_comfy_sampler(std::string_view name) {
  return find(comfy_samplers(), name);
}
const ComfyScheduler* find_comfy_scheduler(std::string_view name) {
  return find(comfy_schedulers(), name);
}

bool comfy_fits_flow(const ComfySampler& sampler, const ComfyScheduler& scheduler, double shift) {
  const bool shifted_ends =
      one_of(scheduler.spacing, {Spacing::karras, Spacing::exponential, Spacing::polyexponential});
  const bool published = spacing_info(scheduler.spacing).picks == Picks::published;
  return sampler.on_flow && !published && (shift == 1 || !shifted_ends);
}

SamplerSpec comfy_sampler(const ComfySampler& sampler, const ComfyScheduler& scheduler, int steps,
                          std::optional<double> flow_shift) {
  SamplerSpec s;
  s.kind = sampler.kind;
  s.eta = sampler.eta;
  s.order = sampler.order;
  s.solver_type = sampler.solver_type;
  s.unipc_b = sampler.unipc_b;
  // KSampler's DPM++ are k-diffusion's functions, which keep their order to the end.
  s.lower_order_final = s.kind == unipc;
  const bool of_process = flow_shift || s.kind == ddpm || s.kind == renoise || s.kind == unipc;
  if (!of_process) s.frame = Frame::sigma;
  s.grid.spacing = scheduler.spacing;
  s.grid.steps = steps;
  s.grid.rho = scheduler.rho;
  s.grid.beta_a = scheduler.beta_a;
  s.grid.beta_b = scheduler.beta_b;
  s.grid.ays_model = scheduler.ays_model;
  s.grid.drop_penultimate = sampler.drops_penultimate;
  s.grid.shift = flow_shift.value_or(1);
  return s;
}

std::optional<SamplerSpec> find_comfy_preset(std::string_view name) {
  constexpr std::string_view program = "ComfyUI ";
  if (name.starts_with(program)) name.remove_prefix(program.size());
  const ComfySampler* sampler = find_comfy_sampler(part_before(name, " + "));
  const ComfyScheduler* scheduler = find_comfy_scheduler(part_before(name, ", "));
  if (!sampler || !scheduler) return {};
  int steps = 20;
  std::optional<double> flow_shift;
  while (!name.empty()) {
    std::string_view part = part_before(name, ", ");
    if (const auto given = number<int>(part)) {
      steps = *given;
    } else if (part_before(part, " ") == "flow") {
      flow_shift = 1;
      if (part.empty()) continue;
      const bool is_shift = part_before(part, " ") == "shift";
      flow_shift = number<double>(part);
      if (!is_shift || !flow_shift) return {};
    } else {
      return {};
    }
  }
  if (flow_shift && !comfy_fits_flow(*sampler, *scheduler, *flow_shift)) return {};
  return comfy_sampler(*sampler, *scheduler, steps, flow_shift);
}

std::vector<Preset> comfy_presets() {
  std::vector<Preset> all;
  for (const char* pair : {
           "euler + normal, 20",
           "euler_ancestral + normal, 20",
           "heun + normal, 20",
           "dpm_2 + normal, 20",
           "dpm_2_ancestral + normal, 20",
           "lms + normal, 20",
           "dpmpp_2s_ancestral + karras, 20",
           "dpmpp_sde + karras, 20",
           "dpmpp_2m + karras, 20",
           "dpmpp_2m + exponential, 20",
           "dpmpp_2m_sde + karras, 20",
           "dpmpp_2m_sde_heun + karras, 20",
           "dpmpp_3m_sde + exponential, 20",
           "ddpm + normal, 20",
           "lcm + sgm_uniform, 8",
           "ipndm + simple, 20",
           "ddim + ddim_uniform, 20",
           "uni_pc + simple, 20",
           "uni_pc_bh2 + simple, 20",
           "euler + simple, 20",
           "euler + sgm_uniform, 20",
           "euler + beta, 20",
           "euler + beta57, 20",
           "euler + kl_optimal, 20",
           "dpmpp_2m + polyexponential, 20",
           "dpmpp_2m + ays_sd15, 10",
           "dpmpp_2m_sde + ays_sdxl, 10",
           "euler + ays_svd, 10",
           "ipndm + gits, 10",
           "euler + simple, 20, flow shift 3",
           "euler + normal, 28, flow shift 3",
           "euler + beta, 20, flow shift 3",
           "euler + linear_quadratic, 20, flow",
           "euler + bong_tangent, 20, flow",
       })
    all.push_back({std::string("ComfyUI ") + pair, find_comfy_preset(pair).value()});
  return all;
}

}  // namespace alphabar

#include "core/plan/presets.h"

#include "core/plan/comfy_presets.h"

namespace alphabar {
namespace {

SamplerSpec on(SamplerKind kind, Spacing spacing, int steps) {
  SamplerSpec s;
  s.kind = kind;
  s.grid.spacing = spacing;
  s.grid.steps = steps;
  return s;
}

/// diffusers' DDIM and PNDM step to t - T // n.
SamplerSpec strided(SamplerKind kind, Spacing spacing, int steps) {
  SamplerSpec s = on(kind, spacing, steps);
  s.grid.stride_targets = true;
  return s;
}

/// A scheduler of diffusers that keeps x / a.
SamplerSpec in_sigma(SamplerKind kind, Spacing spacing, int steps) {
  SamplerSpec s = on(kind, spacing, steps);
  s.frame = Frame::sigma;
  s.grid.round_timesteps = false;
  s.report_trials =
      kind == SamplerKind::heun || kind == SamplerKind::dpm2 || kind == SamplerKind::dpm2_ancestral;
  return s;
}

SamplerSpec k_diffusion(SamplerKind kind, int steps, double eta = 0, int order = 2) {
  SamplerSpec s = on(kind, Spacing::karras, steps);
  s.frame = Frame::sigma;
  s.lower_order_final = false;
  s.eta = eta;
  s.order = order;
  return s;
}

template <class Change>
SamplerSpec with(SamplerSpec s, Change change) {
  change(s);
  return s;
}

}  // namespace

std::vector<Preset> presets() {
  using enum SamplerKind;
  using enum Spacing;
  // What diffusers calls StableDiffusionXLTimesteps: the list of Align Your Steps in timesteps.
  constexpr auto ays_timesteps = [](SamplerSpec& s) {
    s.grid.values_in = LevelUnit::t;
    for (const int i : {999, 845, 730, 587, 443, 310, 193, 116, 53, 13})
      s.grid.values.push_back(i + 1);
  };
  std::vector<Preset> all{
      {"diffusers DDPM, 1000", on(ddpm, leading, 1000)},
      {"diffusers DDIM, 50, leading", strided(ddim, leading, 50)},
      {"diffusers DDIM, 50, trailing", strided(ddim, trailing, 50)},
      {"diffusers PNDM, 50", with(strided(pndm, leading, 50),
                                  [](SamplerSpec& s) {
                                    s.grid.end_clean = false;
                                    s.runge_kutta = true;
                                  })},
      {"diffusers PNDM, 50, Stable Diffusion", with(strided(pndm, leading, 50),
                                                    [](SamplerSpec& s) {
                                                      s.grid.end_clean = false;
                                                      s.grid.offset = 1;
                                                    })},
      {"diffusers DPM-Solver++ 2M, 25", on(dpmpp_2m, linspace, 25)},
      {"diffusers DPM-Solver++ 2M Karras, 25", on(dpmpp_2m, karras, 25)},
      {"diffusers DPM-Solver++ 2M exponential, 25", on(dpmpp_2m, exponential, 25)},
      {"diffusers DPM-Solver++ 2M Beta, 25", on(dpmpp_2m, Spacing::beta, 25)},
      {"diffusers DPM-Solver++ 2M SDE, SDXL's AysSchedules, 10",
       with(with(on(dpmpp_2m, by_hand, 10), ays_timesteps), [](SamplerSpec& s) { s.eta = 1; })},
      {"diffusers DPM-Solver++ 2M SDE, 25",
       with(on(dpmpp_2m, linspace, 25), [](SamplerSpec& s) { s.eta = 1; })},
      {"diffusers DPM-Solver++ singlestep, 24",
       with(on(dpm_singlestep, linspace, 24), [](SamplerSpec& s) { s.report_trials = true; })},
      {"diffusers UniPC, 25", on(unipc, linspace, 25)},
      {"diffusers DEIS, 25",
       with(on(deis, linspace, 25), [](SamplerSpec& s) { s.grid.end_clean = false; })},
      {"diffusers Euler, 30", in_sigma(euler, linspace, 30)},
      {"diffusers Euler Karras, 30", in_sigma(euler, karras, 30)},
      {"diffusers Euler exponential, 30", in_sigma(euler, exponential, 30)},
      {"diffusers Euler Beta, 30", in_sigma(euler, Spacing::beta, 30)},
      {"diffusers Euler ancestral, 30",
       with(in_sigma(euler_ancestral, linspace, 30), [](SamplerSpec& s) { s.eta = 1; })},
      {"diffusers Heun, 25", in_sigma(heun, linspace, 25)},
      {"diffusers KDPM2, 25", in_sigma(dpm2, linspace, 25)},
      {"diffusers KDPM2 ancestral, 25",
       with(in_sigma(dpm2_ancestral, linspace, 25), [](SamplerSpec& s) { s.eta = 1; })},
      {"diffusers LMS, 25", with(in_sigma(lms, linspace, 25), [](SamplerSpec& s) { s.order = 4; })},
      {"diffusers flow matching Euler, 28, shift 3",
       with(on(euler, linspace, 28), [](SamplerSpec& s) { s.grid.shift = 3; })},
      {"diffusers flow matching Euler, 28, 1024 x 1024",  // 4,096 patches of 16 x 16
       with(on(euler, linspace, 28), [](SamplerSpec& s) { s.grid.tokens = 4096; })},
      {"k-diffusion Euler Karras, 20", k_diffusion(euler, 20)},
      {"k-diffusion Euler, linear sigmas, 20",
       with(k_diffusion(euler, 20), [](SamplerSpec& s) { s.grid.rho = 1; })},
      {"k-diffusion Euler, sigmas of the VP SDE, 20",  // on vp_sde: get_sigmas_vp
       with(k_diffusion(euler, 20), [](SamplerSpec& s) { s.grid.spacing = linspace; })},
      {"k-diffusion Euler ancestral Karras, 20", k_diffusion(euler_ancestral, 20, 1)},
      {"k-diffusion Heun Karras, 18", k_diffusion(heun, 18)},
      {"k-diffusion DPM2 Karras, 20", k_diffusion(dpm2, 20)},
      {"k-diffusion LMS Karras, 20", k_diffusion(lms, 20, 0, 4)},
      {"k-diffusion DPM++ 2S ancestral Karras, 20", k_diffusion(dpmpp_2s_ancestral, 20, 1)},
      {"k-diffusion DPM++ SDE Karras, 20", k_diffusion(dpmpp_sde, 20, 1)},
      {"k-diffusion DPM++ 2M Karras, 20", k_diffusion(dpmpp_2m, 20)},
      {"k-diffusion DPM++ 2M SDE Karras, 20", k_diffusion(dpmpp_2m, 20, 1)},
      {"k-diffusion DPM++ 3M SDE Karras, 20",
       with(k_diffusion(dpmpp_2m, 20, 1, 3),
            [](SamplerSpec& s) { s.solver_type = SolverType::heun; })},
      {"k-diffusion DPM2 ancestral Karras, 20", k_diffusion(dpm2_ancestral, 20, 1)},
      {"k-diffusion DPM++ 2M exponential, 20",
       with(k_diffusion(dpmpp_2m, 20), [](SamplerSpec& s) { s.grid.spacing = exponential; })},
      {"k-diffusion DPM++ 2M polyexponential, 20", with(k_diffusion(dpmpp_2m, 20),
                                                        [](SamplerSpec& s) {
                                                          s.grid.spacing = polyexponential;
                                                          s.grid.rho = 1;
                                                        })},
      {"k-diffusion Euler, a net's own timesteps, 20",
       with(k_diffusion(euler, 20), [](SamplerSpec& s) { s.grid.spacing = normal; })},
  };
  for (Preset& preset : comfy_presets()) all.push_back(std::move(preset));
  return all;
}

std::optional<SamplerSpec> find_preset(std::string_view name) {
  for (Preset& preset : presets())
    if (preset.name == name) return std::move(preset.sampler);
  constexpr std::string_view library = "ComfyUI ";
  return find_comfy_preset(name.starts_with(library) ? name.substr(library.size()) : name);
}

}  // namespace alphabar

#include "core/io/diffusers/scheduler_classes.h"

#include <algorithm>
#include <array>

namespace alphabar {
namespace {

constexpr unsigned vp = group_betas | group_spacing;
constexpr unsigned ancestral = vp | group_clip | group_threshold | group_zero_snr;
constexpr unsigned in_sigma = vp | group_sigmas;
constexpr unsigned solver =
    group_betas | group_threshold | group_sigmas | group_flow | group_dynamic | group_solver;
constexpr const char* flow_match =
    "num_train_timesteps shift base_shift max_shift base_image_seq_len max_image_seq_len "
    "invert_sigmas shift_terminal stochastic_sampling";

constexpr std::array<SchedulerClass, 26> classes{{
    {"DDIMScheduler", "ddim", SamplerKind::ddim, ancestral, "set_alpha_to_one"},
    {"DDIMParallelScheduler", "ddim", SamplerKind::ddim, ancestral, "set_alpha_to_one"},
    {"DDPMScheduler", "ddpm", SamplerKind::ddpm, ancestral, "variance_type"},
    {"DDPMParallelScheduler", "ddpm", SamplerKind::ddpm, ancestral, "variance_type"},
    {"DDIMInverseScheduler", "ddim-inverse", SamplerKind::ddim_inverse,
     vp | group_clip | group_zero_snr, "set_alpha_to_one"},
    {"PNDMScheduler", "pndm", SamplerKind::pndm, vp, "skip_prk_steps set_alpha_to_one"},
    {"DPMSolverMultistepScheduler", "dpmsolver-multistep", SamplerKind::dpmpp_2m,
     solver | group_spacing | group_zero_snr | group_dpm, "use_lu_lambdas euler_at_final"},
    {"DPMSolverSinglestepScheduler", "dpmsolver-singlestep", SamplerKind::dpm_singlestep,
     solver | group_dpm, ""},
    {"UniPCMultistepScheduler", "unipc", SamplerKind::unipc,
     solver | group_spacing | group_zero_snr,
     "predict_x0 disable_corrector solver_p final_sigmas_type sigma_min sigma_max shift_terminal"},
    {"DEISMultistepScheduler", "deis", SamplerKind::deis, solver | group_spacing, "algorithm_type"},
    {"SASolverScheduler", "sasolver", SamplerKind::sa_solver,
     group_betas | group_spacing | group_threshold | group_sigmas | group_flow,
     "predictor_order corrector_order tau_func algorithm_type lower_order_final "
     "lambda_min_clipped variance_type"},
    {"EulerDiscreteScheduler", "euler-discrete", SamplerKind::euler, in_sigma | group_zero_snr,
     "interpolation_type sigma_min sigma_max timestep_type final_sigmas_type"},
    {"EulerAncestralDiscreteScheduler", "euler-ancestral-discrete", SamplerKind::euler_ancestral,
     vp | group_zero_snr, ""},
    {"HeunDiscreteScheduler", "heun-discrete", SamplerKind::heun, in_sigma | group_clip, ""},
    {"KDPM2DiscreteScheduler", "kdpm2-discrete", SamplerKind::dpm2, in_sigma, ""},
    {"KDPM2AncestralDiscreteScheduler", "kdpm2-ancestral-discrete", SamplerKind::dpm2_ancestral,
     in_sigma, ""},
    {"LMSDiscreteScheduler", "lms-discrete", SamplerKind::lms, in_sigma, ""},
    {"FlowMatchEulerDiscreteScheduler", "flow-match-euler", SamplerKind::euler,
     group_sigmas | group_dynamic, flow_match},
    {"FlowMatchHeunDiscreteScheduler", "flow-match-heun", SamplerKind::heun_flow, 0,
     "num_train_timesteps shift"},
    {"FlowMatchLCMScheduler", "flow-match-lcm", SamplerKind::renoise, group_sigmas | group_dynamic,
     "num_train_timesteps shift base_shift max_shift base_image_seq_len max_image_seq_len "
     "invert_sigmas shift_terminal scale_factors upscale_mode"},
    {"LCMScheduler", "lcm", SamplerKind::renoise, ancestral,
     "original_inference_steps set_alpha_to_one timestep_scaling"},
    {"TCDScheduler", "tcd", SamplerKind::tcd, ancestral,
     "original_inference_steps set_alpha_to_one timestep_scaling"},
    {"EDMEulerScheduler", "edm-euler", SamplerKind::euler, 0,
     "sigma_min sigma_max sigma_data sigma_schedule num_train_timesteps rho final_sigmas_type"},
    {"EDMDPMSolverMultistepScheduler", "edm-dpmsolver-multistep", SamplerKind::dpmpp_2m,
     group_solver | group_threshold,
     "sigma_min sigma_max sigma_data sigma_schedule num_train_timesteps rho algorithm_type "
     "euler_at_final final_sigmas_type"},
    {"ScoreSdeVeScheduler", "pc", SamplerKind::reverse_diffusion, 0,
     "num_train_timesteps snr sigma_min sigma_max sampling_eps correct_steps"},
    {"ScoreSdeVpScheduler", "pc", SamplerKind::euler_maruyama, 0,
     "num_train_timesteps beta_min beta_max sampling_eps"},
}};

struct GroupKeys {
  unsigned group;
  const char* keys;
};
constexpr std::array<GroupKeys, 10> groups{{
    {group_betas, "num_train_timesteps beta_start beta_end beta_schedule trained_betas"},
    {group_spacing, "timestep_spacing steps_offset"},
    {group_clip, "clip_sample clip_sample_range"},
    {group_threshold, "thresholding dynamic_thresholding_ratio sample_max_value"},
    {group_zero_snr, "rescale_betas_zero_snr"},
    {group_sigmas, "use_karras_sigmas use_exponential_sigmas use_beta_sigmas"},
    {group_flow, "use_flow_sigmas flow_shift"},
    {group_dynamic, "use_dynamic_shifting time_shift_type"},
    {group_solver, "solver_order solver_type lower_order_final"},
    {group_dpm, "algorithm_type final_sigmas_type lambda_min_clipped variance_type"},
}};

/// Keys of classes that are not in the table, and of older versions.
constexpr const char* elsewhere =
    "prediction_type eta tau_func predictor_order corrector_order s_noise s_churn s_min s_max "
    "clip_denoised snr_shift_scale skip_prk_steps set_alpha_to_one n_grid eps stages gamma "
    "stage_range scheduler_type num_vec_classes alpha_cum_start alpha_cum_end gamma_cum_start "
    "gamma_cum_end final_step_size_scale num_policy_substeps tensor_format predict_epsilon";

void add_words(const char* text, std::vector<std::string_view>& words) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = rest.find(' ');
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
}

}  // namespace

std::span<const SchedulerClass> scheduler_classes() { return classes; }

std::vector<std::string_view> keys_of(const SchedulerClass& type) {
  std::vector<std::string_view> keys{"prediction_type"};
  add_words(type.extra, keys);
  for (const GroupKeys& group : groups)
    if (type.groups & group.group) add_words(group.keys, keys);
  return keys;
}

bool is_scheduler_key(std::string_view key) {
  std::vector<std::string_view> all;
  add_words(elsewhere, all);
  for (const SchedulerClass& type : classes) add_words(type.extra, all);
  for (const GroupKeys& group : groups) add_words(group.keys, all);
  return std::ranges::find(all, key) != all.end();
}

}  // namespace alphabar

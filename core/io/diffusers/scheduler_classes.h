#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A scheduler class of diffusers 0.42.1.
struct SchedulerClass {
  const char* name;
  const char* kind;  ///< in cases (read_case_sampler)
  SamplerKind sampler;
  unsigned groups;    ///< of its keys, ConfigGroup bits
  const char* extra;  ///< its other keys, with a blank between
};

/// Keys that come together.
enum ConfigGroup : unsigned {
  group_betas = 1u << 0,      ///< num_train_timesteps, beta_*, trained_betas
  group_spacing = 1u << 1,    ///< timestep_spacing, steps_offset
  group_clip = 1u << 2,       ///< clip_sample, clip_sample_range
  group_threshold = 1u << 3,  ///< thresholding and its two numbers
  group_zero_snr = 1u << 4,   ///< rescale_betas_zero_snr
  group_sigmas = 1u << 5,     ///< use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas
  group_flow = 1u << 6,       ///< use_flow_sigmas, flow_shift
  group_dynamic = 1u << 7,    ///< use_dynamic_shifting, time_shift_type
  group_solver = 1u << 8,     ///< solver_order, solver_type, lower_order_final
  group_dpm = 1u << 9,        ///< algorithm_type, final_sigmas_type, lambda_min_clipped ...
};

std::span<const SchedulerClass> scheduler_classes();

/// All keys of a class but _class_name, prediction_type among them.
std::vector<std::string_view> keys_of(const SchedulerClass& type);

/// Whether any scheduler of diffusers has this key: one that the class has not is passed over by
/// the library too.
bool is_scheduler_key(std::string_view key);

}  // namespace alphabar

#include "core/io/diffusers/model_scheduler.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "core/base/check.h"
#include "core/io/diffusers/scheduler_config.h"

namespace alphabar {
namespace {

using nlohmann::json;

enum Says : unsigned {
  says_eps = 1u << 0,
  says_x0 = 1u << 1,
  says_v = 1u << 2,
};
constexpr unsigned all = says_eps | says_x0 | says_v;
constexpr unsigned no_x0 = says_eps | says_v;

/// What a class makes of a net's output.
struct OutputOptions {
  const char* name;
  unsigned says;               ///< predictions that it has
  bool clips = false;          ///< clip_sample is a key of it
  bool clips_usually = false;  ///< its default
  bool thresholds = false;
  bool variance = false;  ///< it knows learned ones
};

constexpr std::array classes{
    OutputOptions{"DDPMScheduler", all, true, true, true, true},
    OutputOptions{"DDPMParallelScheduler", all, true, true, true, true},
    OutputOptions{"DDIMScheduler", all, true, true, true},
    OutputOptions{"DDIMParallelScheduler", all, true, true, true},
    OutputOptions{"PNDMScheduler", no_x0},
    OutputOptions{"EulerDiscreteScheduler", all},
    OutputOptions{"EulerAncestralDiscreteScheduler", no_x0},
    OutputOptions{"HeunDiscreteScheduler", no_x0, true},
    OutputOptions{"LMSDiscreteScheduler", all},
    OutputOptions{"KDPM2DiscreteScheduler", no_x0},
    OutputOptions{"KDPM2AncestralDiscreteScheduler", no_x0},
    OutputOptions{"DPMSolverMultistepScheduler", all, false, false, true, true},
    OutputOptions{"DPMSolverSinglestepScheduler", all, false, false, true, true},
    OutputOptions{"DEISMultistepScheduler", all, false, false, true},
    OutputOptions{"UniPCMultistepScheduler", all, false, false, true},
    OutputOptions{"SASolverScheduler", all, false, false, true, true},
    OutputOptions{"EDMEulerScheduler", no_x0},
    OutputOptions{"EDMDPMSolverMultistepScheduler", no_x0, false, false, true},
    OutputOptions{"ScoreSdeVeScheduler", 0},
    OutputOptions{"CMStochasticIterativeScheduler", 0},
    OutputOptions{"LCMScheduler", all, true, false, true},
    OutputOptions{"TCDScheduler", all},  // it has the keys, and its step passes over them
};

std::string shown(const json& value) {
  const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

class Reader {
 public:
  Reader(const json& config, const std::string& where) : config_(config), where_(where) {
    if (!config.is_object()) refuse("", config, "an object with _class_name");
  }

  ModelScheduler run(const std::string& named) {
    ModelScheduler out;
    out.class_name = word("_class_name", "");
    const auto found = std::ranges::find_if(
        classes, [&](const OutputOptions& c) { return out.class_name == c.name; });
    if (found == classes.end()) refuse("_class_name", value("_class_name"), all_names(classes));
    if (!named.empty() && named != out.class_name)
      refuse("_class_name", value("_class_name"), named + ", which model_index.json names");
    options_ = &*found;
    if (out.class_name == "CMStochasticIterativeScheduler") {
      read_consistency(out);
    } else {
      read_process(out);
      read_prediction(out.question);
    }
    read_clipping(out.question);
    read_variance(out.question);
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& key, const json& value,
                           const std::string& allowed) const {
    throw BadRequest(where_, key, value.is_null() ? "null" : shown(value), allowed);
  }
  json value(const char* key) const {
    const auto found = config_.find(key);
    return found == config_.end() ? json() : *found;
  }
  std::string word(const char* key, const char* usual) const {
    const json given = value(key);
    if (given.is_null()) return usual;
    if (!given.is_string()) refuse(key, given, "a word");
    return given.get<std::string>();
  }
  bool flag(const char* key, const OutputOptions* usual = nullptr) const {
    const json given = value(key);
    if (given.is_null()) return usual && usual->clips_usually;
    if (!given.is_boolean()) refuse(key, given, "true or false");
    return given.get<bool>();
  }
  double number(const char* key, double usual, double least, double most) const {
    const json given = value(key);
    if (given.is_null()) return usual;
    if (!given.is_number()) refuse(key, given, "a number");
    check_range(where_, key, given.get<double>(), least, most);
    return given.get<double>();
  }

  void read_process(ModelScheduler& out) const {
    SchedulerConfig read = read_scheduler_config(config_.dump(), where_, 1);
    out.process = read.process;
    for (std::string& notice : read.notices) {
      const auto about = [&](const char* key) { return notice.starts_with(key); };
      if (about("clip_sample") || about("thresholding") || about("variance_type")) continue;
      out.notices.push_back(std::move(notice));
    }
    if (out.process.kind == ProcessKind::flow)
      refuse("use_flow_sigmas", true, "false: nets of flows are not asked here");
  }

  /// EDM's preconditioning, with c_out of the other sign where v is predicted.
  void read_prediction(NetQuestion& question) const {
    const std::string name = options_->name;
    if (name == "ScoreSdeVeScheduler") {
      question.prediction = PredictionType::score;
      question.time = NetTime::sigma;
      return;
    }
    const std::string says = word("prediction_type", "epsilon");
    const bool old_name = says == "original_sample" && name == "EulerDiscreteScheduler";
    if (says == "epsilon" && options_->says & says_eps)
      question.prediction = PredictionType::epsilon;
    else if ((says == "sample" && options_->says & says_x0) || old_name)
      question.prediction = PredictionType::sample;
    else if (says == "v_prediction" && options_->says & says_v)
      question.prediction = PredictionType::v_prediction;
    else
      refuse("prediction_type", says,
             options_->says & says_x0 ? "epsilon, sample, v_prediction"
                                      : "epsilon, v_prediction with " + name);
    if (name.starts_with("EDM")) {
      question.preconditioning = Preconditioning::edm;
      question.time = NetTime::quarter_log;
      question.sigma_data = number("sigma_data", 0.5, 1e-6, 1e6);
    }
    if (name == "EulerDiscreteScheduler" && word("timestep_type", "discrete") == "continuous" &&
        question.prediction == PredictionType::v_prediction)
      question.time = NetTime::quarter_log;
  }

  void read_consistency(ModelScheduler& out) const {
    out.process.kind = ProcessKind::edm;
    out.process.sigma_min = number("sigma_min", 0.002, 1e-8, 1e8);
    out.process.sigma_max = number("sigma_max", 80, 1e-8, 1e8);
    check(out.process);
    NetQuestion& question = out.question;
    question.preconditioning = Preconditioning::consistency;
    question.time = NetTime::thousand_quarter;
    question.sigma_data = number("sigma_data", 0.5, 1e-6, 1e6);
    question.sigma_min = out.process.sigma_min;
    const json clip = value("clip_denoised");
    if (!clip.is_null() && !clip.is_boolean()) refuse("clip_denoised", clip, "true or false");
    question.clip = clip.is_null() || clip.get<bool>() ? 1 : 0;
  }

  void read_clipping(NetQuestion& question) const {
    // UniPC in eps passes over it.
    if (const json x0 = value("predict_x0"); x0.is_boolean() && !x0.get<bool>()) return;
    if (options_->thresholds && flag("thresholding")) {
      question.threshold = number("dynamic_thresholding_ratio", 0.995, 0, 1);
      question.threshold_most = number("sample_max_value", 1, 1, 1e6);
      if (question.threshold == 0) refuse("dynamic_thresholding_ratio", 0, "above 0");
    } else if (options_->clips && flag("clip_sample", options_)) {
      question.clip = number("clip_sample_range", 1, 1e-6, 1e6);
    }
  }

  void read_variance(NetQuestion& question) const {
    if (!options_->variance) return;
    const std::string type = word("variance_type", "");
    const bool ddpm = std::string_view(options_->name).starts_with("DDPM");
    if (type == "learned" || type == "learned_range") {
      question.variance = !ddpm                     ? LearnedVariance::unused
                          : type == "learned_range" ? LearnedVariance::interpolation
                                                    : LearnedVariance::direct;
      if (!ddpm && question.prediction != PredictionType::epsilon)
        refuse("variance_type", type, "null where prediction_type is not epsilon");
    } else if (type == "fixed_large_log" && ddpm) {
      refuse("variance_type", type,
             "another: the library takes the root of a logarithm below 0 of it");
    }
  }

  const json& config_;
  const std::string& where_;
  const OutputOptions* options_ = nullptr;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) c == at ? void(parts.emplace_back()) : parts.back().push_back(c);
  return parts;
}

/// The short names of predictions, and the library's.
constexpr std::array<std::pair<const char*, PredictionType>, 6> prediction_words{{
    {"eps", PredictionType::epsilon},
    {"x0", PredictionType::sample},
    {"v", PredictionType::v_prediction},
    {"epsilon", PredictionType::epsilon},
    {"sample", PredictionType::sample},
    {"v_prediction", PredictionType::v_prediction},
}};

}  // namespace

ModelScheduler read_model_scheduler(const json& config, const std::string& where,
                                    const std::string& named) {
  return Reader(config, where).run(named);
}

ModelScheduler assumed_scheduler(const std::string& words) {
  const auto refuse = [&] {
    std::string schedules;
    for (const ProcessInfo& info : processes())
      if (info.discrete && is_of_numbers(info.kind))
        schedules.append(schedules.empty() ? "" : ", ").append(info.name);
    throw BadRequest("pictures", "assume", words, "SCHEDULE-T-PREDICTION, such as linear-1000-eps",
                     "schedules: " + schedules +
                         "; predictions: eps, x0, v; with -clip behind it x0 is kept in [-1, 1]");
  };
  std::vector<std::string> parts = split(words, '-');
  ModelScheduler out;
  if (parts.size() == 4 && parts[3] == "clip") {
    out.question.clip = 1;
    parts.pop_back();
  }
  if (parts.size() != 3) refuse();
  const auto kinds = processes();
  const auto kind = std::ranges::find_if(kinds, [&](const ProcessInfo& info) {
    return info.discrete && is_of_numbers(info.kind) && parts[0] == info.name;
  });
  const auto says = std::ranges::find_if(
      prediction_words, [&](const auto& known) { return parts[2] == known.first; });
  const bool number = !parts[1].empty() && parts[1].size() <= 6 &&
                      parts[1].find_first_not_of("0123456789") == std::string::npos;
  if (kind == kinds.end() || says == prediction_words.end() || !number) refuse();
  out.process.kind = kind->kind;
  out.process.T = std::stoi(parts[1]);
  out.question.prediction = says->second;
  check(out.process);
  return out;
}

std::string in_words(const ProcessSpec& process, const NetQuestion& question) {
  const char* title = "";
  for (const auto& entry : listed(question.prediction))
    if (entry.kind == question.prediction) title = entry.title;
  std::string text = question.preconditioning == Preconditioning::none
                         ? std::string("predicts ") + title
                     : question.preconditioning == Preconditioning::edm
                         ? "preconditioned as EDM (" + std::string(title) + ")"
                         : "a consistency model";
  text += std::string(" on ") + process_info(process.kind).name;
  if (is_discrete(process.kind))
    text += ", T = " + std::to_string(timesteps(process));
  else
    text +=
        ", \u03C3 from " + short_text(process.sigma_max) + " to " + short_text(process.sigma_min);
  if (question.threshold > 0)
    text += "; x\u2080 thresholded at its quantile " + short_text(question.threshold);
  else if (question.clip > 0)
    text += "; x\u2080 clipped to \u00B1" + short_text(question.clip);
  if (question.variance != LearnedVariance::none) text += "; a learned variance";
  return text;
}

}  // namespace alphabar

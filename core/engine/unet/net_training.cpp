#include "core/engine/unet/net_training.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/files/atomic_file.h"
#include "core/files/json/json_strict.h"
#include "core/io/diffusers/scheduler_config.h"

namespace alphabar {
namespace {

constexpr const char* scheduler_name = "scheduler_config.json";

std::string name_of(const ProcessSpec& process) {
  return std::string(process_info(process.kind).name) +
         ", T = " + std::to_string(timesteps(process));
}

/// "at its timesteps 999 to 3.2".
std::string asked_at(const Process& trained, const Plan& plan) {
  double first = -1, last = -1;
  for (const Row& row : plan.rows) {
    if (!row.evaluate) continue;
    last = net_timestep(trained, Level{0, row.a, row.s}.sigma());
    if (first < 0) first = last;
  }
  return "at its timesteps " + short_text(first) + " to " + short_text(last);
}

/// The text of a field, or what else it holds; `usual` where it is missing.
std::string word(const nlohmann::json& object, const char* name, const char* usual) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  if (found == object.end()) return usual;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace

NetTraining net_training(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / scheduler_name;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return {};
  const nlohmann::json config = read_json(file);
  const std::string predicts = word(config, "prediction_type", "epsilon");
  if (predicts != "epsilon")
    throw BadRequest(file.string(), "prediction_type", predicts, "epsilon",
                     "other nets cannot be asked here yet");
  NetTraining training{read_scheduler_config(config.dump(), file.string(), 1).process, true};
  if (!is_discrete(training.process.kind))
    throw BadRequest(file.string(), "_class_name", word(config, "_class_name", ""),
                     "a scheduler with timesteps");
  return training;
}

void write_net_training(const std::filesystem::path& folder, const ProcessSpec& process) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddpm;
  sampler.noise_at_end = true;
  AtomicFile file(folder / scheduler_name);
  file.write(scheduler_config(process, sampler).json);
  file.commit();
}

std::vector<std::string> training_notices(const NetTraining& training, const Process& scene,
                                          const Plan& plan) {
  const Process trained(training.process);
  std::vector<std::string> notices;
  if (!training.stated)
    notices.push_back(
        "The net's folder does not say what it was trained on: asked for the noise as "
        "on " +
        name_of(training.process) + ", " + asked_at(trained, plan) + ".");
  const int last = trained.T(), middle = last / 2;
  const bool same = scene.discrete() && scene.T() == last && scene.at(last) == trained.at(last) &&
                    scene.at(middle) == trained.at(middle);
  if (!same)
    notices.push_back("The scene's process is not the net's, " + name_of(training.process) +
                      ": asked for levels of the same sigma, " + asked_at(trained, plan) + ".");
  return notices;
}

double net_timestep(const Process& trained, double sigma) {
  const double t = trained.at_sigma(sigma).t;
  const double whole = std::round(t);
  const double near = std::abs(t - whole) < 1e-6 ? whole : t;  // the rounding of a logarithm
  return std::clamp(near, 1.0, static_cast<double>(trained.T())) - 1;
}

}  // namespace alphabar

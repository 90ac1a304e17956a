#include "core/engine/unet/net_training.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/check.h"
#include "core/files/atomic_file.h"
#include "core/files/input_file.h"
#include "core/io/diffusers/scheduler_config.h"

namespace alphabar {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20;

std::string name_of(const ProcessSpec& process) {
  std::string name = process_info(process.kind).name;
  if (is_discrete(process.kind)) name += ", T = " + std::to_string(timesteps(process));
  return name;
}

/// "at its timesteps 999 to 3.2".
std::string asked_at(const Process& trained, const NetQuestion& question, const Plan& plan) {
  double first = -1, last = -1;
  bool any = false;
  for (const Row& row : plan.rows) {
    if (!row.evaluate) continue;
    last = net_time(trained, question, Level{0, row.a, row.s}.sigma());
    if (!any) first = last;
    any = true;
  }
  const char* what = question.time == NetTime::timestep ? "at its timesteps "
                     : question.time == NetTime::sigma  ? "at \u03C3 from "
                                                        : "with log \u03C3 from ";
  return what + short_text(first) + " to " + short_text(last);
}

bool same_process(const Process& trained, const Process& scene) {
  if (trained.discrete() != scene.discrete()) return false;
  if (!trained.discrete())
    return trained.variance_exploding() && scene.variance_exploding() &&
           trained.at(trained.t_max()).sigma() == scene.at(scene.t_max()).sigma();
  const int last = trained.T(), middle = last / 2;
  return scene.T() == last && scene.at(last) == trained.at(last) &&
         scene.at(middle) == trained.at(middle);
}

}  // namespace

NetTraining net_training(const ModelFolder& model, const std::string& assume) {
  NetTraining training;
  if (!model.scheduler.empty()) {
    const std::string file = model.scheduler.string();
    const ModelScheduler read =
        read_model_scheduler(parse_scheduler_config(read_text(model.scheduler, most_bytes), file),
                             file, model.scheduler_class);
    training = {read.process, read.question, NetTraining::Source::folder, read.class_name,
                read.notices};
  }
  if (assume.empty()) return training;
  const ModelScheduler assumed = assumed_scheduler(assume);
  training.process = assumed.process;
  training.question = assumed.question;
  training.source = NetTraining::Source::user;
  return training;
}

NetTraining net_training(const std::filesystem::path& folder, const std::string& assume) {
  return net_training(model_folder(folder), assume);
}

void require_known(const NetTraining& training, const std::filesystem::path& folder) {
  if (training.source == NetTraining::Source::nothing)
    throw BadRequest(folder.string(), DiffusersFolder::scheduler_name, "none",
                     "one that says what the net was trained on",
                     "add it, or give --assume linear-1000-eps (schedule, T and eps, x0 or v)");
}

void write_net_training(const std::filesystem::path& folder, const ProcessSpec& process,
                        PredictionType prediction) {
  SamplerSpec sampler;
  sampler.kind = SamplerKind::ddpm;
  sampler.noise_at_end = true;
  AtomicFile file(folder / DiffusersFolder::scheduler_name);
  auto config = nlohmann::ordered_json::parse(scheduler_config(process, sampler).json);
  config["prediction_type"] = name_of(prediction);
  file.write(config.dump(2) + "\n");
  file.commit();
}

std::vector<std::string> training_notices(const NetTraining& training, const Process& scene,
                                          const Plan& plan) {
  const Process trained(training.process);
  const std::string asked = asked_at(trained, training.question, plan);
  std::vector<std::string> notices;
  if (training.source == NetTraining::Source::nothing)
    notices.push_back(
        "The net's folder does not say what it was trained on: asked for the noise as on " +
        name_of(training.process) + ", " + asked + ".");
  if (training.source == NetTraining::Source::user && !training.scheduler.empty())
    notices.push_back("Not as published: the net " + in_words(training.process, training.question) +
                      " by what was assumed, whatever its " + training.scheduler + " says.");
  if (!same_process(trained, scene))
    notices.push_back("The scene's process is not the net's, " + name_of(training.process) +
                      ": asked for levels of the same sigma, " + asked + ".");
  notices.insert(notices.end(), training.notices.begin(), training.notices.end());
  return notices;
}

double net_time(const Process& trained, const NetQuestion& question, double sigma) {
  switch (question.time) {
    case NetTime::sigma: return sigma;
    case NetTime::quarter_log: return 0.25 * std::log(sigma);
    case NetTime::thousand_quarter: return 250 * std::log(sigma);
    case NetTime::timestep: break;
  }
  const double t = trained.at_sigma(sigma).t;
  const double whole = std::round(t);
  const double near = std::abs(t - whole) < 1e-6 ? whole : t;  // the rounding of a logarithm
  return std::clamp(near, 1.0, static_cast<double>(trained.T())) - 1;
}

}  // namespace alphabar

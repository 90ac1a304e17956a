#include "core/io/diffusers/case_json.h"

#include <cmath>

#include "core/base/check.h"
#include "core/io/diffusers/case_sampler.h"
#include "core/io/diffusers/case_schedule.h"

namespace alphabar {
namespace {

DataSpec read_mixture(const nlohmann::json& mixture) {
  JsonFields f(mixture, "mixture");
  DataSpec data;
  f("name", data.name);
  std::vector<double> stds, weights, labels;
  f("stds", stds);
  f("weights", weights);
  f("labels", labels);
  f.ignore("means");
  f.finish();
  const auto means = mixture.find("means");
  if (means == mixture.end() || !means->is_array() || means->size() != stds.size() ||
      weights.size() != stds.size() || (!labels.empty() && labels.size() != stds.size()))
    throw BadRequest("mixture", "means", "", "as many means, stds, weights and labels");
  for (std::size_t k = 0; k < stds.size(); ++k) {
    const nlohmann::json& mean = (*means)[k];
    if (!mean.is_array() || mean.size() != 2 || !mean[0].is_number() || !mean[1].is_number())
      throw BadRequest("mixture", "means[" + std::to_string(k) + "]", mean.dump(), "two numbers");
    Component c{{mean[0].get<double>(), mean[1].get<double>()}, {stds[k], stds[k]}, 0, weights[k]};
    if (!labels.empty()) {
      check_range("mixture", "labels", labels[k], 0, 4095);
      if (labels[k] != std::floor(labels[k]))
        throw BadRequest("mixture", "labels", to_text(labels[k]), "whole numbers");
      c.label = static_cast<int>(labels[k]);
    }
    data.components.push_back(c);
  }
  return data;
}

/// A case says what its net was trained on, where a few words can: "linear-1000-epsilon".
std::string trained_on(const ProcessSpec& process, const nlohmann::json& document) {
  ProcessSpec usual;
  usual.kind = process.kind;
  usual.T = process.T;
  if (!is_discrete(process.kind) || process != usual) return "";
  std::string says = "epsilon";
  if (const auto sampler = document.find("sampler"); sampler != document.end())
    if (const auto type = sampler->find("prediction_type"); type != sampler->end())
      says = type->is_string() ? type->get<std::string>() : type->dump();
  return std::string(process_info(process.kind).name) + "-" + std::to_string(process.T) + "-" +
         says;
}

}  // namespace

bool is_flow_case(const nlohmann::json& document) {
  const auto sampler = document.find("sampler");
  if (sampler == document.end() || !sampler->is_object()) return false;
  const auto kind = sampler->find("kind");
  return kind != sampler->end() && (*kind == "ode-rk45" || *kind == "likelihood-rk45");
}

Scene scene_from_case(const nlohmann::json& document, const std::string& where) {
  try {
    Scene scene = default_scene();
    scene.particles = 64;
    scene.lanes.resize(1);
    CaseGrid grid;
    if (const auto name = document.find("name"); name != document.end() && name->is_string())
      scene.title = name->get<std::string>();
    if (const auto schedule = document.find("schedule"); schedule != document.end()) {
      JsonFields f(*schedule, "schedule");
      read_case_schedule(f, scene.process, grid);
      f.finish();
    } else {
      throw BadRequest("", "schedule", "", "an object with the field kind");
    }
    SamplerSpec sampler;
    if (const auto spec = document.find("sampler"); spec != document.end()) {
      JsonFields f(*spec, "sampler");
      const CaseSampler read = read_case_sampler(f, Process(scene.process), grid);
      f.finish();
      sampler = read.spec;
      scene.guidance = read.guidance;
    }
    scene.lanes[0] = {"", sampler};
    if (const auto mixture = document.find("mixture"); mixture != document.end())
      scene.data = read_mixture(*mixture);
    if (const auto model = document.find("model"); model != document.end() && model->is_string()) {
      scene.pictures.model = model->get<std::string>();
      scene.pictures.assume = trained_on(scene.process, document);
      scene.pictures.sampler = sampler;
      scene.pictures.label = -1;
    }
    check(scene);
    return scene;
  } catch (const BadRequest& error) {
    throw error.in(where);
  }
}

}  // namespace alphabar

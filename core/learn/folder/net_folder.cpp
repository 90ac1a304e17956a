#include "core/learn/folder/net_folder.h"

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/files/arrays/safetensors.h"
#include "core/files/atomic_folder.h"
#include "core/files/json/json_strict.h"
#include "core/io/scene/scene_json.h"
#include "core/learn/folder/net_tensors.h"
#include "core/learn/model/classifier_model.h"
#include "core/learn/model/learned_denoiser.h"

namespace alphabar {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* format_name = "alphabar-net";
constexpr int newest_version = 1;

bool is_own(const std::string& name) {
  for (const char* own : {NetFolder::config_name, NetFolder::weights_name, NetFolder::state_name,
                          NetFolder::losses_name, NetFolder::scene_name})
    if (name == own) return true;
  return false;
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string config_text(const LearnedNet& net) {
  const NetLevels levels(net.form);
  nlohmann::ordered_json config{{"format", format_name},
                                {"version", newest_version},
                                {"dimension", 2},
                                {"outputs", levels.shape().outputs},
                                {"returns", name_of(levels.output())},
                                {"data_std", net.form.data_std},
                                {"classes", net.form.classes},
                                {"step", net.step}};
  config.update(training_parts_json({net.form.process, net.form.training}));
  return config.dump(2) + "\n";
}

/// A number of the configuration.
double number_of(const json& config, const std::string& file, const char* name, double lowest,
                 double highest) {
  if (!config.contains(name) || !config[name].is_number())
    throw BadRequest(file, name, config.contains(name) ? config[name].dump() : "missing",
                     "a number");
  const double value = config[name].get<double>();
  check_range(file, name, value, lowest, highest);
  return value;
}

LearnedNet config_of(const fs::path& path) {
  const std::string file = path.string();
  json config = read_json(path);
  if (!config.is_object() || config.value("format", json()) != format_name)
    throw BadRequest(file, "format",
                     config.is_object() ? config.value("format", json()).dump() : "",
                     std::string("\"") + format_name + "\"", "is this a net of alphabar train?");
  number_of(config, file, "version", 1, newest_version);
  number_of(config, file, "dimension", 2, 2);
  LearnedNet net;
  net.form.data_std = number_of(config, file, "data_std", 1e-6, 1e6);
  net.form.classes = static_cast<int>(number_of(config, file, "classes", 0, 64));
  net.step = static_cast<std::int64_t>(number_of(config, file, "step", 0, 1e9));
  const json returns = config.value("returns", json());
  const double outputs = number_of(config, file, "outputs", 1, 64);
  for (const char* known :
       {"format", "version", "dimension", "data_std", "classes", "step", "returns", "outputs"})
    config.erase(known);
  const TrainingParts parts = training_parts_from(config, file);
  net.form.process = parts.process;
  net.form.training = parts.training;
  try {
    const NetLevels levels(net.form);
    const MlpShape shape = levels.shape();
    check_range("", "outputs", outputs, static_cast<double>(shape.outputs),
                static_cast<double>(shape.outputs));
    if (returns != name_of(levels.output()))
      throw BadRequest("", "returns", returns.dump(),
                       std::string("\"") + name_of(levels.output()) + "\" of this objective");
  } catch (const BadRequest& error) {
    throw error.in(file);
  }
  return net;
}

}  // namespace

void write_net_folder(const fs::path& folder, const NetFolder& content) {
  const LearnedNet& net = content.net;
  const NetLevels levels(net.form);
  check_weights(net, levels.shape());
  AtomicFolder out(folder, is_own);
  out.write(NetFolder::config_name, bytes_of(config_text(net)));
  out.write(NetFolder::weights_name, weights_bytes(net, levels));
  if (content.state) out.write(NetFolder::state_name, state_bytes(*content.state));
  if (!content.losses.step.empty()) out.write(NetFolder::losses_name, losses_bytes(content.losses));
  if (content.scene) out.write(NetFolder::scene_name, bytes_of(to_json(*content.scene)));
  out.commit();
}

NetFolder read_net_folder(const fs::path& folder, NetContent content) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw BadRequest(folder.string(), "", "", "a folder that alphabar train made");
  NetFolder out;
  out.net = config_of(folder / NetFolder::config_name);
  const NetLevels levels(out.net.form);
  read_weights(folder / NetFolder::weights_name, levels, out.net);
  try {
    check_weights(out.net, levels.shape());
  } catch (const BadRequest& problem) {
    throw problem.in((folder / NetFolder::weights_name).string());
  }
  if (content == NetContent::net) return out;
  const fs::path state = folder / NetFolder::state_name, scene = folder / NetFolder::scene_name;
  if (fs::exists(state, error)) out.state = read_state(state, levels.shape(), out.net);
  const fs::path losses = folder / NetFolder::losses_name;
  if (fs::exists(losses, error)) out.losses = read_losses(losses);
  if (fs::exists(scene, error)) out.scene = native_scene(read_json(scene), scene.string());
  return out;
}

bool same_training(const NetForm& a, NetForm b) {
  b.training.steps = a.training.steps;
  return a == b;
}

std::shared_ptr<const Denoiser> learned_model(LearnedNet net,
                                              std::shared_ptr<const Denoiser> plain) {
  if (net.form.training.objective == Objective::classifier)
    return std::make_shared<const ClassifierModel>(std::move(plain), std::move(net));
  return std::make_shared<const LearnedDenoiser>(std::move(net));
}

fs::path find_net(const std::string& text) {
  const fs::path name = path_of(text);
  std::error_code error;
  std::vector<fs::path> places{name};
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* assets : {"assets", "../assets", "../share/alphabar"})
    if (!program.empty()) places.push_back(program / assets / "nets" / name);
  places.push_back(fs::path(ALPHABAR_SOURCE_ASSETS) / "nets" / name);
  if (!name.empty())
    for (const fs::path& place : places)
      if (fs::is_regular_file(place / NetFolder::config_name, error))
        return place.lexically_normal();
  throw BadRequest("model", "net", text,
                   "a folder that alphabar train made, or the name of one in assets/nets",
                   "looked last in " + places.back().string());
}

}  // namespace alphabar

#include "core/engine/unet/train/checkpoint.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"
#include "core/engine/unet/net/weights.h"
#include "core/files/json/json_strict.h"

namespace alphabar::net {
namespace {

constexpr const char* checkpoint_format = "alphabar-train-unet-1";

/// What must be the same for a training to go on from a checkpoint.
std::map<std::string, std::string> identity(const TrainUNetOptions& options) {
  return {{"format", checkpoint_format},
          {"seed", std::to_string(options.seed)},
          {"batch", std::to_string(options.batch)},
          {"net", unet_config_to_json(options.net).dump()}};
}

/// An entry of the file's metadata.
std::string entry(const Safetensors& file, const std::string& name) {
  const auto found = file.metadata().find(name);
  if (found == file.metadata().end())
    throw BadRequest(file.file(), name, "missing", "a checkpoint of train-unet");
  return found->second;
}

}  // namespace

std::array<std::pair<const char*, at::Tensor>, 4> TrainingState::tensors() const {
  return {{{"weights", weights}, {"average", average}, {"m", m}, {"v", v}}};
}

void save_checkpoint(const TrainUNetOptions& options, const TrainingState& state) {
  if (options.checkpoint.empty()) return;
  std::map<std::string, at::Tensor> tensors;
  for (const auto& [name, tensor] : state.tensors()) tensors[name] = tensor;
  std::map<std::string, std::string> metadata = identity(options);
  metadata["step"] = std::to_string(state.step);
  metadata["seconds"] = nlohmann::json(state.seconds).dump();
  save_tensors(options.checkpoint, tensors, metadata);
}

void load_checkpoint(const TrainUNetOptions& options, TrainingState& state) {
  std::error_code error;
  if (options.checkpoint.empty() || !std::filesystem::exists(options.checkpoint, error)) return;
  const Safetensors file = Safetensors::open(options.checkpoint);
  const std::map<std::string, std::string> wanted = identity(options);
  for (const char* name : {"format", "seed", "batch", "net"})
    if (const std::string found = entry(file, name); found != wanted.at(name))
      throw BadRequest(file.file(), name, found, wanted.at(name) + " as asked for now",
                       "name another checkpoint to start anew");
  const nlohmann::json step = parse_json(entry(file, "step"), file.file());
  const nlohmann::json seconds = parse_json(entry(file, "seconds"), file.file());
  if (!step.is_number_unsigned() || !seconds.is_number() || seconds < 0)
    throw BadRequest(file.file(), "step, seconds", step.dump() + ", " + seconds.dump(),
                     "numbers from 0");
  state.step = step.get<std::int64_t>();
  state.seconds = seconds.get<double>();
  for (const auto& [name, to] : state.tensors()) {
    const TensorEntry* tensor = file.find(name);
    if (!tensor || at::IntArrayRef(tensor->shape) != to.sizes())
      throw BadRequest(file.file(), name, "missing or of another size",
                       std::to_string(to.numel()) + " numbers");
    at::Tensor(to).copy_(read_tensor(file, *tensor, at::kFloat));
  }
}

}  // namespace alphabar::net

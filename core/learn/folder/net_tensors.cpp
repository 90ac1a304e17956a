#include "core/learn/folder/net_tensors.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/files/arrays/npy.h"
#include "core/files/arrays/safetensors.h"

namespace alphabar {
namespace {

constexpr const char* frequencies_name = "frequencies";

std::vector<std::int64_t> shape_of(const MlpShape::Tensor& tensor) {
  const auto outputs = static_cast<std::int64_t>(tensor.outputs);
  if (tensor.inputs == 0) return {outputs};
  return {outputs, static_cast<std::int64_t>(tensor.inputs)};
}

/// Calls use(place in the list, place in the file's tensor) for every number of a tensor.
template <class Use>
void for_each_number(const MlpShape::Tensor& tensor, Use use) {
  const std::size_t inputs = std::max<std::size_t>(tensor.inputs, 1);
  for (std::size_t o = 0; o < tensor.outputs; ++o)
    for (std::size_t i = 0; i < inputs; ++i)
      use(tensor.place + i * tensor.columns + o, o * inputs + i);
}

const TensorEntry& entry(const Safetensors& file, const std::string& name,
                         const std::vector<std::int64_t>& shape) {
  const TensorEntry* found = file.find(name);
  if (!found)
    throw BadRequest(file.file(), name, "missing", "a tensor " + shape_text(shape),
                     "config.json says another net than these weights are of");
  if (found->shape != shape)
    throw BadRequest(file.file(), name, shape_text(found->shape), shape_text(shape),
                     "config.json says another net than these weights are of");
  return *found;
}

/// Both files of a folder were written together where they say the same step.
void check_step(const Safetensors& file, std::int64_t step) {
  const auto found = file.metadata().find("step");
  const std::string wanted = std::to_string(step);
  if (found == file.metadata().end() || found->second != wanted)
    throw BadRequest(file.file(), "step",
                     found == file.metadata().end() ? "missing" : found->second,
                     wanted + ", as config.json says", "the folder is half written or mixed");
}

}  // namespace

std::vector<std::uint8_t> weights_bytes(const LearnedNet& net, const NetLevels& levels) {
  const MlpShape shape = levels.shape();
  std::vector<std::vector<float>> values;
  std::vector<TensorToWrite> tensors;
  for (const MlpShape::Tensor& tensor : shape.tensors()) {
    std::vector<float>& to =
        values.emplace_back(std::max<std::size_t>(tensor.inputs, 1) * tensor.outputs);
    for_each_number(tensor, [&](std::size_t from, std::size_t at) { to[at] = net.weights[from]; });
    tensors.push_back({tensor.name, shape_of(tensor), {}});
  }
  const std::vector<double>& frequencies = levels.frequencies();
  if (!frequencies.empty()) {
    values.emplace_back(frequencies.begin(), frequencies.end());
    tensors.push_back({frequencies_name, {static_cast<std::int64_t>(frequencies.size())}, {}});
  }
  for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].values = values[i];
  return safetensors_bytes(tensors, {{"step", std::to_string(net.step)}});
}

void read_weights(const std::filesystem::path& path, const NetLevels& levels, LearnedNet& net) {
  const Safetensors file = Safetensors::open(path);
  check_step(file, net.step);
  const MlpShape shape = levels.shape();
  net.weights.assign(shape.size(), 0);
  const std::vector<MlpShape::Tensor> tensors = shape.tensors();
  for (const MlpShape::Tensor& tensor : tensors) {
    const std::vector<float> values = file.read_float(entry(file, tensor.name, shape_of(tensor)));
    for_each_number(tensor, [&](std::size_t to, std::size_t at) { net.weights[to] = values[at]; });
  }
  const std::vector<double>& own = levels.frequencies();
  for (const TensorEntry& found : file.tensors()) {
    const bool known =
        std::ranges::find(tensors, found.name, &MlpShape::Tensor::name) != tensors.end();
    if (!known && (own.empty() || found.name != frequencies_name))
      throw BadRequest(file.file(), found.name, "a tensor", "those of the net in config.json");
  }
  if (own.empty()) return;
  const std::vector<float> frequencies =
      file.read_float(entry(file, frequencies_name, {static_cast<std::int64_t>(own.size())}));
  for (std::size_t i = 0; i < own.size(); ++i)
    if (!(std::abs(frequencies[i] - own[i]) <= 1e-6 * std::abs(own[i])))
      throw BadRequest(file.file(), frequencies_name, std::to_string(frequencies[i]),
                       std::to_string(own[i]), "they follow from config.json");
}

std::vector<std::uint8_t> state_bytes(const TrainingState& state) {
  std::vector<TensorToWrite> tensors;
  const auto add = [&](const char* name, const std::vector<float>& values) {
    tensors.push_back({name, {static_cast<std::int64_t>(values.size())}, values});
  };
  add("weights", state.weights);
  add("average", state.average);
  add("m", state.m);
  add("v", state.v);
  add("chains", state.chains);
  return safetensors_bytes(tensors, {{"step", std::to_string(state.step)}});
}

TrainingState read_state(const std::filesystem::path& path, const MlpShape& shape,
                         const LearnedNet& net) {
  const Safetensors file = Safetensors::open(path);
  check_step(file, net.step);
  TrainingState state;
  state.step = net.step;
  const auto size = static_cast<std::int64_t>(shape.size());
  const auto take = [&](const char* name, std::vector<float>& to, std::int64_t wanted) {
    to = file.read_float(entry(file, name, {wanted}));
    for (const float value : to)
      if (!std::isfinite(value)) throw BadRequest(file.file(), name, "NaN or infinite", "numbers");
  };
  take("weights", state.weights, size);
  take("average", state.average, size);
  take("m", state.m, size);
  take("v", state.v, size);
  const TensorEntry* chains = file.find("chains");
  const std::int64_t all = 2 * static_cast<std::int64_t>(net.form.training.batch);
  take("chains", state.chains, chains && chains->shape == std::vector<std::int64_t>{0} ? 0 : all);
  return state;
}

std::vector<std::uint8_t> losses_bytes(const LossHistory& losses) {
  std::vector<std::vector<float>> values;
  for (const auto* list : {&losses.step, &losses.train, &losses.held_out})
    values.emplace_back(list->begin(), list->end());
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(losses.step.size())};
  const TensorToWrite tensors[]{
      {"step", shape, values[0]}, {"train", shape, values[1]}, {"held_out", shape, values[2]}};
  return safetensors_bytes(tensors, {{"every", std::to_string(losses.every)}});
}

LossHistory read_losses(const std::filesystem::path& path) {
  const Safetensors file = Safetensors::open(path);
  LossHistory losses;
  const TensorEntry* first = file.find("step");
  const std::size_t size = first ? first->elements() : 0;
  if (size < 1 || size > LossHistory::most)
    throw BadRequest(file.file(), "step", std::to_string(size) + " numbers",
                     "1 to " + std::to_string(LossHistory::most));
  const std::pair<const char*, std::vector<double>*> lists[]{
      {"step", &losses.step}, {"train", &losses.train}, {"held_out", &losses.held_out}};
  for (const auto& [name, list] : lists) {
    *list = file.read_double(entry(file, name, {static_cast<std::int64_t>(size)}));
    for (const double value : *list)
      if (!std::isfinite(value)) throw BadRequest(file.file(), name, "NaN or infinite", "numbers");
  }
  if (!std::ranges::is_sorted(losses.step))
    throw BadRequest(file.file(), "step", "not rising", "rising steps");
  losses.smooth = losses.train.back();
  if (size > 1) losses.every = std::max(1L, std::lround(losses.step[1] - losses.step[0]));
  return losses;
}

}  // namespace alphabar

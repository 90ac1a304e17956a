#include "core/engine/unet/net/weights.h"

#include <torch/utils.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"

namespace alphabar::net {
namespace {

std::string shown(at::IntArrayRef shape) {
  std::string text = "[";
  for (const std::int64_t n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
  return text + "]";
}

std::string replaced(std::string name, const std::string& from, const std::string& to) {
  const auto at = name.find(from);
  return at == std::string::npos ? name : name.replace(at, from.size(), to);
}

// The name a tensor of an attention had before diffusers 0.12.
std::string older_name(std::string name) {
  if (name.find("attentions.") == std::string::npos) return name;
  for (const auto& [now, once] : {std::pair{".to_q.", ".query."},
                                  {".to_k.", ".key."},
                                  {".to_v.", ".value."},
                                  {".to_out.0.", ".proj_attn."}})
    name = replaced(name, now, once);
  return name;
}

}  // namespace

at::Tensor read_tensor(const Safetensors& file, const TensorEntry& entry, at::ScalarType type) {
  if (type == at::kDouble) {
    const std::vector<double> values = file.read_double(entry);
    return at::tensor(at::ArrayRef<double>(values), at::kDouble).view(entry.shape);
  }
  const std::vector<float> values = file.read_float(entry);
  return at::tensor(at::ArrayRef<float>(values), at::kFloat).view(entry.shape);
}

void load_weights(torch::nn::Module& module, const std::filesystem::path& path) {
  const Safetensors file = Safetensors::open(path);
  std::set<std::string> used;
  std::vector<std::pair<at::Tensor, const TensorEntry*>> places;
  for (auto& item : module.named_parameters()) {
    const std::string& name = item.key();
    const TensorEntry* entry = file.find(name);
    if (!entry) entry = file.find(older_name(name));
    if (!entry)
      throw BadRequest(file.file(), name, "missing", "a tensor of shape " + shown(item->sizes()),
                       "do config.json and the weights belong together?");
    if (at::IntArrayRef(entry->shape) != item->sizes())
      throw BadRequest(file.file(), entry->name, "shape " + shown(entry->shape),
                       "shape " + shown(item->sizes()),
                       "do config.json and the weights belong together?");
    places.emplace_back(*item, entry);
    used.insert(entry->name);
  }
  for (const TensorEntry& entry : file.tensors())
    if (!used.contains(entry.name))
      throw BadRequest(file.file(), entry.name, "unexpected",
                       "the tensors that config.json implies",
                       "do config.json and the weights belong together?");
  torch::NoGradGuard no_grad;  // everything is there, so the data are worth reading
  for (auto& [place, entry] : places) {
    const at::Tensor values = read_tensor(file, *entry, place.scalar_type());
    if (!at::isfinite(values).all().item<bool>())
      throw BadRequest(file.file(), entry->name, "holds NaN or infinity", "finite weights");
    place.copy_(values);
  }
}

void save_tensors(const std::filesystem::path& file,
                  const std::map<std::string, at::Tensor>& tensors,
                  const std::map<std::string, std::string>& metadata) {
  std::vector<at::Tensor> kept;
  std::vector<TensorToWrite> list;
  for (const auto& [name, tensor] : tensors) {
    kept.push_back(tensor.detach().to(at::kCPU, at::kFloat).contiguous());
    const at::Tensor& values = kept.back();
    list.push_back({name,
                    values.sizes().vec(),
                    {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}});
  }
  write_safetensors(file, list, metadata);
}

}  // namespace alphabar::net

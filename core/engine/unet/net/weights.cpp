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

// The name a tensor of an attention had before diffusers 0.12, and Fourier rates before 0.15.
std::string older_name(std::string name) {
  if (name == "time_proj.weight") return "time_proj.W";
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

void load_weights(torch::nn::Module& module, const TensorFiles& files,
                  const std::function<void(double)>& progress) {
  constexpr const char* apart = "do config.json and the weights belong together?";
  std::set<std::string> used;  // and other names of the same
  std::vector<std::pair<at::Tensor, TensorFiles::Place>> places;
  for (auto& item : module.named_parameters()) {
    const std::string& name = item.key();
    std::optional<TensorFiles::Place> found = files.find(name);
    if (!found) found = files.find(older_name(name));
    if (!found)
      throw BadRequest(files.name(), name, "missing", "a tensor of shape " + shown(item->sizes()),
                       apart);
    const TensorEntry& entry = *found->tensor;
    if (at::IntArrayRef(entry.shape) != item->sizes())
      throw BadRequest(found->file->file(), entry.name, "shape " + shown(entry.shape),
                       "shape " + shown(item->sizes()), apart);
    places.emplace_back(*item, *found);
    used.insert(entry.name);
    if (name == "time_proj.weight") used.insert(older_name(name));  // early files have both
  }
  for (const auto& [file, entry] : files.all())
    if (!used.contains(entry->name))
      throw BadRequest(file->file(), entry->name, "unexpected",
                       "the tensors that config.json implies", apart);
  torch::NoGradGuard no_grad;  // everything is there, so the data are worth reading
  double all = 0, read = 0;
  for (const auto& [place, from] : places) all += static_cast<double>(place.numel());
  for (auto& [place, from] : places) {
    if (progress) progress(read / all);
    read += static_cast<double>(place.numel());
    const at::Tensor values = read_tensor(*from.file, *from.tensor, place.scalar_type());
    if (!at::isfinite(values).all().item<bool>())
      throw BadRequest(from.file->file(), from.tensor->name, "holds NaN or infinity",
                       "finite weights",
                       "half precision overflows at 65504: fetch another variant");
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

#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "core/files/arrays/tensor_files.h"

namespace alphabar::net {

/// Copies tensors into a module's parameters, in their precision. Names before diffusers 0.12
/// (query, key, value, proj_attn) are understood. Throws BadRequest naming the first tensor that is
/// missing, unexpected, of another shape or holds a value that is not finite, in the file or in
/// the module's precision. `progress` is told the share of the numbers that is read, 0..1, and may
/// throw.
void load_weights(torch::nn::Module& module, const TensorFiles& files,
                  const std::function<void(double)>& progress = {});

/// Reads one tensor of a file in the given precision.
at::Tensor read_tensor(const Safetensors& file, const TensorEntry& entry, at::ScalarType type);

/// Writes tensors by name as F32, in the order of their names.
void save_tensors(const std::filesystem::path& file,
                  const std::map<std::string, at::Tensor>& tensors,
                  const std::map<std::string, std::string>& metadata);

}  // namespace alphabar::net

#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// Where a net's weights are.
struct WeightNames {
  std::filesystem::path path;  ///< a safetensors file, or the index of several
  std::string variant;         ///< "fp16"; empty: none
};

/// The weights of a net's folder, by the names that diffusers gives them: one file or an index,
/// with a variant or without; those without first. Throws BadRequest where there are none that can
/// be read, with the reason and the command that makes some.
WeightNames weight_names(const std::filesystem::path& folder);

}  // namespace alphabar

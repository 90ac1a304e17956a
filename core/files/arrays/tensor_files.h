#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/files/arrays/safetensors.h"

namespace alphabar {

/// The tensors of one model: in one safetensors file, or in several with an index that says which
/// tensor is in which (model.safetensors.index.json).
///
/// All files are opened, and their headers read, before a byte of data is: what an index says must
/// be so. Refused by name (BadRequest): a file of the index that is not there; one that is no plain
/// name in the index's own folder; a tensor that the index puts where it is not, that two files
/// have, or that the index leaves out; a total_size that is not the tensors'; a weight_map of
/// anything but names.
class TensorFiles {
 public:
  /// A safetensors file, or an index by its ending ".json".
  static TensorFiles open(const std::filesystem::path& path);

  /// A tensor and the file it is in; both live as long as this.
  struct Place {
    const Safetensors* file;
    const TensorEntry* tensor;
  };
  std::optional<Place> find(const std::string& name) const;
  /// File by file, in the order of the data.
  std::vector<Place> all() const;
  std::uint64_t bytes() const;  ///< of all tensors
  /// What was opened, for messages: the file or the index.
  const std::string& name() const { return name_; }

 private:
  void check_index(const std::map<std::string, std::string>& weight_map,
                   std::optional<std::uint64_t> total_size) const;

  std::string name_;
  std::vector<Safetensors> files_;
  std::vector<std::string> file_names_;  ///< as the index has them
};

}  // namespace alphabar

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace alphabar {

/// What UNet2DModel.save_pretrained writes into a folder, in single precision and in one piece.
struct DiffusersFolder {
  static constexpr const char* config_name = "config.json";
  static constexpr const char* weights_name = "diffusion_pytorch_model.safetensors";
  static constexpr const char* scheduler_name = "scheduler_config.json";
  static constexpr const char* pipeline_name = "model_index.json";
};

/// The files of a published picture net.
struct ModelFolder {
  std::filesystem::path folder;     ///< as it was named: the net's own, or its pipeline's
  std::filesystem::path config;     ///< the net's config.json
  std::filesystem::path weights;    ///< a safetensors file, or the index of several
  std::filesystem::path scheduler;  ///< a scheduler_config.json; empty: there is none
  std::string variant;              ///< of the weights' names, "fp16"; empty: none
  std::string scheduler_class;      ///< that a pipeline names; empty: none does

  std::string name() const;  ///< for people: the last part of the folder that says something
};

/// Finds the files: in a pipeline's folder (model_index.json, with unet/ and scheduler/, or with
/// what these hold beside it), or in a net's own (config.json and weights), which may have its
/// scheduler_config.json in it, in scheduler/ in it, beside it in scheduler/, or above it. A file
/// in such a folder stands for it.
///
/// Looks at names alone, and into model_index.json. Throws BadRequest with the reason and what to
/// do: a pipeline of other parts, weights that are pickles or pointers of Git LFS, several variants
/// to choose from, no weights at all.
ModelFolder model_folder(const std::filesystem::path& folder);

/// The folder of a picture net that a scene names: an existing path, or else a folder of
/// assets/models beside the program or in the source tree. Throws BadRequest saying where it
/// looked, or what is there instead. text: a path as text_of() writes it (core/base/path_text.h).
std::filesystem::path find_model(const std::string& text);

}  // namespace alphabar

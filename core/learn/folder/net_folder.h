#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/learn/form/learned_net.h"
#include "core/learn/train/loss_history.h"
#include "core/learn/train/trainer.h"
#include "core/model/denoiser.h"
#include "core/scene/scene.h"

namespace alphabar {

/// A learned net as a folder that a few lines of NumPy or PyTorch can read (docs/nets.md):
///     config.json          format "alphabar-net", version 1, dimension, outputs, data_std,
///     classes,
///                          step, and the process and training as a scene file has them
///     weights.safetensors  the averaged weights by MlpShape::tensors() as [outputs][inputs], and
///                          "frequencies" of the level's features
///     training.safetensors what the training goes on from; may be missing
///     losses.safetensors   how the loss went: steps, train, held out; may be missing
///     scene.json           the scene that it was trained in; may be missing
struct NetFolder {
  static constexpr const char* config_name = "config.json";
  static constexpr const char* weights_name = "weights.safetensors";
  static constexpr const char* state_name = "training.safetensors";
  static constexpr const char* losses_name = "losses.safetensors";
  static constexpr const char* scene_name = "scene.json";

  LearnedNet net;
  std::optional<TrainingState> state;
  std::optional<Scene> scene;
  LossHistory losses = {};
};

/// All files together: the folder is all old or all new, however the program ends. Throws Failed
/// (disk full) and BadRequest for a folder that holds other files, or weights that are not finite.
void write_net_folder(const std::filesystem::path& folder, const NetFolder& content);

/// Throws BadRequest naming file, field or tensor, its value and what is allowed: for a file that
/// is missing, cut short or of another net, another version or dimension, numbers that are not
/// finite. Of the last three files only what `content` asks for is read.
enum class NetContent { net, all };
NetFolder read_net_folder(const std::filesystem::path& folder, NetContent content);

/// The folder of a net that a scene names: an existing path, or a folder of assets/nets beside the
/// program or in the source tree. Throws BadRequest saying where it looked.
std::filesystem::path find_net(const std::string& text);

/// Whether two nets are of one training: they agree in all that the weights depend on, but for how
/// many steps are to come.
bool same_training(const NetForm& a, NetForm b);

/// The model that a net is: of a classifier, `plain` led by it.
std::shared_ptr<const Denoiser> learned_model(LearnedNet net,
                                              std::shared_ptr<const Denoiser> plain);

}  // namespace alphabar

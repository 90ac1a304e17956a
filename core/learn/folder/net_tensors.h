#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/learn/form/learned_net.h"
#include "core/learn/train/loss_history.h"
#include "core/learn/train/trainer.h"

namespace alphabar {

/// weights.safetensors of a net's folder.
std::vector<std::uint8_t> weights_bytes(const LearnedNet& net, const NetLevels& levels);
/// Fills net.weights. Throws BadRequest where tensors are missing, of another shape or step, or one
/// has no place in this net.
void read_weights(const std::filesystem::path& file, const NetLevels& levels, LearnedNet& net);

/// training.safetensors: every list as one tensor.
std::vector<std::uint8_t> state_bytes(const TrainingState& state);
/// Throws BadRequest where it is not of this net at this step.
TrainingState read_state(const std::filesystem::path& file, const MlpShape& shape,
                         const LearnedNet& net);

/// losses.safetensors.
std::vector<std::uint8_t> losses_bytes(const LossHistory& losses);
LossHistory read_losses(const std::filesystem::path& file);

}  // namespace alphabar

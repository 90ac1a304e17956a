#include "core/engine/unet/model_card.h"

#include <cmath>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/files/arrays/tensor_files.h"

namespace alphabar {
namespace {

/// "512 MB".
std::string bytes_text(double bytes) {
  return bytes < 1e9 ? short_text(std::max(1.0, std::round(bytes / 1e6))) + " MB"
                     : short_text(bytes / 1e9, 3) + " GB";
}

std::string pictures_text(const UNetConfig& config) {
  std::string text = config.sample_height == 0 ? "any size"
                                               : std::to_string(config.sample_width) + " \u00D7 " +
                                                     std::to_string(config.sample_height);
  text += ", " + std::to_string(config.in_channels);
  return text + (config.in_channels == 1 ? " channel" : " channels");
}

std::string classes_text(const UNetConfig& config) {
  if (config.takes_class_vector()) return "a vector of " + std::to_string(config.time_dim());
  if (config.class_embedding == ClassEmbedding::timestep) return "any number";
  return config.num_class_embeds == 0 ? "none" : std::to_string(config.num_class_embeds);
}

std::string weights_text(const ModelFolder& folder) {
  std::string text = folder.weights.extension() == ".json" ? "several files" : "one file";
  if (!folder.variant.empty()) text += ", " + folder.variant;
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ModelCard::lines() const {
  const bool known = training.source != NetTraining::Source::nothing;
  return {
      {"parameters", grouped_digits(parameters)},
      {"pictures", pictures_text(config)},
      {"classes", classes_text(config)},
      {"trained", known ? in_words(training.process, training.question)
                        : "nothing in its folder says on what"},
      {"its sampler", training.scheduler.empty() ? "none in its folder" : training.scheduler},
      {"weights", weights_text(folder)},
      {"memory", bytes_text(memory) + " for one picture"},
  };
}

ModelCard read_model_card(const std::filesystem::path& path, const std::string& assume) {
  ModelCard card;
  card.folder = model_folder(path);
  card.config = read_unet_config(card.folder.config, &card.details);
  card.training = net_training(card.folder, assume);
  card.details.insert(card.details.end(), card.training.notices.begin(),
                      card.training.notices.end());
  constexpr int usual = 64;  // pixels, where any size goes
  const double height = card.config.sample_height > 0 ? card.config.sample_height : usual;
  const double width = card.config.sample_width > 0 ? card.config.sample_width : usual;
  const UNetSize size = unet_size(card.config, height, width);
  card.parameters = size.parameters;
  card.memory = 4 * (size.parameters + size.activations);
  const TensorFiles weights = TensorFiles::open(card.folder.weights);
  constexpr double least = 2;  // bytes of a parameter, in half precision
  if (static_cast<double>(weights.bytes()) < least * card.parameters)
    throw BadRequest(weights.name(), "size", std::to_string(weights.bytes()) + " bytes",
                     to_text(least * card.parameters) + " or more by config.json",
                     "do config.json and the weights belong together?");
  return card;
}

}  // namespace alphabar

#pragma once

#include <filesystem>
#include <memory>

#include "core/engine/unet/classify/picture_classifier.h"
#include "core/engine/unet/guide/picture_lead.h"

namespace alphabar {

/// A classifier's folder: config.json with its shape, and weights.safetensors.
struct ClassifierFolder {
  static constexpr const char* config_name = "config.json";
  static constexpr const char* weights_name = "weights.safetensors";
  /// Folders in that of a picture net: of clean pictures, and of noisy ones.
  static constexpr const char* clean = "classifier";
  static constexpr const char* noisy = "noisy-classifier";
};

/// Throws BadRequest naming the file and the field for what is missing or is no classifier's.
PictureClassifier read_classifier(const std::filesystem::path& folder);
/// Each file whole or not at all. Throws what AtomicFile does.
void write_classifier(const std::filesystem::path& folder, const PictureClassifier& classifier);

/// grad log p(y | x_t) of a classifier of noisy pictures, over x_t: that over x_t / hypot(a, s) by
/// the same factor. Throws BadRequest for one of clean pictures, or of another size.
std::shared_ptr<const PictureLead> classifier_lead(PictureClassifier classifier,
                                                   const PictureShape& shape);

}  // namespace alphabar

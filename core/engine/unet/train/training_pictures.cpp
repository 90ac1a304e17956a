#include "core/engine/unet/train/training_pictures.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/engine/unet/train/picture_folder.h"
#include "core/files/arrays/idx.h"
#include "core/files/image/resample.h"
#include "core/files/stills/still_reader.h"

namespace alphabar::net {
namespace {

TrainingPictures of_folder(const TrainUNetOptions& options) {
  const PictureFolder folder = read_picture_folder(options.folder);
  TrainingPictures all;
  all.count = static_cast<std::int64_t>(folder.files.size());
  all.channels = options.net.in_channels;
  all.height = options.net.sample_height;
  all.width = options.net.sample_width;
  const double bytes = static_cast<double>(all.count) * static_cast<double>(all.channels) *
                       static_cast<double>(all.height * all.width);
  constexpr double most = 2e9;
  if (bytes > most)
    throw BadRequest(options.folder.string(), "pictures", std::to_string(all.count),
                     "2 GB in all at the size wanted", "take fewer, or a smaller size");
  all.values.reserve(static_cast<std::size_t>(bytes));
  for (const PictureFolder::File& file : folder.files) {
    for (const float value : resampled(read_still(file.path), static_cast<int>(all.channels),
                                       static_cast<int>(all.height), static_cast<int>(all.width)))
      all.values.push_back(static_cast<std::uint8_t>(std::lround((value + 1) * 127.5F)));
    if (!folder.classes.empty()) all.labels.push_back(static_cast<std::uint8_t>(file.label));
  }
  return all;
}

TrainingPictures of_idx(const TrainUNetOptions& options) {
  IdxArray images = read_idx(options.images), labels = read_idx(options.labels);
  const auto dimensions = [](const std::filesystem::path& file, const IdxArray& array,
                             std::size_t want) {
    if (array.shape.size() != want)
      throw BadRequest(file.string(), "dimensions", std::to_string(array.shape.size()),
                       std::to_string(want));
  };
  dimensions(options.images, images, 3);
  dimensions(options.labels, labels, 1);
  if (images.shape[0] != labels.shape[0])
    throw BadRequest(options.labels.string(), "count", std::to_string(labels.shape[0]),
                     "as many as pictures, " + std::to_string(images.shape[0]));
  if (options.net.in_channels != 1)
    throw BadRequest("train-unet", "in_channels", std::to_string(options.net.in_channels), "1");
  const int multiple = options.net.size_multiple();
  if (images.shape[1] % multiple != 0 || images.shape[2] % multiple != 0)
    throw BadRequest(options.images.string(), "height, width",
                     std::to_string(images.shape[1]) + ", " + std::to_string(images.shape[2]),
                     "multiples of " + std::to_string(multiple));
  return {images.shape[0],         1, images.shape[1], images.shape[2], std::move(images.values),
          std::move(labels.values)};
}

}  // namespace

int TrainingPictures::classes() const {
  return labels.empty() ? 0 : *std::ranges::max_element(labels) + 1;
}

TrainingPictures read_training_pictures(const TrainUNetOptions& options) {
  TrainingPictures all = options.folder.empty() ? of_idx(options) : of_folder(options);
  const int classes = all.classes(), wanted = classes == 0 ? 0 : classes + 1;
  if (options.net.num_class_embeds != wanted)
    throw BadRequest("train-unet", "num_class_embeds", std::to_string(options.net.num_class_embeds),
                     classes == 0
                         ? "0: the data have no classes"
                         : std::to_string(wanted) + ": the classes of the data and \"no class\"");
  return all;
}

}  // namespace alphabar::net

#include "core/engine/unet/classify/classifier_folder.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/files/arrays/safetensors.h"
#include "core/files/atomic_file.h"
#include "core/files/json/json_fields.h"
#include "core/files/json/json_strict.h"

namespace alphabar {

namespace fs = std::filesystem;

namespace {

constexpr const char* format_name = "alphabar-picture-classifier";

}  // namespace

static void fields(JsonFields& f, ClassifierShape& s) {
  std::string format = format_name;
  f("format", format);
  if (f.reading() && format != format_name)
    f.refuse("format", format_name, "is this a classifier?");
  f("channels", s.channels);
  f("height", s.height);
  f("width", s.width);
  f("classes", s.classes);
  f("noisy", s.noisy);
}

PictureClassifier read_classifier(const fs::path& folder) {
  constexpr std::size_t most_bytes = std::size_t{1} << 20;
  const fs::path config = folder / ClassifierFolder::config_name;
  ClassifierShape shape;
  try {
    const nlohmann::json document = read_json(config, {.bytes = most_bytes});
    JsonFields reader(document, "");
    fields(reader, shape);
    reader.finish();
  } catch (const BadRequest& problem) {
    throw problem.where().empty() ? problem.in(config.string()) : problem;
  }
  PictureClassifier classifier(shape);
  const Safetensors file = Safetensors::open(folder / ClassifierFolder::weights_name);
  for (const PictureClassifier::Tensor& tensor : classifier.tensors()) {
    const TensorEntry* entry = file.find(tensor.name);
    if (!entry) throw BadRequest(file.file(), tensor.name, "missing", "a tensor of that name");
    if (entry->shape != tensor.shape)
      throw BadRequest(file.file(), tensor.name, "of another shape", "that of config.json");
    const std::vector<float> values = file.read_float(*entry);
    for (const float value : values)
      if (!std::isfinite(value))
        throw BadRequest(file.file(), tensor.name, "not finite", "numbers");
    std::ranges::copy(values,
                      classifier.weights().begin() + static_cast<std::ptrdiff_t>(tensor.place));
  }
  return classifier;
}

void write_classifier(const fs::path& folder, const PictureClassifier& classifier) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw BadRequest(folder.string(), "", "", "a folder that can be made", error.message());
  std::vector<TensorToWrite> tensors;
  for (const PictureClassifier::Tensor& tensor : classifier.tensors())
    tensors.push_back(
        {tensor.name, tensor.shape, classifier.weights().subspan(tensor.place, tensor.size)});
  write_safetensors(folder / ClassifierFolder::weights_name, tensors, {{"format", "pt"}});
  ClassifierShape shape = classifier.shape();
  JsonFields writer;
  fields(writer, shape);
  AtomicFile file(folder / ClassifierFolder::config_name);
  file.write(writer.take().dump(2) + "\n");
  file.commit();
}

namespace {

class ClassifierLead : public PictureLead {
 public:
  explicit ClassifierLead(PictureClassifier classifier) : classifier_(std::move(classifier)) {}
  bool of_prediction() const override { return false; }
  PointBatch gradient(const PointBatchView& x, const Level& level,
                      std::span<const int> classes) const override {
    for (const int label : classes)
      if (label < 0 || label >= classifier_.shape().classes)
        throw BadRequest("pictures", "label", std::to_string(label),
                         "0 to " + std::to_string(classifier_.shape().classes - 1) +
                             ", a class of the classifier",
                         "give every picture a class");
    const double scale = 1 / std::hypot(level.a, level.s);
    const std::vector<double> sigmas(static_cast<std::size_t>(x.cols()), level.sigma());
    const Eigen::MatrixXf in = (scale * x).cast<float>();
    return scale * classifier_.input_gradient(in, sigmas, classes).cast<double>();
  }

 private:
  PictureClassifier classifier_;
};

}  // namespace

std::shared_ptr<const PictureLead> classifier_lead(PictureClassifier classifier,
                                                   const PictureShape& shape) {
  const ClassifierShape& of = classifier.shape();
  if (!of.noisy)
    throw BadRequest("pictures", "classifier", "of clean pictures", "one that has seen noise");
  if (of.channels != shape.channels || of.height != shape.height || of.width != shape.width)
    throw BadRequest("pictures", "classifier",
                     "of " + std::to_string(of.width) + " x " + std::to_string(of.height),
                     "one of the net's size");
  return std::make_shared<ClassifierLead>(std::move(classifier));
}

}  // namespace alphabar

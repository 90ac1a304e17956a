#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/engine/unet/classify/classifier_folder.h"
#include "tests/fuzz/scratch_folder.h"

namespace {

/// The folder of a classifier, one of whose files is to be damaged.
struct Classifier : alphabar::testing::ScratchFolder {
  Classifier() {
    alphabar::write_classifier(path(), alphabar::PictureClassifier(alphabar::ClassifierShape()));
  }
};

}  // namespace

// The input is a config.json where it begins with a brace, else weights, beside a sound other file.
// Anything but a classifier or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  static const Classifier other_config, other_weights;
  const bool config = count > 0 && bytes[0] == '{';
  const std::filesystem::path& folder = (config ? other_config : other_weights).path();
  const char* name = config ? ClassifierFolder::config_name : ClassifierFolder::weights_name;
  std::ofstream(folder / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
  try {
    read_classifier(folder);
  } catch (const BadRequest&) {
  }
  return 0;
}

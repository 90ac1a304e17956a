// Nets of every option, saved by diffusers with random weights: what it answered is answered here.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/engine/unet/unet.h"
#include "core/files/arrays/npz.h"
#include "tests/support/golden.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> nets() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(test_data()) / "nets"))
    if (fs::exists(entry.path() / "io.npz")) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

class NetOption : public testing::TestWithParam<std::string> {
 protected:
  template <class T>
  std::vector<T> reals(const std::string& name) const {
    const std::vector<double> values = io_.at(name).as_doubles();
    return {values.begin(), values.end()};
  }

  template <class T>
  double error(Precision precision, const std::string& reference) const {
    const auto net = load_unet(folder_, {.precision = precision});
    EXPECT_EQ(unet_size(net->config(), 1, 1).parameters, static_cast<double>(net->parameters()));
    const std::vector<T> x = reals<T>("x"), t = reals<T>("t");
    std::vector<std::int64_t> labels;
    std::vector<T> vectors;
    if (net->config().takes_label()) labels = io_.at("class_labels").as_int64();
    if (net->config().takes_class_vector()) vectors = reals<T>("class_labels");
    const auto& shape = io_.at("x").shape;
    std::vector<T> out(io_.at("out").size());
    net->forward(UNetInput<T>{x, shape[0], shape[2], shape[3], t, labels, vectors}, out);
    return largest_error(std::vector<double>(out.begin(), out.end()),
                         io_.at(reference).as_doubles());
  }

  fs::path folder_ = fs::path(test_data()) / "nets" / GetParam();
  Npz io_ = Npz::read(folder_ / "io.npz");
};

// Sums of single precision in another order; some outputs are divided by t = 0.25.
TEST_P(NetOption, AgreesInSinglePrecision) {
  EXPECT_LE(error<float>(Precision::float32, "out"), 1e-4);
}

// The library makes the sines of its Fourier features and of classes in single precision.
TEST_P(NetOption, AgreesInDoublePrecision) {
  EXPECT_LE(error<double>(Precision::float64, "out64"), 1e-9);
}

// What is written of a config is read as the same one.
TEST_P(NetOption, SurvivesAWriteAndARead) {
  const UNetConfig config = read_unet_config(model_folder(folder_).config);
  EXPECT_EQ(unet_config_from_json(unet_config_to_json(config), "again"), config);
}

INSTANTIATE_TEST_SUITE_P(Nets, NetOption, testing::ValuesIn(nets()), [](const auto& net) {
  std::string name = net.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace alphabar

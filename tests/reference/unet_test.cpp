// Nets saved by diffusers: the same weights and inputs must give the outputs it gave.
#include "core/engine/unet/unet.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/files/arrays/npz.h"
#include "core/files/json/json_strict.h"
#include "tests/support/golden.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

struct Case {
  explicit Case(const std::string& name)
      : folder(fs::path(test_data()) / "golden/unets" / name),
        golden{name, read_json(folder / "case.json"), Npz::read(folder / "io.npz")},
        shape(golden.arrays.at("x").shape) {
    if (golden.has("class_labels"))
      for (const double label : golden.values("class_labels"))
        labels.push_back(static_cast<std::int64_t>(label));
  }
  template <class T>
  std::vector<T> array(const std::string& name) const {
    const std::vector<double> values = golden.values(name);
    return {values.begin(), values.end()};
  }
  template <class T>
  double error(Precision precision, const std::string& reference) const {
    const auto net = load_unet(folder, {.precision = precision});
    EXPECT_EQ(net->parameters(), golden.document["parameters"].get<std::int64_t>());
    EXPECT_EQ(unet_size(net->config(), 1, 1).parameters, static_cast<double>(net->parameters()));
    const std::vector<T> x = array<T>("x"), t = array<T>("t");
    std::vector<T> out(golden.arrays.at("out").size());
    net->forward(UNetInput<T>{x, shape[0], shape[2], shape[3], t, labels}, out);
    return largest_error(std::vector<double>(out.begin(), out.end()), golden.values(reference));
  }
  double tolerance(const char* precision) const {
    return golden.document["tolerance"][precision]["atol"];
  }

  fs::path folder;
  GoldenCase golden;
  std::vector<std::int64_t> shape, labels;
};

class SavedNet : public testing::TestWithParam<const char*> {};

// J^T g by differences of forward passes, in double: of random directions d, g^T J d.
TEST_P(SavedNet, PullsBackWhatItPushesForward) {
  const Case c(GetParam());
  const auto net = load_unet(c.folder, {.precision = Precision::float64});
  const std::vector<float> t = c.array<float>("t");
  const std::vector<double> times(t.begin(), t.end());
  std::vector<float> x = c.array<float>("x"), g(c.golden.arrays.at("out").size()), back(x.size());
  for (std::size_t e = 0; e < g.size(); ++e) g[e] = std::sin(static_cast<float>(3 * e));
  const UNetInput<float> in{x, c.shape[0], c.shape[2], c.shape[3], t, c.labels};
  net->pull_back(in, g, back);
  const auto along = [&](double step) {
    std::vector<double> moved(x.begin(), x.end()), out(g.size());
    for (std::size_t e = 0; e < moved.size(); ++e)
      moved[e] += step * std::cos(0.7 * static_cast<double>(e));
    net->forward(UNetInput<double>{moved, in.n, in.height, in.width, times, c.labels}, out);
    double sum = 0;
    for (std::size_t e = 0; e < g.size(); ++e) sum += g[e] * out[e];
    return sum;
  };
  constexpr double step = 1e-4;
  double by_pulling = 0;
  for (std::size_t e = 0; e < x.size(); ++e)
    by_pulling += back[e] * std::cos(0.7 * static_cast<double>(e));
  const double by_pushing = (along(step) - along(-step)) / (2 * step);
  EXPECT_NEAR(by_pulling, by_pushing, 1e-4 * (1 + std::abs(by_pushing)));
  EXPECT_THROW(net->pull_back(in, g, std::span(back).first(1)), BadRequest);
}

// Tolerances are the case's own: 20 times what single precision loses there; 1e-9 in double.
TEST_P(SavedNet, AgreesInSinglePrecision) {
  const Case c(GetParam());
  EXPECT_LE(c.error<float>(Precision::float32, "out"), c.tolerance("float32"));
}

TEST_P(SavedNet, AgreesInDoublePrecision) {
  const Case c(GetParam());
  EXPECT_LE(c.error<double>(Precision::float64, "out64"), c.tolerance("float64"));
}

// A picture's output does not depend on its neighbours in the batch; sums may be ordered otherwise.
TEST_P(SavedNet, AnswersEachPictureAlone) {
  const Case c(GetParam());
  const auto net = load_unet(c.folder);
  const std::vector<float> x = c.array<float>("x"), t = c.array<float>("t"),
                           out = c.array<float>("out");
  const std::size_t one = x.size() / 4;
  std::vector<float> alone(one);
  for (std::size_t i = 0; i < 4; ++i) {
    net->forward(
        UNetInput<float>{std::span(x).subspan(i * one, one), 1, c.shape[2], c.shape[3],
                         std::span(t).subspan(i, 1),
                         c.labels.empty() ? std::span<const std::int64_t>()
                                          : std::span<const std::int64_t>(c.labels).subspan(i, 1)},
        alone);
    for (std::size_t j = 0; j < one; ++j) EXPECT_NEAR(alone[j], out[i * one + j], 5e-5) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(UNets, SavedNet, testing::Values("attn-gray", "class-rgb-scale-shift"));

TEST(UNet, RefusesRequestsThatDoNotFit) {
  const auto net = load_unet(fs::path(test_data()) / "golden/unets/class-rgb-scale-shift");
  std::vector<float> x(3 * 16 * 16), t = {5}, out(x.size());
  std::vector<std::int64_t> label = {0};
  const auto ask = [&](std::int64_t n, std::int64_t height) {
    net->forward(UNetInput<float>{x, n, height, 16, t, label}, out);
  };
  EXPECT_NO_THROW(ask(1, 16));
  EXPECT_THROW(ask(0, 16), BadRequest);
  EXPECT_THROW(ask(2, 16), BadRequest);
  EXPECT_THROW(ask(1, 12), BadRequest);
  label = {11};
  EXPECT_THROW(ask(1, 16), BadRequest);
  label = {-1};
  EXPECT_THROW(ask(1, 16), BadRequest);
  label = {};
  EXPECT_THROW(ask(1, 16), BadRequest);
  label = {10};
  t = {NAN};
  EXPECT_THROW(ask(1, 16), BadRequest);
}

}  // namespace
}  // namespace alphabar

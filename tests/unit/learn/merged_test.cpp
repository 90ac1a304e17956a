// A set of points as few ellipses, against all its circles in double.
#include "core/model/points/merged.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "core/model/draws/data_draws.h"

namespace alphabar {
namespace {

struct Errors {
  double worst = 0, square = 0;
  int count = 0;

  double rms() const { return std::sqrt(square / count); }
};

/// Of eps_hat at `count` points of p_t and as many about the same place but further out, to six
/// standard deviations.
Errors errors(const Mixture& all, const Level& level, int count) {
  const std::vector<DiffusedComponent> merged = merged_at(all, level);
  const DataDraws draws(all.data());
  Errors out;
  for (int i = 0; i < 2 * count; ++i) {
    const auto index = static_cast<std::uint64_t>(i);
    const Vec2 from = draws(9, index, 0, 3).x, z = DataDraws::normal(9, index, 1, 3);
    const double further = i < count ? 1 : 6 * (i - count) / (count * std::hypot(z[0], z[1]));
    const Point x = level.a * point_of(from) + further * level.s * point_of(z);
    const Split got = split_by(merged, x, level.s), wanted = all.split({x.x(), x.y()}, level);
    const double off =
        std::hypot(got.eps_hat[0] - wanted.eps_hat[0], got.eps_hat[1] - wanted.eps_hat[1]);
    out.worst = std::max(out.worst, off);
    out.square += i < count ? off * off : 0;
    EXPECT_NEAR(level.a * got.x0_hat[0] + level.s * got.eps_hat[0], x.x(), 1e-9 * (1 + level.s));
  }
  out.count = count;
  return out;
}

TEST(Merged, SetsOfPointsAreWithinTheirError) {
  for (const std::string& name : data_presets()) {
    const Mixture all(data_preset(name));
    for (const double sigma : {0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 80.0}) {
      const double a = 1 / std::hypot(1, sigma);
      const Level level{0, a, a * sigma};
      const Errors of = errors(all, level, 200);
      EXPECT_LT(of.worst, merged_error) << name << " sigma " << sigma;
      EXPECT_LT(of.rms(), merged_error / 20) << name << " sigma " << sigma;
    }
  }
}

/// The same ellipses where a point far away makes cells too many to be counted one by one.
TEST(Merged, AreTheSameHoweverTheyAreSorted) {
  DataSpec near = data_preset("two moons"), far = near;
  std::vector<Vec2> points = near.points;
  points.push_back({90, 90});
  far.points = points;
  std::vector<int> labels = near.point_labels;
  labels.push_back(labels.back());
  far.point_labels = labels;
  const Level level{0, 0.99, 0.14};
  const auto counted = merged_at(Mixture(near), level), sorted = merged_at(Mixture(far), level);
  ASSERT_EQ(sorted.size(), counted.size() + 1);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    EXPECT_EQ(sorted[i].label, counted[i].label);
    EXPECT_TRUE(sorted[i].mean == counted[i].mean) << i;
  }
}

TEST(Merged, AreFewWhereNoiseIsWideAndAllWhereItIsNarrow) {
  const Mixture moons(data_preset("two moons"));
  const std::size_t all = moons.data().components.size();
  EXPECT_LT(merged_at(moons, {0, 0.1, 0.995}).size(), all / 10);
  EXPECT_EQ(merged_at(moons, {0, 1, 0}).size(), all);
  const auto noise = merged_at(moons, {0, 0, 1});
  double mass = 0;
  for (const DiffusedComponent& c : noise) mass += std::exp(c.log_scale) * 2 * M_PI;
  EXPECT_NEAR(mass, 1, 1e-12);
  EXPECT_LE(noise.size(), labels_of(data_preset("two moons")).size() * 4);  // cells meet at 0
}

TEST(Merged, KeepClassesApart) {
  DataSpec data = data_preset("two moons");
  std::vector<int> labels(data.points.size(), 2);
  for (std::size_t i = 0; i < labels.size(); i += 3) labels[i] = 7;
  data.point_labels = labels;
  const Mixture all(data);
  const auto of = merged_at(all, {0, 0.05, 1});
  EXPECT_LT(of.size(), data.points.size() / 10);
  double seven = 0;
  for (const DiffusedComponent& c : of) {
    EXPECT_TRUE(c.label == 7 || c.label == 2);
    if (c.label == 7)
      seven += std::exp(c.log_scale + 0.5 * std::log(1 / c.precision.determinant()));
  }
  const auto n = static_cast<double>(data.points.size());
  EXPECT_NEAR(seven * 2 * M_PI, std::ceil(n / 3) / n, 1e-12);
}

TEST(Merged, LeaveMixturesAsTheyAre) {
  DataSpec data{.name = "many"};
  for (int i = 0; i < 100; ++i) data.components.push_back({{0.01 * i, 0}, {0.1, 0.1}, 0, 0.01, 0});
  data.components[3].std = {0.2, 0.2};
  EXPECT_EQ(merged_at(Mixture(data), {0, 0.1, 1}).size(), 100u);
  data.components[3].std = {0.1, 0.1};
  EXPECT_LT(merged_at(Mixture(data), {0, 0.1, 1}).size(), 20u);
}

}  // namespace
}  // namespace alphabar

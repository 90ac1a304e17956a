// log Z of energies by quadrature: against closed forms, and of a net against another rule.
#include "core/learn/model/log_z.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/learn/train/trainer.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

constexpr double pi = std::numbers::pi;

TEST(LogZ, OfAGaussianIsItsClosedForm) {
  for (const double shift : {0.0, 900.0, -900.0}) {
    const auto energy = [&](const PointBatch& x) -> Eigen::VectorXd {
      return (((x.row(0).array() - 0.4) / 0.3).square() / 2 +
              ((x.row(1).array() + 0.2) / 0.5).square() / 2 + shift)
          .transpose();
    };
    const LogZ z = log_z(energy, {{0.3, 0}, 4});
    EXPECT_NEAR(z.value, std::log(2 * pi * 0.3 * 0.5) - shift, 1e-9);
    EXPECT_LT(z.error, 1e-6);
    EXPECT_LT(z.outside, 1e-9);
    // A square that cuts it: what is left out is beside it, all of it within twice the square.
    const LogZ cut = log_z(energy, {{0.4, -0.2}, 0.6});
    const double inside =
        std::erf(0.6 / (0.3 * std::sqrt(2))) * std::erf(0.6 / (0.5 * std::sqrt(2)));
    const double within =
        std::erf(1.2 / (0.3 * std::sqrt(2))) * std::erf(1.2 / (0.5 * std::sqrt(2)));
    EXPECT_NEAR(cut.value, std::log(2 * pi * 0.15 * inside) - shift, 1e-4);
    EXPECT_NEAR(cut.outside, (within - inside) / inside, 2e-3);
    EXPECT_LE(std::abs(cut.value - (std::log(2 * pi * 0.15 * inside) - shift)), cut.error)
        << "the error is no smaller than it is";
  }
}

TEST(LogZ, OfAMixtureIsThatOfItsDensity) {
  const Mixture model(data_preset("five"));
  const Level level{0, 1, 0.2};
  const auto energy = [&](const PointBatch& x) -> Eigen::VectorXd {
    return -model.log_density_batch(x, level);
  };
  const LogZ z = log_z(energy, square_around(model.source(), 0.2));
  EXPECT_NEAR(z.value, 0, 1e-6);
  EXPECT_LT(z.outside, 1e-6);
}

TEST(LogZ, SaysWhereThereIsNone) {
  const auto flat = [](const PointBatch& x) -> Eigen::VectorXd {
    return Eigen::VectorXd::Zero(x.cols());
  };
  const LogZ z = log_z(flat, {{0, 0}, 2});
  EXPECT_NEAR(z.value, std::log(16.0), 1e-12);
  EXPECT_NEAR(z.outside, 3, 1e-9) << "the plane goes on";
  const auto nothing = [](const PointBatch& x) -> Eigen::VectorXd {
    return Eigen::VectorXd::Constant(x.cols(), std::numeric_limits<double>::infinity());
  };
  EXPECT_EQ(log_z(nothing, {{0, 0}, 2}).value, -std::numeric_limits<double>::infinity());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(log_z(flat, {{0, 0}, 2}, 1e-6, stop.get_token()), Cancelled);
}

TEST(LogZ, OfANetIsThatOfAnotherRule) {
  Scene scene = default_scene();
  scene.data = data_preset("two modes");
  scene.training.objective = Objective::energy;
  scene.training.sigma = 0.2;
  scene.training.net.units = 16;
  scene.training.net.layers = 2;
  scene.training.steps = 40;
  scene.training.batch = 64;
  Trainer trainer(std::make_shared<const TrainingProblem>(scene));
  while (!trainer.done()) trainer.step();
  const LearnedDenoiser net(trainer.net());
  const Square over{{0, 0}, 3};
  const LogZ z = log_z(net, over);
  // Simpson's rule on 301 x 301 points.
  constexpr int n = 300;
  const double step = 2 * over.half / n;
  const auto weight = [&](int i) { return i == 0 || i == n ? 1.0 : i % 2 == 1 ? 4.0 : 2.0; };
  double sum = 0;
  for (int i = 0; i <= n; ++i)
    for (int j = 0; j <= n; ++j) {
      PointBatch x(2, 1);
      x << -over.half + i * step, -over.half + j * step;
      sum += weight(i) * weight(j) * std::exp(-net.energy(x)[0]);
    }
  const double simpson = std::log(sum * step * step / 9);
  EXPECT_NEAR(z.value, simpson, 1e-4);
  EXPECT_LE(std::abs(z.value - simpson), 2 * z.error + 1e-7);
}

TEST(LogZ, LooksAroundTheData) {
  const Square square =
      square_around({.name = "", .points = {{1, 0}, {3, 1}}, .bandwidth = 0.3}, 0.4);
  EXPECT_NEAR(square.center[0], 2, 1e-12);
  EXPECT_NEAR(square.center[1], 0.5, 1e-12);
  EXPECT_NEAR(square.half, 1 + 6 * 0.5, 1e-12);
}

}  // namespace
}  // namespace alphabar

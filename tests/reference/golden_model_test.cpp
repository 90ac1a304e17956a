#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/files/arrays/npz.h"
#include "core/model/mixture.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

DataSpec ring8() {
  return {"ring8",
          {{{1.568107, 0.317871}, {0.1, 0.1}, 0, 0.1875, 0},
           {{0.88405, 1.333587}, {0.14, 0.14}, 0, 0.125, 0},
           {{-0.317871, 1.568107}, {0.18, 0.18}, 0, 0.0625, 0},
           {{-1.333587, 0.88405}, {0.12, 0.12}, 0, 0.125, 0},
           {{-1.568107, -0.317871}, {0.2, 0.2}, 0, 0.25, 0},
           {{-0.88405, -1.333587}, {0.1, 0.1}, 0, 0.0625, 0},
           {{0.317871, -1.568107}, {0.16, 0.16}, 0, 0.125, 0},
           {{1.333587, -0.88405}, {0.13, 0.13}, 0, 0.0625, 0}}};
}

DataSpec classes6() {
  return {"classes6",
          {{{-1.5, 0.4}, {0.2, 0.2}, 0, 0.2, 0},
           {{1.1, 1.2}, {0.15, 0.15}, 0, 0.15, 0},
           {{0.2, -1.4}, {0.25, 0.25}, 0, 0.2, 1},
           {{-0.6, 1.5}, {0.12, 0.12}, 0, 0.1, 1},
           {{1.6, -0.5}, {0.18, 0.18}, 0, 0.15, 2},
           {{-0.9, -1.1}, {0.22, 0.22}, 0, 0.19999999999999996, 2}}};
}

/// The cases' own tolerance in double; the reference was computed with 50 digits.
void expect_near(double value, double reference, const std::string& what) {
  EXPECT_NEAR(value, reference, 1e-9 * (1 + std::abs(reference))) << what;
}

void compare(const std::string& name, const DataSpec& data) {
  const Npz npz = Npz::read(std::string(test_data()) + "/golden/model/" + name + "/arrays.npz");
  const auto numbers = [&](const char* array) { return npz.at(array).as_doubles(); };
  const auto x = numbers("x"), a = numbers("a"), s = numbers("s"), log_p = numbers("log_p"),
             score = numbers("score"), eps = numbers("eps"), x0 = numbers("x0"),
             div_score = numbers("div_score");
  ASSERT_EQ(a.size(), 120u);
  const Mixture m(data);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::string at = name + " " + std::to_string(i);
    const Vec2 point{x[2 * i], x[2 * i + 1]};
    const Level level{0, a[i], s[i]};
    const Split split = m.split(point, level);
    expect_near(m.log_density(point, level), log_p[i], at + " log_p");
    expect_near(m.laplacian(point, level), div_score[i], at + " div_score");
    for (std::size_t c = 0; c < 2; ++c) {
      expect_near(split.score[c], score[2 * i + c], at + " score");
      expect_near(split.eps_hat[c], eps[2 * i + c], at + " eps");
      expect_near(split.x0_hat[c], x0[2 * i + c], at + " x0");
    }
    if (!npz.has("labels")) continue;
    const auto gradient = numbers("grad_log_class");
    const int label = static_cast<int>(numbers("labels")[i]);
    const Split towards = m.split(point, level, label);
    for (std::size_t c = 0; c < 2; ++c)
      expect_near(towards.score[c] - split.score[c], gradient[2 * i + c], at + " grad_log_class");
  }
}

TEST(GoldenModel, Ring8) { compare("ring8", ring8()); }
TEST(GoldenModel, Classes6) { compare("classes6", classes6()); }

}  // namespace
}  // namespace alphabar

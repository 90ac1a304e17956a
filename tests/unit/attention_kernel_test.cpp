#include "core/engine/unet/attention_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace alphabar::net {
namespace {

using Vector = std::vector<double>;

// softmax(q^T k / sqrt(d)) v by its definition.
Vector plain_attention(const Vector& q, const Vector& k, const Vector& v, std::size_t d,
                       std::size_t n) {
  Vector out(d * n);
  for (std::size_t i = 0; i < n; ++i) {
    Vector p(n);
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t c = 0; c < d; ++c) p[j] += q[c * n + i] * k[c * n + j];
      sum += p[j] = std::exp(p[j] / std::sqrt(static_cast<double>(d)));
    }
    for (std::size_t c = 0; c < d; ++c)
      for (std::size_t j = 0; j < n; ++j) out[c * n + i] += p[j] / sum * v[c * n + j];
  }
  return out;
}

struct Inputs {
  Inputs(std::size_t d, std::size_t n, double scale = 1) : q(d * n), k(d * n), v(d * n), g(d * n) {
    std::mt19937 engine(7);
    for (Vector* x : {&q, &k, &v, &g})
      for (double& value : *x)
        value = scale * (static_cast<double>(engine()) / 4294967296.0 * 4 - 2);
  }
  Vector q, k, v, g;
};

struct Size {
  std::int64_t head_dim, positions;
};
class Attention : public testing::TestWithParam<Size> {};

TEST_P(Attention, IsTheSoftmaxAverage) {
  const auto [d, n] = GetParam();
  const Inputs in(static_cast<std::size_t>(d), static_cast<std::size_t>(n));
  const Vector want =
      plain_attention(in.q, in.k, in.v, static_cast<std::size_t>(d), static_cast<std::size_t>(n));
  Vector out(want.size()), scratch(static_cast<std::size_t>(attention_scratch(d, n)));
  attention_forward(in.q.data(), in.k.data(), in.v.data(), out.data(), d, n, scratch.data());
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(out[i], want[i], 1e-13);

  const std::vector<float> q(in.q.begin(), in.q.end()), k(in.k.begin(), in.k.end()),
      v(in.v.begin(), in.v.end());
  std::vector<float> single(want.size()), single_scratch(scratch.size());
  attention_forward(q.data(), k.data(), v.data(), single.data(), d, n, single_scratch.data());
  // Averages of values up to 2 with a few units in the last place lost in each exponent.
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(single[i], want[i], 5e-6);
}

TEST_P(Attention, HasTheDerivativeOfItsDefinition) {
  const auto [d, n] = GetParam();
  const auto ud = static_cast<std::size_t>(d), un = static_cast<std::size_t>(n);
  Inputs in(ud, un);
  Vector dq(ud * un), dk(ud * un), dv(ud * un);
  Vector scratch(static_cast<std::size_t>(attention_scratch(d, n)));
  attention_backward(in.q.data(), in.k.data(), in.v.data(), in.g.data(), dq.data(), dk.data(),
                     dv.data(), d, n, scratch.data());
  const auto loss = [&] {
    const Vector out = plain_attention(in.q, in.k, in.v, ud, un);
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) sum += in.g[i] * out[i];
    return sum;
  };
  const double h = 1e-5;  // central differences: error about h^2 + 1e-16 / h
  for (const auto& [input, derivative] : {std::pair{&in.q, &dq}, {&in.k, &dk}, {&in.v, &dv}})
    for (std::size_t i = 0; i < input->size(); i += 1 + input->size() / 60) {  // a sample of them
      const double kept = (*input)[i];
      (*input)[i] = kept + h;
      const double above = loss();
      (*input)[i] = kept - h;
      const double below = loss();
      (*input)[i] = kept;
      EXPECT_NEAR((*derivative)[i], (above - below) / (2 * h), 1e-8);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Attention,
                         testing::Values(Size{8, 49}, Size{1, 1}, Size{3, 5}, Size{8, 4},
                                         Size{2, 64}, Size{8, 256}, Size{64, 33}, Size{7, 100}));

// Scores in the thousands: one position wins, nothing overflows.
TEST(AttentionKernel, SurvivesLargeScores) {
  const Inputs in(8, 20, 100);
  std::vector<float> q(in.q.begin(), in.q.end()), out(q.size());
  std::vector<float> scratch(static_cast<std::size_t>(attention_scratch(8, 20)));
  attention_forward(q.data(), q.data(), q.data(), out.data(), 8, 20, scratch.data());
  for (const float value : out) EXPECT_LE(std::abs(value), 200.0f);
}

}  // namespace
}  // namespace alphabar::net

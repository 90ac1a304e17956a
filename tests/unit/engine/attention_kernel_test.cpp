#include "core/engine/unet/kernels/attention_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
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
  attention_forward(AttentionHead<double>{in.q.data(), in.k.data(), in.v.data(), d, n}, out.data(),
                    scratch.data());
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(out[i], want[i], 1e-13);

  const std::vector<float> q(in.q.begin(), in.q.end()), k(in.k.begin(), in.k.end()),
      v(in.v.begin(), in.v.end());
  std::vector<float> single(want.size()), single_scratch(scratch.size());
  attention_forward(AttentionHead<float>{q.data(), k.data(), v.data(), d, n}, single.data(),
                    single_scratch.data());
  // Averages of values up to 2 with a few units in the last place lost in each exponent.
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(single[i], want[i], 5e-6);
}

TEST_P(Attention, HasTheDerivativeOfItsDefinition) {
  const auto [d, n] = GetParam();
  const auto ud = static_cast<std::size_t>(d), un = static_cast<std::size_t>(n);
  Inputs in(ud, un);
  Vector dq(ud * un), dk(ud * un), dv(ud * un);
  Vector scratch(static_cast<std::size_t>(attention_scratch(d, n)));
  attention_backward(AttentionHead<double>{in.q.data(), in.k.data(), in.v.data(), d, n},
                     in.g.data(), AttentionGradient<double>{dq.data(), dk.data(), dv.data()},
                     scratch.data());
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
  attention_forward(AttentionHead<float>{q.data(), q.data(), q.data(), 8, 20}, out.data(),
                    scratch.data());
  for (const float value : out) EXPECT_LE(std::abs(value), 200.0f);
}

/// Which columns (positions) of a head's matrix are finite throughout.
template <class T>
std::vector<bool> finite_columns(const std::vector<T>& x, std::size_t d, std::size_t n) {
  std::vector<bool> finite(n, true);
  for (std::size_t i = 0; i < d * n; ++i)
    if (!std::isfinite(x[i])) finite[i % n] = false;
  return finite;
}

/// What comes of one number of q, k or v that is none, forwards and backwards.
template <class T>
void expect_no_numbers(T wrong) {
  for (const auto& [d, n] : {std::pair<std::size_t, std::size_t>{8, 20}, {3, 5}, {16, 64}}) {
    const Inputs in(d, n);
    const auto run = [&, d = d, n = n](std::vector<T> q, std::vector<T> k, std::vector<T> v) {
      const auto head = static_cast<std::int64_t>(d), count = static_cast<std::int64_t>(n);
      std::vector<T> out(d * n), dq(d * n), dk(d * n), dv(d * n);
      std::vector<T> scratch(static_cast<std::size_t>(attention_scratch(head, count)));
      const std::vector<T> g(in.g.begin(), in.g.end());
      const AttentionHead<T> inputs{q.data(), k.data(), v.data(), head, count};
      attention_forward(inputs, out.data(), scratch.data());
      attention_backward(inputs, g.data(), AttentionGradient<T>{dq.data(), dk.data(), dv.data()},
                         scratch.data());
      return std::array{finite_columns(out, d, n), finite_columns(dq, d, n),
                        finite_columns(dk, d, n), finite_columns(dv, d, n)};
    };
    const std::vector<T> q(in.q.begin(), in.q.end()), k(in.k.begin(), in.k.end()),
        v(in.v.begin(), in.v.end());
    for (const std::size_t at : {std::size_t{0}, n - 1, n + 2}) {
      std::vector<T> bad = q;
      bad[at] = wrong;
      const auto [out, dq, dk, dv] = run(bad, k, v);
      for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(out[i], i != at % n) << "a query of " << n;
      EXPECT_FALSE(dq[at % n]);
      for (const auto& derivative : {dk, dv}) EXPECT_FALSE(derivative[0] || derivative[n - 1]);

      bad = k;
      bad[at] = wrong;
      for (const auto& result : run(q, bad, v))
        for (std::size_t i = 0; i < n; ++i) EXPECT_FALSE(result[i]) << "a key of " << n;

      bad = v;
      bad[at] = wrong;
      const auto by_value = run(q, k, bad);
      for (std::size_t i = 0; i < n; ++i) EXPECT_FALSE(by_value[0][i]) << "a value of " << n;
    }
  }
}

TEST(AttentionKernel, MakesNoNumberOfWhatIsNone) {
  expect_no_numbers(std::numeric_limits<float>::quiet_NaN());
  expect_no_numbers(std::numeric_limits<float>::infinity());
  expect_no_numbers(std::numeric_limits<double>::quiet_NaN());
  expect_no_numbers(std::numeric_limits<double>::infinity());
}

// A sum of products that is too large for a number: its query is NaN, the others are averages.
TEST(AttentionKernel, SaysWhichScoreOverflows) {
  const std::size_t d = 4, n = 9;
  std::vector<float> q(d * n, 0.5f), k(d * n, 1e37f), v(d * n, 2), out(d * n);
  std::vector<float> scratch(static_cast<std::size_t>(attention_scratch(d, n)));
  for (std::size_t c = 0; c < d; ++c) q[c * n + 3] = 1e3f;
  attention_forward(AttentionHead<float>{q.data(), k.data(), v.data(), d, n}, out.data(),
                    scratch.data());
  for (std::size_t i = 0; i < d * n; ++i) {
    if (i % n == 3) {
      EXPECT_FALSE(std::isfinite(out[i]));
    } else {
      EXPECT_NEAR(out[i], 2, 1e-6);
    }
  }
}

}  // namespace
}  // namespace alphabar::net

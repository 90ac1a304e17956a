#include "core/model/mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/error.h"

namespace alphabar {
namespace {

/// One component at one point: d = x - a mu and W d.
struct Offset {
  double dx, dy, u, v;
};

Offset offset(const DiffusedComponent& c, const Vec2& x) {
  const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
  return {dx, dy, c.w_xx * dx + c.w_xy * dy, c.w_yy * dy};
}

/// -V_k^-1 d, the score of component k alone.
Vec2 score_of(const DiffusedComponent& c, const Offset& o) {
  return {-c.w_xx * o.u, -(c.w_xy * o.u + c.w_yy * o.v)};
}

double exponent(const DiffusedComponent& c, const Offset& o) {
  return c.log_scale - 0.5 * (o.u * o.u + o.v * o.v);
}

/// exponent of c - exponent of b at x, made of the differences of c and b, so that it is right
/// where the exponents themselves are too large to be told apart:
/// |W_c d_c|^2 - |W_b d_b|^2 = (W_c d_c - W_b d_b) (W_c d_c + W_b d_b), where
/// W_c d_c - W_b d_b = (W_c - W_b) d_b + W_c (m_b - m_c).
double excess(const DiffusedComponent& c, const DiffusedComponent& b, const Vec2& x) {
  const Offset at_c = offset(c, x), at_b = offset(b, x);
  const double m_x = b.mean_x - c.mean_x, m_y = b.mean_y - c.mean_y;
  const double u =
      (c.w_xx - b.w_xx) * at_b.dx + (c.w_xy - b.w_xy) * at_b.dy + c.w_xx * m_x + c.w_xy * m_y;
  const double v = (c.w_yy - b.w_yy) * at_b.dy + c.w_yy * m_y;
  return c.log_scale - b.log_scale - 0.5 * (u * (at_c.u + at_b.u) + v * (at_c.v + at_b.v));
}

/// Fills r with the components' shares in p(x), but for a factor, by their excess over the largest.
void weigh_far(const std::vector<DiffusedComponent>& components, const Vec2& x,
               std::vector<double>& r) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < components.size(); ++k)
    if (excess(components[k], components[best], x) > 0) best = k;
  for (std::size_t k = 0; k < components.size(); ++k)
    r[k] = k == best ? 1 : std::exp(excess(components[k], components[best], x));
}

/// Fills r with the responsibilities for x; returns log p(x). They are NaN where that is no finite
/// number.
double weigh(const std::vector<DiffusedComponent>& components, const Vec2& x,
             std::vector<double>& r) {
  r.resize(components.size());
  for (std::size_t k = 0; k < r.size(); ++k)
    r[k] = exponent(components[k], offset(components[k], x));
  const double largest = *std::max_element(r.begin(), r.end());
  if (largest > far_exponent)
    for (double& e : r) e = std::exp(e - largest);
  else if (std::isfinite(largest))
    weigh_far(components, x, r);
  else
    r.assign(r.size(), std::numeric_limits<double>::quiet_NaN());
  const double sum = std::accumulate(r.begin(), r.end(), 0.0);
  for (double& e : r) e /= sum;
  return largest + std::log(sum);
}

/// Calls f(component, offset, r_k) for every component that has a share.
template <class F>
void for_each_responsibility(const std::vector<DiffusedComponent>& components, const Vec2& x, F f) {
  const std::vector<double> r = responsibilities(components, x);
  for (std::size_t k = 0; k < r.size(); ++k)
    if (r[k] != 0) f(components[k], offset(components[k], x), r[k]);
}

}  // namespace

std::vector<double> responsibilities(const std::vector<DiffusedComponent>& components,
                                     const Vec2& x) {
  std::vector<double> r;
  weigh(components, x, r);
  return r;
}

Mixture::Mixture(const DataSpec& data) {
  check(data);
  data_ = {data.name, components_of(data), {}, {}, data.bandwidth};
  isotropic_ = std::all_of(data_.components.begin(), data_.components.end(),
                           [](const Component& c) { return c.std[0] == c.std[1]; });
}

int Mixture::classes() const {
  int largest = 0;
  for (const Component& c : data_.components) largest = std::max(largest, c.label);
  return largest + 1;
}

std::vector<DiffusedComponent> Mixture::at(const Level& level, int label) const {
  const double a = level.a, s = level.s;
  const auto wanted = [&](const Component& c) { return label < 0 || c.label == label; };
  double mass = 0;
  for (const Component& c : data_.components) mass += wanted(c) ? c.weight : 0;
  if (mass == 0)
    throw BadRequest("guidance", "label", std::to_string(label),
                     "a label that one of the data's components has");

  std::vector<DiffusedComponent> components;
  components.reserve(data_.components.size());
  for (const Component& c : data_.components) {
    if (!wanted(c)) continue;
    // V and everything made of it share the axes of the ellipse: 1 and 2.
    const bool circle = c.std[0] == c.std[1];
    const double cos = circle ? 1 : std::cos(c.angle), sin = circle ? 0 : std::sin(c.angle);
    const double v1 = a * a * c.std[0] * c.std[0] + s * s;
    const double v2 = a * a * c.std[1] * c.std[1] + s * s;
    const double g1 = a * c.std[0] * c.std[0] / v1, g2 = a * c.std[1] * c.std[1] / v2;
    const double h1 = s * s / v1, h2 = s * s / v2;
    const double m1 = cos * c.mean[0] + sin * c.mean[1], m2 = cos * c.mean[1] - sin * c.mean[0];
    DiffusedComponent d;
    d.mean_x = a * c.mean[0];
    d.mean_y = a * c.mean[1];
    // cos^2 / v1 + sin^2 / v2 and the like, so that where noise has made circles of all components
    // no rounding tells them apart.
    const double p2 = 1 / v2, more = (v2 - v1) / (v1 * v2);
    d.p_xx = p2 + cos * cos * more;
    d.p_xy = cos * sin * more;
    d.p_yy = p2 + sin * sin * more;
    d.w_xx = std::sqrt(d.p_xx);
    d.w_xy = d.p_xy / d.w_xx;
    d.w_yy = 1 / std::sqrt(v2 + sin * sin * (v1 - v2));
    d.log_scale = std::log(c.weight / mass) - 0.5 * (std::log(v1) + std::log(v2)) -
                  std::log(2 * std::numbers::pi);
    d.mu_x = c.mean[0];
    d.mu_y = c.mean[1];
    d.g_xx = cos * cos * g1 + sin * sin * g2;
    d.g_xy = d.g_yx = cos * sin * (g1 - g2);
    d.g_yy = sin * sin * g1 + cos * cos * g2;
    const double k1 = c.std[0] * c.std[0] * h1, k2 = c.std[1] * c.std[1] * h2;
    d.k_xx = cos * cos * k1 + sin * sin * k2;
    d.k_xy = cos * sin * (k1 - k2);
    d.k_yy = sin * sin * k1 + cos * cos * k2;
    d.b_x = cos * h1 * m1 - sin * h2 * m2;
    d.b_y = sin * h1 * m1 + cos * h2 * m2;
    d.label = c.label;
    components.push_back(d);
  }
  return components;
}

Split split_by(const std::vector<DiffusedComponent>& components, const Vec2& x, double s) {
  Split out{};
  for_each_responsibility(components, x,
                          [&](const DiffusedComponent& c, const Offset& o, double r) {
                            const Vec2 score = score_of(c, o);
                            out.score[0] += r * score[0];
                            out.score[1] += r * score[1];
                            out.x0_hat[0] += r * (c.mu_x + c.g_xx * o.dx + c.g_xy * o.dy);
                            out.x0_hat[1] += r * (c.mu_y + c.g_yx * o.dx + c.g_yy * o.dy);
                          });
  out.eps_hat = {-s * out.score[0], -s * out.score[1]};
  return out;
}

Split Mixture::split(const Vec2& x, const Level& level, int label) const {
  return split_by(at(level, label), x, level.s);
}

double Mixture::log_density(const Vec2& x, const Level& level, int label) const {
  std::vector<double> r;
  return weigh(at(level, label), x, r);
}

double Mixture::laplacian(const Vec2& x, const Level& level) const {
  // tr H log p = sum r_k (|score_k|^2 - tr V_k^-1) - |score|^2; the squares as a variance.
  const auto components = at(level);
  Vec2 mean{};
  for_each_responsibility(components, x,
                          [&](const DiffusedComponent& c, const Offset& o, double r) {
                            const Vec2 score = score_of(c, o);
                            mean[0] += r * score[0];
                            mean[1] += r * score[1];
                          });
  double laplacian = 0;
  for_each_responsibility(components, x,
                          [&](const DiffusedComponent& c, const Offset& o, double r) {
                            const Vec2 score = score_of(c, o);
                            const double e0 = score[0] - mean[0], e1 = score[1] - mean[1];
                            laplacian += r * (e0 * e0 + e1 * e1 - c.p_xx - c.p_yy);
                          });
  return laplacian;
}

}  // namespace alphabar

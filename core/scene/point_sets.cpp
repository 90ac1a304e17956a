#include "core/scene/point_sets.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <utility>

namespace alphabar {
namespace {

constexpr double pi = std::numbers::pi;

/// Uniform and normal numbers that are the same on every platform, unlike the standard's.
class RandomDraws {
 public:
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * pi * uniform());
  }

 private:
  std::mt19937_64 engine_{20200619};
};

/// A set that is being made.
struct Points {
  std::vector<Vec2> at;
  std::vector<int> labels;

  void add(double x, double y, int label) {
    const auto rounded = [](double v) { return std::round(v * 1e4) / 1e4; };
    at.push_back({rounded(x), rounded(y)});
    labels.push_back(label);
  }
  DataSpec named(const char* name, double bandwidth) {
    return {.name = name,
            .points = std::move(at),
            .point_labels = std::move(labels),
            .bandwidth = bandwidth};
  }
};

/// Two half circles that reach into each other.
DataSpec two_moons() {
  Points points;
  RandomDraws draws;
  constexpr int each = 500;
  for (int moon = 0; moon < 2; ++moon)
    for (int i = 0; i < each; ++i) {
      const double angle = pi * (i + draws.uniform()) / each;
      const double side = moon == 0 ? 1 : -1;
      points.add(side * (1.5 * std::cos(angle) - 0.75) + 0.06 * draws.normal(),
                 side * (1.5 * std::sin(angle) - 0.375) + 0.06 * draws.normal(), moon);
    }
  return points.named("two moons", 0.08);
}

/// A band rolled up: r grows with the angle, points even along the band; four classes from inside.
DataSpec swiss_roll() {
  Points points;
  RandomDraws draws;
  constexpr int n = 1000;
  for (int i = 0; i < n; ++i) {
    const double u = (i + draws.uniform()) / n;
    const double angle = pi * std::sqrt(1.5 * 1.5 + u * (4.5 * 4.5 - 1.5 * 1.5));
    const double radius = 2.1 * angle / (4.5 * pi);
    points.add(radius * std::cos(angle) + 0.03 * draws.normal(),
               radius * std::sin(angle) + 0.03 * draws.normal(), i * 4 / n);
  }
  return points.named("swiss roll", 0.07);
}

/// The eight dark squares of a board of four by four; a class a row.
DataSpec checkerboard() {
  Points points;
  RandomDraws draws;
  constexpr int side = 14;  // points along one square
  for (int square = 0; square < 16; ++square) {
    const int row = square / 4, column = square % 4;
    if ((row + column) % 2 == 1) continue;
    for (int i = 0; i < side * side; ++i) {
      const int along = i % side, up = i / side;
      points.add(column - 2 + (along + draws.uniform()) / side,
                 row - 2 + (up + draws.uniform()) / side, row);
    }
  }
  return points.named("checkerboard", 0.06);
}

/// Two circles about one middle.
DataSpec rings() {
  Points points;
  RandomDraws draws;
  constexpr int each = 500;
  for (int ring = 0; ring < 2; ++ring)
    for (int i = 0; i < each; ++i) {
      const double angle = 2 * pi * (i + draws.uniform()) / each;
      const double radius = (ring == 0 ? 0.8 : 1.8) + 0.05 * draws.normal();
      points.add(radius * std::cos(angle), radius * std::sin(angle), ring);
    }
  return points.named("rings", 0.07);
}

/// Five bent arms, after Johnson et al. 2016 (Composing graphical models with neural networks).
DataSpec pinwheel() {
  Points points;
  RandomDraws draws;
  constexpr int arms = 5, each = 200;
  constexpr double rate = 0.25, scale = 1.25;
  for (int arm = 0; arm < arms; ++arm)
    for (int i = 0; i < each; ++i) {
      const double along = 1 + 0.3 * draws.normal(), across = 0.1 * draws.normal();
      const double angle = 2 * pi * arm / arms + rate * std::exp(along);
      points.add(scale * (along * std::cos(angle) - across * std::sin(angle)),
                 scale * (along * std::sin(angle) + across * std::cos(angle)), arm);
    }
  return points.named("pinwheel", 0.05);
}

/// A stroke of a letter, in units of the letters' height: an arc of an ellipse, or a straight line
/// where the second radius is 0 and the angles are the ends' heights.
struct Stroke {
  double x, y;        // middle, or foot
  double r_x, r_y;    // radii; r_y = 0: a stem
  double begin, end;  // half turns, or heights
};
constexpr Stroke bowl{0.26, 0.25, 0.23, 0.25, 0, 2};
constexpr Stroke stem(double x, double bottom, double top) { return {x, 0, 0, 0, bottom, top}; }

std::vector<Stroke> strokes_of(char letter) {
  switch (letter) {
    case 'a': return {bowl, stem(0.49, 0, 0.5)};
    case 'l': return {stem(0.06, 0, 0.8)};
    case 'p': return {bowl, stem(0.03, -0.3, 0.5)};
    case 'h': return {stem(0.03, 0, 0.8), {0.23, 0.28, 0.2, 0.22, 0, 1}, stem(0.43, 0, 0.28)};
    case 'b': return {bowl, stem(0.03, 0, 0.8)};
    default: return {stem(0.03, 0, 0.5), {0.21, 0.3, 0.18, 0.2, 0.25, 1}};  // r
  }
}

double width_of(char letter) { return letter == 'l' ? 0.12 : letter == 'r' ? 0.38 : 0.52; }

/// The word, a class a letter.
DataSpec letters() {
  Points points;
  RandomDraws draws;
  const std::string word = "alphabar";
  constexpr double gap = 0.13, scale = 1.15, per_unit = 180;
  double width = -gap;
  for (const char letter : word) width += width_of(letter) + gap;
  double left = -width / 2;
  for (std::size_t k = 0; k < word.size(); ++k) {
    for (const Stroke& s : strokes_of(word[k])) {
      const bool straight = s.r_y == 0;
      const double length =
          straight ? s.end - s.begin : pi * (s.end - s.begin) * (s.r_x + s.r_y) / 2;
      const int n = static_cast<int>(std::lround(per_unit * length));
      for (int i = 0; i < n; ++i) {
        const double u = s.begin + (s.end - s.begin) * (i + draws.uniform()) / n;
        const double x = straight ? s.x : s.x + s.r_x * std::cos(pi * u);
        const double y = straight ? u : s.y + s.r_y * std::sin(pi * u);
        points.add(scale * (left + x) + 0.012 * draws.normal(),
                   scale * (y - 0.25) + 0.012 * draws.normal(), static_cast<int>(k));
      }
    }
    left += width_of(word[k]) + gap;
  }
  return points.named("letters", 0.03);
}

}  // namespace

std::vector<std::string> point_set_names() {
  return {"two moons", "swiss roll", "checkerboard", "rings", "pinwheel", "letters"};
}

std::optional<DataSpec> point_set(const std::string& name) {
  if (name == "two moons") return two_moons();
  if (name == "swiss roll") return swiss_roll();
  if (name == "checkerboard") return checkerboard();
  if (name == "rings") return rings();
  if (name == "pinwheel") return pinwheel();
  if (name == "letters") return letters();
  return std::nullopt;
}

}  // namespace alphabar

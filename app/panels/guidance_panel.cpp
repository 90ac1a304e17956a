#include <imgui.h>

#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "app/panels/option_row.h"
#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {

namespace {

/// The rows of the two numbers of a point, and of an angle in degrees.
bool target_part(GuidanceSpec& g) {
  const GuidanceSpec usual;
  bool changed = false;
  if (g.kind == GuidanceKind::loss_point) {
    const char* help = "L(x̂₀) = |x̂₀ - c|² / 2: where x̂₀ is to lie.";
    changed |= number({"##target_x", "c₁", help}, g.target[0], {-4, 4, usual.target[0], "%.3g"});
    changed |= number({"##target_y", "c₂", help}, g.target[1], {-4, 4, usual.target[1], "%.3g"});
  } else if (g.kind == GuidanceKind::loss_half_plane) {
    double degrees = g.angle * 180 / std::numbers::pi;
    changed = number({"##angle", "φ in degrees", "Where n = (cos φ, sin φ) points: inside."},
                     degrees, {-180, 180, 0, "%.4g"});
    if (changed) g.angle = degrees * std::numbers::pi / 180;
  }
  return changed;
}

/// A shape that the weight over time may start from: its factor at `points` even shares of the
/// time, 0 the data; none: 1 everywhere. Its points are then dragged in the curves.
struct WeightShape {
  const char* name;
  int points;
  double (*factor)(double share);
};
constexpr std::array weight_shapes{
    WeightShape{"constant", 0, nullptr},
    WeightShape{"rises to the data, linear", 2, [](double u) { return 2 * (1 - u); }},
    WeightShape{"rises to the data, cosine", 9,
                [](double u) { return 1 + std::cos(std::numbers::pi * u); }},
    WeightShape{"falls to the data, linear", 2, [](double u) { return 2 * u; }},
    WeightShape{"highest in the middle", 3, [](double u) { return 2 - 4 * std::abs(u - 0.5); }},
};

GuidanceSpec with_shape(GuidanceSpec g, const WeightShape& shape) {
  g.curve_t.clear();
  g.curve_w.clear();
  for (int i = 0; i < shape.points; ++i) {
    const double share = static_cast<double>(i) / (shape.points - 1);
    g.curve_t.push_back(share);
    g.curve_w.push_back(shape.factor(share));
  }
  return g;
}

bool curve_part(GuidanceSpec& g) {
  std::vector<const char*> names;
  int index = -1;
  for (const WeightShape& shape : weight_shapes) {
    if (with_shape(g, shape) == g) index = static_cast<int>(names.size());
    names.push_back(shape.name);
  }
  if (index < 0) {
    index = static_cast<int>(names.size());
    names.push_back("drawn");
  }
  if (!choice(
          {"##guidance_curve", "w over time",
           "The weight is w times a curve over the time, from the noise to the data. Its points "
           "are dragged in the plot \"weight of guidance\" of Curves.\nWang et al. 2024."},
          index, names, 0) ||
      index >= static_cast<int>(weight_shapes.size()))
    return false;
  g = with_shape(g, weight_shapes[static_cast<std::size_t>(index)]);
  return true;
}

/// A button for each weight that a class is shown with.
bool usual_weights(GuidanceSpec& g) {
  bool changed = false;
  for (const auto& [label, w] : {std::pair{"w = 0", 0.0}, std::pair{"w = 1", 1.0},
                                 std::pair{"w = 3", 3.0}, std::pair{"w = 8", 8.0}}) {
    if (w > 0) ImGui::SameLine();
    if (!ImGui::SmallButton(label)) continue;
    changed = g.scale != w;
    g.scale = w;
  }
  return changed;
}

}  // namespace

bool guidance_panel(GuidanceSpec& g, const DataSpec& data) {
  bool changed =
      choice({"##guidance", "kind",
              "Steers every lane: towards one class of the data, x̂₀ to a point or a side, or away "
              "from a weaker model.\n"
              "Classifier: ε̂ - w s ∇ log p(y | x) (Dhariwal and Nichol 2021).\n"
              "Classifier-free: ε̂ + w (ε̂_y - ε̂); w = 1 is plain conditional.\n"
              "Weaker model: ε̂ + w (ε̂ - ε̂_weaker) (Karras et al. 2024).\n"
              "Loss: ε̂ + w s ∇ₓ L(x̂₀(x)), the gradient taken through x̂₀, exactly: "
              "∂x̂₀/∂x = (I + s² ∇² log p) / a (Chung et al. 2023, eq. 16)."},
             g.kind, GuidanceKind::none);
  if (g.kind == GuidanceKind::none) return changed;
  if (by_class(g.kind))
    changed |=
        number({"##guidance_label", "class y", "The class wanted, one of the data's labels."},
               g.label, {0, double(labels_of(data).back()), 0});
  changed |= target_part(g);
  for (const GuidanceOption& option : options_of(g)) {
    if (option.title) changed |= option_row(g, option);
    if (option.member == GuidanceOption::Member(&GuidanceSpec::scale) && by_class(g.kind))
      changed |= usual_weights(g);
  }
  return curve_part(g) || changed;
}

}  // namespace alphabar

#include "core/metrics/estimators/guided_flow.h"

#include <algorithm>
#include <cmath>

namespace alphabar {
namespace {

/// A level of this sigma; the flow asks for no process.
Level at_sigma(double sigma) {
  const double scale = std::hypot(1.0, sigma);
  return {0, 1 / scale, sigma / scale};
}

/// From one level to another by way of where guidance starts or ends.
std::vector<Level> pieces(const GuidanceSpec& guidance, const Level& from, const Level& to) {
  std::vector<Level> way{from};
  const double low = std::min(from.sigma(), to.sigma()), high = std::max(from.sigma(), to.sigma());
  std::vector<double> between;
  for (const double sigma : {guidance.sigma_low, guidance.sigma_high})
    if (sigma > low && sigma < high) between.push_back(sigma);
  std::ranges::sort(between);
  if (from.sigma() > to.sigma()) std::ranges::reverse(between);
  for (const double sigma : between) way.push_back(at_sigma(sigma));
  way.push_back(to);
  return way;
}

/// Whether the levels between two, on one side of where guidance starts and ends, are guided.
bool guides(const GuidanceSpec& guidance, const Level& from, const Level& to) {
  const double middle = std::tan(0.5 * (std::atan2(from.s, from.a) + std::atan2(to.s, to.a)));
  return middle >= guidance.sigma_low &&
         (guidance.sigma_high == 0 || middle <= guidance.sigma_high);
}

}  // namespace

GuidedDenoiser::GuidedDenoiser(const Denoiser& model, Guide guide, double w)
    : model_(model), guide_(guide), w_(w) {}

SplitBatch GuidedDenoiser::split_batch(const PointBatchView& x, const Level& level,
                                       std::span<const int> /*classes*/) const {
  return model_.guided_split_batch(x, level, batch_guidance(guide_, w_)).guided;
}

bool has_flow(const GuidanceSpec& guidance) {
  const bool plus_plus = guidance.kind == GuidanceKind::classifier_free && guidance.plus_plus;
  const bool linear = guidance.kind != GuidanceKind::autoguidance && !combines(guidance);
  return linear && guidance.curve_t.empty() && !plus_plus && !shifts_mean(guidance);
}

std::vector<double> guided_flow_states(const Denoiser& model, const GuidanceSpec& guidance,
                                       std::span<const Level> levels, std::span<const double> x,
                                       const FlowOptions& options) {
  if (guidance.kind == GuidanceKind::none) return flow_states(model, levels, x, options);
  const GuidedDenoiser guided(model, guide_of(guidance), guidance.scale);
  std::vector<double> states(x.begin(), x.end()), at = states;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const std::vector<Level> way = pieces(guidance, levels[i], levels[i + 1]);
    for (std::size_t k = 0; k + 1 < way.size(); ++k) {
      const Denoiser& field = guides(guidance, way[k], way[k + 1]) ? guided : model;
      at = ode_end_points(field, way[k], way[k + 1], at, options);
    }
    states.insert(states.end(), at.begin(), at.end());
  }
  return states;
}

}  // namespace alphabar

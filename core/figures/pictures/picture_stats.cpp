#include "core/figures/pictures/picture_stats.h"

#include <algorithm>
#include <cmath>

#include "core/plan/timeline.h"
#include "core/runs/picture_rows.h"

namespace alphabar {

std::vector<PictureMoments> moments_of_x0_hat(const PictureRun& run, int picture,
                                              std::size_t known) {
  std::vector<PictureMoments> all;
  int evaluation = 0;
  for (const Row& row : run.plan.rows) {
    if (!row.evaluate) continue;
    const int here = evaluation++;
    if (static_cast<std::size_t>(here) < known) continue;
    const std::span<const float> pixels = picture_of(run, PictureRows::x0_hat, here, picture);
    if (pixels.empty()) break;
    double sum = 0, squares = 0;
    for (const float value : pixels) sum += value;
    const double mean = sum / static_cast<double>(pixels.size());
    for (const float value : pixels) squares += (value - mean) * (value - mean);
    all.push_back({row.from.t, Level{0, row.a, row.s}.sigma(), mean,
                   std::sqrt(squares / static_cast<double>(pixels.size()))});
  }
  return all;
}

std::vector<int> histogram_of(std::span<const float> values, int bins, double reach) {
  std::vector<int> counts(static_cast<std::size_t>(bins));
  for (const float value : values) {
    if (std::isnan(value)) continue;
    const double place = (value / reach + 1) / 2 * bins;
    ++counts[static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1.0))];
  }
  return counts;
}

std::vector<PictureMoments> round_trip_errors(const PictureRun& run, int picture) {
  if (run.plan.begin != Start::data || !run.of().sampler.round_trip) return {};
  const std::vector<Level> levels = reported_levels(run.plan);
  const auto noisiest =
      std::ranges::max_element(levels, {}, [](const Level& level) { return level.sigma(); });
  const auto turn = static_cast<int>(noisiest - levels.begin());
  std::vector<PictureMoments> errors;
  for (int row = turn + 1; row < static_cast<int>(levels.size()); ++row) {
    const Level& level = levels[static_cast<std::size_t>(row)];
    const int there = 2 * turn - row;  // the ways are as long
    const std::span<const float> back = picture_of(run, PictureRows::x, row, picture);
    if (there < 0 || back.empty()) break;
    const std::span<const float> from = picture_of(run, PictureRows::x, there, picture);
    double squares = 0;
    for (std::size_t i = 0; i < back.size(); ++i)
      squares += (double{back[i]} - from[i]) * (double{back[i]} - from[i]);
    errors.push_back(
        {level.t, level.sigma(), 0, std::sqrt(squares / static_cast<double>(back.size()))});
  }
  return errors;
}

}  // namespace alphabar

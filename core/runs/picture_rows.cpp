#include "core/runs/picture_rows.h"

#include <algorithm>
#include <cmath>

#include "core/plan/timeline.h"
#include "core/runs/cursor.h"

namespace alphabar {

std::span<const float> picture_of(const PictureRun& run, PictureRows rows, int index, int picture) {
  const GrowingList<float>& all = rows == PictureRows::x        ? run.x
                                  : rows == PictureRows::x0_hat ? run.x0
                                                                : run.eps;
  const std::size_t size = run.picture_size();
  if (index < 0 || picture < 0 || picture >= run.pictures) return {};
  const std::size_t from =
      (static_cast<std::size_t>(index) * static_cast<std::size_t>(run.pictures) +
       static_cast<std::size_t>(picture)) *
      size;
  if (from + size > all.size()) return {};
  return std::span(all).subspan(from, size);
}

std::vector<int> evaluations_at_rows(const Plan& plan) {
  const int total = plan.evaluations();
  std::vector<int> out{total > 0 ? 0 : -1};
  int done = 0;
  for (const Row& row : plan.rows) {
    done += row.evaluate;
    if (row.report != Report::none) out.push_back(std::min(done, total - 1));
  }
  return out;
}

int row_with_noise(const PictureRun& run, double sigma) {
  const std::vector<Level> levels = reported_levels(run.plan);
  // Clean data and infinite noise are nearest to themselves.
  const auto place = [](double of) { return std::log(std::clamp(of, 1e-9, 1e9)); };
  const auto distance = [&](const Level& level) {
    return std::abs(place(level.sigma()) - place(sigma));
  };
  return static_cast<int>(std::ranges::min_element(levels, {}, distance) - levels.begin());
}

int row_at(const Runs& runs, const PictureRun& run, double position) {
  const Cursor at = cursor(runs, run, position);
  return static_cast<int>(at.fraction >= 0.5 ? at.upper : at.lower);
}

float shown_scale(PictureRows rows, const Level& level) {
  if (rows == PictureRows::x0_hat) return 1;
  return rows == PictureRows::eps_hat ? 0.5F : static_cast<float>(1 / std::hypot(level.a, level.s));
}

}  // namespace alphabar

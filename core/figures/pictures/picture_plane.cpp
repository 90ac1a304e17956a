#include "core/figures/pictures/picture_plane.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/plan/timeline.h"
#include "core/runs/picture_rows.h"

namespace alphabar {
namespace {

using Columns = Eigen::MatrixXf;

/// One state: of which lane, in which row, of which picture.
struct Place {
  const PictureRun* run;
  int row, picture;
  float scale;
};

std::vector<Place> places_of(const PictureRuns& runs) {
  std::vector<Place> places;
  for (const auto& run : runs.lanes) {
    const std::vector<Level> levels = reported_levels(run->plan);
    for (int row = 0; row < run->rows_done; ++row)
      for (int picture = 0; picture < run->pictures; ++picture)
        places.push_back({run.get(), row, picture,
                          shown_scale(PictureRows::x, levels[static_cast<std::size_t>(row)])});
  }
  return places;
}

Eigen::VectorXf state_at(const Place& place) {
  const std::span<const float> x = picture_of(*place.run, PictureRows::x, place.row, place.picture);
  return place.scale *
         Eigen::Map<const Eigen::VectorXf>(x.data(), static_cast<Eigen::Index>(x.size()));
}

/// Evenly chosen states, a column each.
Columns chosen(const std::vector<Place>& places) {
  constexpr std::size_t most = 256, numbers = std::size_t{1} << 22;
  const std::size_t size = places.front().run->picture_size();
  const std::size_t count =
      std::min({places.size(), most, std::max<std::size_t>(numbers / size, 4)});
  Columns all(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(count));
  for (std::size_t i = 0; i < count; ++i)
    all.col(static_cast<Eigen::Index>(i)) =
        state_at(places[count > 1 ? i * (places.size() - 1) / (count - 1) : 0]);
  return all;
}

/// The two directions of largest variance of columns without a mean.
Columns components(const Columns& columns, std::stop_token stop) {
  constexpr int iterations = 40;
  const Eigen::Index n = columns.cols();
  Columns basis(n, 2);
  for (Eigen::Index i = 0; i < n; ++i)  // anything that is not orthogonal to what is sought
    basis.row(i) << 1 + static_cast<float>(i) / static_cast<float>(n),
        std::cos(static_cast<float>(3 * i));
  const Columns gram = columns.transpose() * columns;
  for (int i = 0; i < iterations; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    const Columns next = gram * basis;
    basis = Eigen::HouseholderQR<Columns>(next).householderQ() * Columns::Identity(n, 2);
  }
  // Within the plane that was found, the axes themselves.
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2f> axes(
      Eigen::Matrix2f(basis.transpose() * gram * basis));
  Columns directions = columns * (basis * axes.eigenvectors().rowwise().reverse());
  // What varies along one line alone has no second direction but rounding.
  const float length = directions.col(0).norm();
  if (length > 0) directions.col(0) /= length;
  directions.col(1) -= directions.col(0).dot(directions.col(1)) * directions.col(0);
  const float second = directions.col(1).norm();
  constexpr float rounding = 1e-4F;
  if (second > rounding * length)
    directions.col(1) /= second;
  else
    directions.col(1).setZero();
  return directions;
}

}  // namespace

PicturePlane picture_plane(std::shared_ptr<const PictureRuns> runs, std::stop_token stop) {
  PicturePlane plane;
  const std::vector<Place> places = places_of(*runs);
  plane.points.resize(runs->lanes.size());
  plane.of = std::move(runs);
  if (places.empty()) return plane;
  Columns columns = chosen(places);
  const Eigen::VectorXf mean = columns.rowwise().mean();
  columns.colwise() -= mean;
  const Columns directions = components(columns, stop);
  const double all = columns.squaredNorm();
  for (int i = 0; i < 2 && all > 0; ++i)
    plane.shares[i] = (directions.col(i).transpose() * columns).squaredNorm() / all;
  for (const Place& place : places) {
    if (stop.stop_requested()) throw Cancelled();
    const Eigen::Vector2f at = directions.transpose() * (state_at(place) - mean);
    std::size_t lane = 0;
    while (plane.of->lanes[lane].get() != place.run) ++lane;
    plane.points[lane].push_back({at[0], at[1]});
  }
  return plane;
}

}  // namespace alphabar

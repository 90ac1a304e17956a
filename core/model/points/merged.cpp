#include "core/model/points/merged.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/model/point.h"

namespace alphabar {
namespace {

constexpr std::size_t fewest = 64;       // components; of fewer there is nothing to be saved
constexpr double cost_of_ellipse = 1.6;  // circles, measured on the inner loop

/// Which cell a component is in; components of one cell and class are neighbours once sorted.
struct Place {
  int label;
  std::int64_t row, column;
  std::uint32_t component;

  auto operator<=>(const Place&) const = default;
  bool same_cell(const Place& other) const {
    return label == other.label && row == other.row && column == other.column;
  }
};

/// The order of Place, in time that does not grow faster than their number where the cells of the
/// rectangle about all of them are not many times as many.
void sort_places(std::vector<Place>& places) {
  const auto span = [&](auto member) {
    const auto [low, high] = std::ranges::minmax(places, {}, member);
    return std::pair{low.*member, static_cast<double>(high.*member - low.*member) + 1};
  };
  const auto [first_label, labels] = span(&Place::label);
  const auto [first_row, rows] = span(&Place::row);
  const auto [first_column, columns] = span(&Place::column);
  if (labels * rows * columns > 4 * static_cast<double>(places.size())) {
    std::ranges::sort(places);
    return;
  }
  const auto number = [&, first_label = first_label, first_row = first_row, rows = rows,
                       first_column = first_column, columns = columns](const Place& p) {
    const auto line =
        static_cast<std::size_t>(p.label - first_label) * static_cast<std::size_t>(rows) +
        static_cast<std::size_t>(p.row - first_row);
    return line * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(p.column - first_column);
  };
  std::vector<std::uint32_t> next(static_cast<std::size_t>(labels * rows * columns) + 1, 0);
  for (const Place& p : places) ++next[number(p) + 1];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  std::vector<Place> sorted(places.size());
  for (const Place& p : places) sorted[next[number(p)]++] = p;  // in the order of components
  places = std::move(sorted);
}

std::vector<Place> places_of(const std::vector<Component>& components, double cell) {
  std::vector<Place> places;
  places.reserve(components.size());
  // From 0, not from the data's own edge: a point more moves no cell. No index overflows: means are
  // within 1e6, cells above 1e-6.
  const auto index = [&](double x) { return static_cast<std::int64_t>(std::floor(x / cell)); };
  for (std::size_t i = 0; i < components.size(); ++i)
    places.push_back({components[i].label, index(components[i].mean[1]),
                      index(components[i].mean[0]), static_cast<std::uint32_t>(i)});
  sort_places(places);
  return places;
}

std::size_t cells_of(const std::vector<Place>& places) {
  std::size_t cells = 1;
  for (std::size_t i = 1; i < places.size(); ++i) cells += !places[i].same_cell(places[i - 1]);
  return cells;
}

/// One ellipse of the mass, the mean and the covariance of the circles at first .. last - 1.
Component merged(const std::vector<Component>& components, const Place* first, const Place* last) {
  const Component& one = components[first->component];
  if (last - first == 1) return one;
  double mass = 0;
  Point sum = Point::Zero();
  Eigen::Matrix2d square = Eigen::Matrix2d::Zero();
  for (const Place* place = first; place != last; ++place) {
    const Component& c = components[place->component];
    const Point d = point_of(c.mean) - point_of(one.mean);  // small beside the means themselves
    mass += c.weight;
    sum += c.weight * d;
    square += c.weight * d * d.transpose();
  }
  const Point mean = sum / mass;
  const Eigen::Matrix2d covariance = square / mass - mean * mean.transpose();
  Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> axes;
  axes.computeDirect(covariance);
  Component out;
  out.mean = {one.mean[0] + mean.x(), one.mean[1] + mean.y()};
  const Point axis = axes.eigenvectors().col(0);
  out.angle = std::atan2(axis.y(), axis.x());
  for (Eigen::Index i = 0; i < 2; ++i)
    out.std[static_cast<std::size_t>(i)] =
        std::sqrt(std::max(0.0, axes.eigenvalues()[i]) + one.std[0] * one.std[0]);
  out.weight = mass;
  out.label = one.label;
  return out;
}

}  // namespace

bool can_be_merged(const Mixture& model) {
  const auto& all = model.data().components;
  return all.size() >= fewest && model.isotropic() &&
         std::ranges::all_of(all, [&](const Component& c) { return c.std[0] == all[0].std[0]; });
}

std::vector<DiffusedComponent> merged_at(const Mixture& model, const Level& level) {
  if (!can_be_merged(model)) return model.at(level);
  const std::vector<Component>& all = model.data().components;
  const double width = std::hypot(level.s / level.a, all[0].std[0]);  // infinite at a = 0
  const std::vector<Place> places = places_of(all, width / merged_fineness);
  const std::size_t cells = cells_of(places);
  if (static_cast<double>(cells) * cost_of_ellipse > static_cast<double>(all.size()))
    return model.at(level);
  double mass = 0;
  for (const Component& c : all) mass += c.weight;
  std::vector<DiffusedComponent> out;
  out.reserve(cells);
  for (const Place *first = places.data(), *end = first + places.size(), *last = first;
       first != end; first = last) {
    while (last != end && last->same_cell(*first)) ++last;
    const Component c = merged(all, first, last);
    out.push_back(diffused(c, c.weight / mass, level));
  }
  return out;
}

}  // namespace alphabar

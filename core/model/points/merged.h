#pragma once

#include <vector>

#include "core/model/diffused_component.h"

namespace alphabar {

/// A mixture at a level as fewer components, for kernels of single precision: of a set of points
/// (circles of one size), those of one class in a cell of the plane become one ellipse of their
/// mass, mean and covariance. Cells are as wide as a circle's standard deviation beneath the noise,
/// sqrt((s / a)^2 + bandwidth^2), divided by `merged_fineness`, so that what is left out are the
/// third and higher moments within a cell. Where that saves too little, and of any other mixture,
/// all components as they are.
///
/// Within six standard deviations of the points eps_hat is within `merged_error` of the mixture's;
/// for most x it is nearer by 20 times (a test says both).
std::vector<DiffusedComponent> merged_at(const Mixture& model, const Level& level);

/// Whether it is a set of points, and large enough.
bool can_be_merged(const Mixture& model);

inline constexpr double merged_fineness = 8, merged_error = 1e-3;

}  // namespace alphabar

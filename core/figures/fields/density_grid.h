#pragma once

#include <vector>

#include "core/figures/camera.h"
#include "core/model/mixture.h"

namespace alphabar {

/// log p_t - log_peak at the middles of columns x rows equal cells over a camera's view, the lowest
/// row first; at least -18.
struct DensityGrid {
  int columns = 0, rows = 0;
  std::vector<float> log_p;
};

/// Whether every component is a circle, which density_grid needs.
bool are_circles(const std::vector<DiffusedComponent>& components);

/// p_t of many circles (asserted) over a pane of width x height pixels. A circle is a product of
/// two curves, so that a component costs two rows of exponentials and one multiplication a cell
/// within six of its standard deviations; cells are as fine as the narrowest circle asks for, at
/// most half the pane's resolution: thousands of components take milliseconds at any level. Circles
/// narrower than a cell are widened to one.
DensityGrid density_grid(const std::vector<DiffusedComponent>& components, double log_peak,
                         const Camera& camera, int width, int height);

}  // namespace alphabar

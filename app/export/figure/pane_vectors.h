#pragma once

#include "app/views/particles/render/particle_renderer.h"
#include "core/files/vector/vector_page.h"

namespace alphabar {

/// How a pane of particles is put on a page.
struct PaneVectors {
  std::size_t most_points = 20000;  ///< particles that are drawn as circles; more become pixels
  double dots_per_unit = 2;         ///< of what becomes pixels
  bool transparent = false;         ///< the ground is left out
};

/// Draws what a pane shows into a box of a page: contours, trails, rings and arrows as vectors,
/// particles as circles; the shading of p_t, and very many particles, as one picture.
/// An OpenGL context is current. Throws Failed.
void draw_pane(VectorPage& page, const PaneFrame& frame, const PageBox& box,
               const PaneVectors& how);

}  // namespace alphabar

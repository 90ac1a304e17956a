#pragma once

#include <imgui.h>

#include <array>
#include <vector>

#include "core/files/vector/vector_page.h"

namespace alphabar {

/// Triangles of one colour, one after another, on their way to a page: those that share an edge
/// become one outline, so that no seam shows; the pieces of a line become a line again, and those
/// of a circle a circle.
class OutlineGroup {
 public:
  explicit OutlineGroup(VectorPage& page) : page_(page) {}

  /// A triangle by its vertices' numbers in the list and their places.
  struct Corner {
    unsigned index;
    PagePoint at;
  };
  void add(const std::array<Corner, 3>& triangle, const PageColor& color);

  /// What was added goes to the page.
  void flush();

 private:
  using Outline = std::vector<PagePoint>;
  void end_polygon();
  void add_segment(const Outline& quad);
  void flush_line();
  void flush_discs();
  void flush_shapes();

  VectorPage& page_;
  PageColor color_;
  std::vector<Corner> polygon_;  // the fan that is being added to

  std::vector<PagePoint> line_;  // of the segments so far
  std::vector<Outline> segments_;
  double width_ = 0;

  std::vector<PagePoint> discs_;
  double radius_ = 0;

  std::vector<Outline> shapes_;
};

}  // namespace alphabar

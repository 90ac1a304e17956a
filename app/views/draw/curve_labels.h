#pragma once

#include <imgui.h>

#include <optional>
#include <vector>

namespace alphabar {

/// Finds places for names beside curves: on no curve, on no other name, inside the plot, and nearer
/// to the curve they name than to those it could be taken for.
class LabelPlaces {
 public:
  /// The plot's inside in pixels.
  LabelPlaces(const ImVec2& min, const ImVec2& max) : min_(min), max_(max) {}

  /// A curve that no name may cover, in pixels. Curves of one group can be taken for each other.
  void add(const std::vector<ImVec2>& curve, int group);

  /// The top left corner of a name of this size for the curve-th curve added: the first free place
  /// from its right end, above or below it. Taken from then on. Empty: there is none.
  std::optional<ImVec2> take(std::size_t curve, const ImVec2& size);

 private:
  struct Samples {
    std::vector<ImVec2> points;  // close together
    int group;
  };
  bool free(const ImVec2& min, const ImVec2& max) const;
  bool belongs(const ImVec2& min, const ImVec2& max, const ImVec2& anchor, std::size_t curve) const;

  ImVec2 min_, max_;
  std::vector<Samples> curves_;
  std::vector<ImVec4> taken_;
};

}  // namespace alphabar

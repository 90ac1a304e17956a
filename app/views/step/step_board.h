#pragma once

#include <string>
#include <vector>

#include "app/views/draw/box.h"
#include "app/views/draw/formula_sheet.h"
#include "core/figures/camera.h"
#include "core/model/mixture.h"
#include "core/model/point.h"

namespace alphabar {

/// One square of the picture of a step, in the current ImGui window: places on it, and which parts
/// of it labels have taken.
class StepBoard {
 public:
  /// An empty one; what lies beyond `box` is cut off while it lives.
  StepBoard(FormulaSheet& sheet, const ViewColors& colors, const Camera& camera, const Box& box);
  ~StepBoard();
  StepBoard(const StepBoard&) = delete;
  StepBoard& operator=(const StepBoard&) = delete;

  ImVec2 place(const Point& x) const;  ///< on screen
  float length(double data) const;     ///< in pixels

  /// p_t, from nothing to its peak in view; coarser for mixtures of very many components.
  void density(const Mixture& model, const Level& level) const;
  /// Ticks and numbers along the bottom and the left, inside the frame.
  void frame() const;

  void arrow(const Point& from, const Point& to, const Rgb& color, float width);
  void dashes(const Point& from, const Point& to, const Rgb& color, float width) const;
  void circle(const Point& center, double radius, const Rgb& color, float width) const;
  enum class Dot { full, hollow };
  void dot(const Point& x, const Rgb& color, Dot kind = Dot::full);
  /// A label beside a point, where it covers least of what is there; one that may be left out is
  /// where it would lie on another.
  enum class Need { always, if_free };
  void label(const Point& x, const std::string& latex, const Rgb& color, Need need = Need::always);

 private:
  float cost_of(const ImVec4& r) const;

  ImDrawList& list_;
  FormulaSheet& sheet_;
  const ViewColors& colors_;
  Camera camera_;
  ImVec2 min_, size_;
  std::vector<ImVec4> taken_;
  std::vector<ImVec2> busy_;
};

}  // namespace alphabar

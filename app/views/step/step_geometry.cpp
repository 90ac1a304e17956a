#include "app/views/step/step_geometry.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/views/draw/text.h"
#include "app/views/step/step_board.h"
#include "app/views/step/step_text.h"
#include "core/figures/camera.h"
#include "core/figures/captions.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

/// A box of data that grows with what it is to hold.
struct Extent {
  Point low = Point::Constant(1e300), high = Point::Constant(-1e300);

  void hold(const Point& x, double around = 0) {
    low = low.cwiseMin((x.array() - around).matrix());
    high = high.cwiseMax((x.array() + around).matrix());
  }
  double side() const { return std::max((high - low).maxCoeff(), 1e-9); }
  Camera camera(const ImVec2& size, double margin) const {
    const double shape = double{size.x} / double{size.y};
    const Point half = (high - low) / 2;
    const double up = std::max(half.y(), half.x() / shape);
    return {vec2_of((low + high) / 2), std::max(up, 1e-6) * margin};
  }
};

/// One arrow of the sum.
struct Link {
  Point from, to;
  const StepTerm* term;
};

struct Chain {
  Point start = Point::Zero();
  std::vector<Link> links;
  Point mean = Point::Zero();  ///< before the noise
  double noise = 0;            ///< its standard deviation
};

/// The terms tip to tail; a first term along x is where the chain starts, no arrow.
Chain chain_of(const OneStep& step) {
  Chain chain;
  Point at = Point::Zero();
  for (const StepTerm& term : step.terms) {
    const Point to = at + term.value();
    if (term.share == Share::state)
      chain.start = to;
    else
      chain.links.push_back({at, to, &term});
    if (term.share == Share::noise) {
      chain.noise = std::abs(term.coefficient);
      chain.mean = at;
    }
    at = to;
  }
  if (chain.noise == 0) chain.mean = at;
  return chain;
}

/// All of it is finite and near enough for a picture's numbers.
bool can_be_drawn(const OneStep& step) {
  double far = step.x.stableNorm() + step.next.stableNorm();
  for (const StepTerm& term : step.terms)
    far += term.value().stableNorm() + term.vector.stableNorm();
  return far < 1e6;  // false for NaN
}

/// What is drawn of a step: the sum of its terms, the parts of the plane that show it, and how.
struct Drawing {
  const OneStep& step;
  const std::optional<Posterior>& posterior;
  const StepGeometryStyle& style;
  Chain chain;
  Extent whole, end;  ///< of the step, and of where it ends
  bool predicts;      ///< x0_hat is a part of it

  Rgb color(Share share) const { return share_color(share, style.theme); }
  float width() const { return 2 * style.colors.stroke; }
};

Drawing drawing_of(const ShownStep& shown, const StepGeometryStyle& style) {
  const OneStep& step = shown.step;
  Drawing d{step, shown.posterior, style, chain_of(step), {}, {}, false};
  d.predicts = !step.by_score && (step.row.evaluate || step.row.c_d[0] != 0);
  d.whole.hold(step.x);
  d.whole.hold(step.next);
  if (d.predicts) d.whole.hold(step.x0_hat.col(0));
  for (const Link& link : d.chain.links) {
    d.whole.hold(link.from);
    d.whole.hold(link.to);
  }
  d.end.hold(step.x);
  d.end.hold(step.next);
  d.end.hold(d.chain.mean, d.chain.noise);
  d.whole.hold(d.chain.mean, d.chain.noise);
  if (d.posterior) {
    d.whole.hold(d.posterior->mean, d.posterior->std);
    d.end.hold(d.posterior->mean, d.posterior->std);
  }
  return d;
}

void draw_terms(StepBoard& board, const Drawing& d) {
  const float width = d.width();
  const Point x0_hat = d.step.x0_hat.col(0);
  if (d.predicts) board.dashes(d.step.x, x0_hat, d.style.colors.muted, 0.6F * width);
  if (d.chain.noise > 0)
    board.circle(d.chain.mean, d.chain.noise, d.color(Share::noise), 0.7F * width);
  for (const Link& link : d.chain.links)
    board.arrow(link.from, link.to, d.color(link.term->share),
                link.term->share == Share::predicted_x0 ? 0.6F * width : width);
  if (d.posterior) {
    if (d.posterior->std > 0)
      board.circle(d.posterior->mean, d.posterior->std, d.style.colors.text, 0.7F * width);
    board.dot(d.posterior->mean, d.style.colors.text);
  }
  board.dot(d.step.x, d.style.colors.text, StepBoard::Dot::hollow);
  if (d.predicts) board.dot(x0_hat, d.color(Share::predicted_x0));
  board.dot(d.step.next, d.style.lane);
}

/// How much room there is for an arrow's name.
enum class Wording { few, many };

/// What an arrow is called, in LaTeX; empty: nothing.
std::string name_of(const OneStep& step, Share share, Wording words) {
  if (share == Share::guidance) return "\\text{guidance}";
  if (step.by_score) return share == Share::noise ? "\\sqrt{2h}\\,z" : "h\\,\\nabla\\!\\log p_t";
  if (share == Share::direction && step.row.evaluate && step.fresh)
    return words == Wording::many ? "\\text{direction pointing to }x_t" : "\\text{direction}";
  return share == Share::noise ? "\\sigma_t z" : "";
}

void draw_labels(StepBoard& board, const Drawing& d, Wording words) {
  board.label(d.step.x, "x_t", d.style.colors.text);
  board.label(d.step.next, "x_{t'}", d.style.lane);
  if (d.posterior) {
    board.label(d.posterior->mean, "q", d.style.colors.text);
    if (d.chain.noise > 0) board.label(d.chain.mean, "p_\\theta", d.color(Share::noise));
  }
  if (d.predicts) board.label(d.step.x0_hat.col(0), "\\hat{x}_0", d.color(Share::predicted_x0));
  for (const Link& link : d.chain.links) {
    const Point middle = (link.from + link.to) / 2;
    const double length = (link.to - link.from).norm();
    const std::string name = name_of(d.step, link.term->share, words);
    if (!name.empty() && board.length(length) >= 1.5F * ImGui::GetFontSize())
      board.label(middle, name, d.color(link.term->share), StepBoard::Need::if_free);
  }
}

Camera whole_camera(const Drawing& d, const ImVec2& size) { return d.whole.camera(size, 1.3); }
Camera end_camera(const Drawing& d, const ImVec2& size) { return d.end.camera(size, 1.6); }

/// How much more than the first picture the second one enlarges, in its corner.
void draw_factor(const Drawing& d, const Box& box) {
  const double factor = whole_camera(d, box.size).half_height / end_camera(d, box.size).half_height;
  const float gap = 0.5F * ImGui::GetFontSize();
  draw_text(*ImGui::GetWindowDrawList(), {box.max().x - 0.4F * gap, box.min.y + 0.2F * gap},
            number_text(factor, 2) + "\u00D7", packed(d.style.colors.muted), {1, 0});
}

/// What the second picture enlarges, in the first.
void draw_outline(const StepBoard& board, const Drawing& d, const ImVec2& size) {
  const Camera close = end_camera(d, size);
  const Point middle = point_of(close.center);
  const Point corner = close.half_height * Point(-double{size.x} / double{size.y}, 1);
  ImGui::GetWindowDrawList()->AddRect(board.place(middle + corner), board.place(middle - corner),
                                      packed(d.style.colors.muted));
}

}  // namespace

void draw_step_geometry(const ShownStep& shown, const Mixture& model, FormulaSheet& sheet,
                        const StepGeometryStyle& style, const Box& box) {
  const OneStep& step = shown.step;
  const auto& [corner, size] = box;
  const ViewColors& colors = style.colors;
  if (!can_be_drawn(step)) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, box.max(), packed(colors.ground));
    draw_text(list, {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("This step leads too far to be drawn.", size.x), packed(colors.muted),
              {0.5F, 0.5F});
    return;
  }
  const Drawing drawing = drawing_of(shown, style);
  const float gap = 0.5F * ImGui::GetFontSize();
  const bool two = size.x > 1.9F * size.y && drawing.end.side() < 0.35 * drawing.whole.side();
  const ImVec2 square{two ? (size.x - gap) / 2 : size.x, size.y};
  const Wording words = square.x > 16 * ImGui::GetFontSize() ? Wording::many : Wording::few;
  for (int part = 0; part < (two ? 2 : 1); ++part) {
    const Box place{{corner.x + static_cast<float>(part) * (square.x + gap), corner.y}, square};
    StepBoard board(sheet, colors,
                    part == 0 ? whole_camera(drawing, square) : end_camera(drawing, square), place);
    board.density(model, step.row.to);
    board.frame();
    draw_terms(board, drawing);
    draw_labels(board, drawing, words);
    if (part == 1) draw_factor(drawing, place);
    if (two && part == 0) draw_outline(board, drawing, square);
  }
}

}  // namespace alphabar

#include "app/views/step/step_geometry.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/views/draw/text.h"
#include "app/views/step/step_text.h"
#include "core/figures/camera.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

constexpr double most_evaluations = 2e5;  // components times places where p_t is computed

/// A box of data that grows with what it is to hold.
struct Extent {
  Vec2 low{1e300, 1e300}, high{-1e300, -1e300};

  void hold(const Vec2& x, double around = 0) {
    for (std::size_t i = 0; i < 2; ++i) {
      low[i] = std::min(low[i], x[i] - around);
      high[i] = std::max(high[i], x[i] + around);
    }
  }
  double side() const { return std::max({high[0] - low[0], high[1] - low[1], 1e-9}); }
  Camera camera(const ImVec2& size, double margin) const {
    const double shape = double{size.x} / double{size.y};
    const double half = std::max((high[1] - low[1]) / 2, (high[0] - low[0]) / 2 / shape);
    return {{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2}, std::max(half, 1e-6) * margin};
  }
};

/// One arrow of the sum.
struct Link {
  Vec2 from, to;
  const StepTerm* term;
};

struct Chain {
  Vec2 start{0, 0};
  std::vector<Link> links;
  Vec2 mean{};       ///< before the noise
  double noise = 0;  ///< its standard deviation
};

/// The terms tip to tail; a first term along x is where the chain starts, no arrow.
Chain chain_of(const OneStep& step) {
  Chain chain;
  Vec2 at{0, 0};
  for (const StepTerm& term : step.terms) {
    const Vec2 value = term.value(), to{at[0] + value[0], at[1] + value[1]};
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
  double far = std::hypot(step.x[0], step.x[1]) + std::hypot(step.next[0], step.next[1]);
  for (const StepTerm& term : step.terms)
    far +=
        std::hypot(term.value()[0], term.value()[1]) + std::hypot(term.vector[0], term.vector[1]);
  return far < 1e6;  // false for NaN
}

/// One square of the picture: places on it, and which parts of it labels have taken.
class Board {
 public:
  Board(ImDrawList& list, FormulaSheet& sheet, const ViewColors& colors, const Camera& camera,
        const ImVec2& min, const ImVec2& size)
      : list_(list), sheet_(sheet), colors_(colors), camera_(camera), min_(min), size_(size) {
    list_.PushClipRect(min, {min.x + size.x, min.y + size.y}, true);
  }
  ~Board() { list_.PopClipRect(); }
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  ImVec2 place(const Vec2& x) const {
    const Vec2 p = camera_.to_pixel(x, static_cast<int>(size_.x), static_cast<int>(size_.y));
    return {min_.x + static_cast<float>(p[0]), min_.y + static_cast<float>(p[1])};
  }
  float length(double data) const {
    return static_cast<float>(data * camera_.scale(static_cast<int>(size_.y)));
  }

  /// p_t, from nothing to its peak in view; coarser for mixtures of very many components.
  void density(const Mixture& model, const Level& level) const {
    const std::vector<DiffusedComponent> components = model.at(level);
    const double cells =
        std::min(1600.0, most_evaluations / static_cast<double>(components.size()));
    const int across = std::max(6, static_cast<int>(std::sqrt(cells * size_.x / size_.y)));
    const int down = std::max(6, static_cast<int>(std::sqrt(cells * size_.y / size_.x)));
    std::vector<double> values;
    double peak = 1e-300;
    for (int j = 0; j <= down; ++j)
      for (int i = 0; i <= across; ++i) {
        const Vec2 x = camera_.to_data({i * double{size_.x} / across, j * double{size_.y} / down},
                                       static_cast<int>(size_.x), static_cast<int>(size_.y));
        double sum = 0;
        for (const DiffusedComponent& c : components) {
          const double dx = x[0] - c.mean_x, dy = x[1] - c.mean_y;
          sum += std::exp(c.log_scale -
                          0.5 * (dx * (c.p_xx * dx + 2 * c.p_xy * dy) + c.p_yy * dy * dy));
        }
        peak = std::max(peak, sum);
        values.push_back(sum);
      }
    const auto color = [&](int i, int j) {
      const double share = values[static_cast<std::size_t>(j * (across + 1) + i)] / peak;
      return packed(colors_.density, static_cast<float>(0.8 * share));
    };
    const auto corner = [&](int i, int j) {
      return ImVec2{min_.x + static_cast<float>(i) * size_.x / static_cast<float>(across),
                    min_.y + static_cast<float>(j) * size_.y / static_cast<float>(down)};
    };
    for (int j = 0; j < down; ++j)
      for (int i = 0; i < across; ++i)
        list_.AddRectFilledMultiColor(corner(i, j), corner(i + 1, j + 1), color(i, j),
                                      color(i + 1, j), color(i + 1, j + 1), color(i, j + 1));
  }

  void arrow(const Vec2& from, const Vec2& to, const Rgb& color, float width) {
    const ImVec2 a = place(from), b = place(to);
    const float dx = b.x - a.x, dy = b.y - a.y, long_ = std::hypot(dx, dy);
    if (long_ < 1) return;
    const float head = std::min(0.6F * ImGui::GetFontSize(), 0.6F * long_);
    const float ux = dx / long_, uy = dy / long_;
    const ImVec2 neck{b.x - 0.8F * head * ux, b.y - 0.8F * head * uy};
    list_.AddLine(a, neck, packed(color), width);
    list_.AddTriangleFilled(
        b, {b.x - head * ux - 0.4F * head * uy, b.y - head * uy + 0.4F * head * ux},
        {b.x - head * ux + 0.4F * head * uy, b.y - head * uy - 0.4F * head * ux}, packed(color));
    const float step = std::min(0.1F, 0.4F * ImGui::GetFontSize() / long_);
    for (float t = 0; t <= 1; t += step) busy_.push_back({a.x + t * dx, a.y + t * dy});
  }
  void dashes(const Vec2& from, const Vec2& to, const Rgb& color, float width) const {
    const ImVec2 a = place(from), b = place(to);
    const float long_ = std::hypot(b.x - a.x, b.y - a.y), step = 0.35F * ImGui::GetFontSize();
    for (float at = 0; at < long_; at += 2 * step) {
      const float p = at / long_, q = std::min(1.0F, (at + step) / long_);
      list_.AddLine({a.x + p * (b.x - a.x), a.y + p * (b.y - a.y)},
                    {a.x + q * (b.x - a.x), a.y + q * (b.y - a.y)}, packed(color, 0.8F), width);
    }
  }
  void circle(const Vec2& center, double radius, const Rgb& color, float width) const {
    list_.AddCircleFilled(place(center), length(radius), packed(color, 0.10F), 64);
    list_.AddCircle(place(center), length(radius), packed(color, 0.9F), 64, width);
  }
  void dot(const Vec2& x, const Rgb& color, bool hollow = false) {
    const ImVec2 at = place(x);
    const float r = 0.26F * ImGui::GetFontSize() * std::sqrt(colors_.stroke);
    list_.AddCircleFilled(at, r + 1.5F, packed(colors_.ground));
    list_.AddCircleFilled(at, r, packed(color));
    if (hollow) list_.AddCircleFilled(at, 0.5F * r, packed(colors_.ground));
    busy_.push_back(at);
  }

  /// A label beside a point, where it covers least of what is there.
  void label(const Vec2& x, const std::string& latex, const Rgb& color) {
    const ImVec2 at = place(x);
    const float font = ImGui::GetFontSize(), gap = 0.45F * font;
    const ImVec2 box = sheet_.size(latex, font, color);
    if (at.x < min_.x || at.y < min_.y || at.x > min_.x + size_.x || at.y > min_.y + size_.y)
      return;
    ImVec4 best{};
    float least = 1e9F;
    for (const float far : {1.0F, 2.2F, 3.6F})
      for (int i = 0; i < 8; ++i) {
        const float ux = std::cos(0.7854F * static_cast<float>(i));
        const float uy = std::sin(0.7854F * static_cast<float>(i));
        const ImVec2 middle{at.x + ux * (far * gap + 0.5F * box.x),
                            at.y - uy * (far * gap + 0.5F * box.y)};
        const ImVec4 rect{middle.x - 0.5F * box.x, middle.y - 0.5F * box.y, middle.x + 0.5F * box.x,
                          middle.y + 0.5F * box.y};
        const float cost = cost_of(rect) + 0.5F * far + 0.05F * static_cast<float>(i);
        if (cost < least) {
          least = cost;
          best = rect;
        }
      }
    list_.AddRectFilled({best.x - 1, best.y - 1}, {best.z + 1, best.w + 1},
                        packed(colors_.ground, 0.6F), 3);
    sheet_.draw(list_, {best.x, best.y}, latex, font, color);
    taken_.push_back(best);
  }

 private:
  float cost_of(const ImVec4& r) const {
    float cost = 0;
    const float gap = 0.2F * ImGui::GetFontSize();  // between labels
    if (r.x < min_.x || r.y < min_.y || r.z > min_.x + size_.x || r.w > min_.y + size_.y)
      cost += 50;
    for (const ImVec4& t : taken_)
      if (r.x < t.z + gap && t.x < r.z + gap && r.y < t.w + gap && t.y < r.w + gap) cost += 20;
    for (const ImVec2& p : busy_)
      if (p.x > r.x - 3 && p.x < r.z + 3 && p.y > r.y - 3 && p.y < r.w + 3) cost += 2;
    return cost;
  }

  ImDrawList& list_;
  FormulaSheet& sheet_;
  const ViewColors& colors_;
  Camera camera_;
  ImVec2 min_, size_;
  std::vector<ImVec4> taken_;
  std::vector<ImVec2> busy_;
};

std::vector<double> ticks(double low, double high, double step) {
  std::vector<double> places;
  const double first = std::ceil(low / step);
  for (int i = 0; i < 40 && (first + i) * step <= high; ++i) places.push_back((first + i) * step);
  return places;
}

/// Ticks and numbers along the bottom and the left, inside the frame; a title above.
void draw_frame(ImDrawList& list, const Camera& camera, const ViewColors& colors, const ImVec2& min,
                const ImVec2& size) {
  const int width = static_cast<int>(size.x), height = static_cast<int>(size.y);
  const float font = 0.8F * ImGui::GetFontSize(), tick = 0.3F * font;
  const double step = tick_step(camera.scale(height), 4.5 * double{font});
  const Vec2 low = camera.to_data({0, size.y}, width, height);
  const Vec2 high = camera.to_data({size.x, 0}, width, height);
  const ImU32 line = packed(colors.muted, 0.7F), text = packed(colors.muted);
  for (const double v : ticks(low[0], high[0], step)) {
    const float x = min.x + static_cast<float>(camera.to_pixel({v, 0}, width, height)[0]);
    list.AddLine({x, min.y + size.y}, {x, min.y + size.y - tick}, line);
    if (x > min.x + 3 * font && x < min.x + size.x - font)
      draw_text(list, {x, min.y + size.y - tick - 1}, tick_text(v, step), text, {0.5F, 1}, font);
  }
  for (const double v : ticks(low[1], high[1], step)) {
    const float y = min.y + static_cast<float>(camera.to_pixel({0, v}, width, height)[1]);
    list.AddLine({min.x, y}, {min.x + tick, y}, line);
    if (y > min.y + font && y < min.y + size.y - 2.2F * font)
      draw_text(list, {min.x + tick + 2, y}, tick_text(v, step), text, {0, 0.5F}, font);
  }
  list.AddRect(min, {min.x + size.x, min.y + size.y}, packed(colors.faint));
}

}  // namespace

void draw_step_geometry(const OneStep& step, const Mixture& model, FormulaSheet& sheet,
                        const ViewColors& colors, const StepGeometryStyle& style,
                        const ImVec2& corner, const ImVec2& size) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (!can_be_drawn(step)) {
    list.AddRectFilled(corner, {corner.x + size.x, corner.y + size.y}, packed(colors.ground));
    draw_text(list, {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("This step leads too far to be drawn.", size.x), packed(colors.muted),
              {0.5F, 0.5F});
    return;
  }
  const Chain chain = chain_of(step);
  const Row& row = step.row;
  const Vec2& x0_hat = step.x0_hat[0];
  const bool predicts = !step.by_score && (row.evaluate || row.c_d[0] != 0);

  Extent whole, end;
  whole.hold(step.x);
  whole.hold(step.next);
  if (predicts) whole.hold(x0_hat);
  for (const Link& link : chain.links) {
    whole.hold(link.from);
    whole.hold(link.to);
  }
  end.hold(step.x);
  end.hold(step.next);
  end.hold(chain.mean, chain.noise);
  whole.hold(chain.mean, chain.noise);

  const float gap = 0.5F * ImGui::GetFontSize();
  const bool two = size.x > 1.9F * size.y && end.side() < 0.35 * whole.side();
  const ImVec2 square{two ? (size.x - gap) / 2 : size.x, size.y};
  const float width = 2 * colors.stroke;
  const Rgb state = colors.text;
  for (int part = 0; part < (two ? 2 : 1); ++part) {
    const ImVec2 min{corner.x + static_cast<float>(part) * (square.x + gap), corner.y};
    const Camera camera = (part == 0 ? whole : end).camera(square, part == 0 ? 1.3 : 1.6);
    list.AddRectFilled(min, {min.x + square.x, min.y + square.y}, packed(colors.ground));
    Board board(list, sheet, colors, camera, min, square);
    board.density(model, row.to);
    draw_frame(list, camera, colors, min, square);
    if (predicts) board.dashes(step.x, x0_hat, colors.muted, 0.6F * width);
    if (chain.noise > 0)
      board.circle(chain.mean, chain.noise, share_color(Share::noise, style.theme), 0.7F * width);
    for (const Link& link : chain.links)
      board.arrow(link.from, link.to, share_color(link.term->share, style.theme),
                  link.term->share == Share::predicted_x0 ? 0.6F * width : width);
    board.dot(step.x, state, true);
    if (predicts) board.dot(x0_hat, share_color(Share::predicted_x0, style.theme));
    board.dot(step.next, style.lane);
    board.label(step.x, "x_t", state);
    board.label(step.next, "x_{t'}", style.lane);
    if (predicts) board.label(x0_hat, "\\hat{x}_0", share_color(Share::predicted_x0, style.theme));
    for (const Link& link : chain.links) {
      const Vec2 middle{(link.from[0] + link.to[0]) / 2, (link.from[1] + link.to[1]) / 2};
      const Rgb color = share_color(link.term->share, style.theme);
      if (board.length(std::hypot(link.to[0] - link.from[0], link.to[1] - link.from[1])) <
          1.5F * ImGui::GetFontSize())
        continue;
      if (step.by_score)
        board.label(middle,
                    link.term->share == Share::noise ? "\\sqrt{2h}\\,z" : "h\\,\\nabla\\!\\log p_t",
                    color);
      else if (link.term->share == Share::direction && row.evaluate && step.fresh)
        board.label(middle,
                    square.x > 16 * ImGui::GetFontSize() ? "\\text{direction pointing to }x_t"
                                                         : "\\text{direction}",
                    color);
      else if (link.term->share == Share::noise)
        board.label(middle, "\\sigma_t z", color);
    }
    if (part == 1) {
      const double factor = whole.camera(square, 1.3).half_height / camera.half_height;
      draw_text(list, {min.x + square.x - 0.4F * gap, min.y + 0.2F * gap},
                number_text(factor, 2) + "\u00D7", packed(colors.muted), {1, 0});
    }
    if (two && part == 0) {  // what the second picture enlarges
      const Camera close = end.camera(square, 1.6);
      const double half = close.half_height, half_x = half * double{square.x} / double{square.y};
      list.AddRect(board.place({close.center[0] - half_x, close.center[1] + half}),
                   board.place({close.center[0] + half_x, close.center[1] - half}),
                   packed(colors.muted));
    }
  }
}

}  // namespace alphabar

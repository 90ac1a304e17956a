#include "app/views/step/step_board.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/draw/plot_parts.h"
#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/model/diffused_component.h"

namespace alphabar {
namespace {

constexpr float on_another = 20;          // what a label costs that covers another
constexpr double most_evaluations = 2e5;  // components times places where p_t is computed

std::vector<double> ticks(double low, double high, double step) {
  std::vector<double> places;
  const double first = std::ceil(low / step);
  for (int i = 0; i < 40 && (first + i) * step <= high; ++i) places.push_back((first + i) * step);
  return places;
}

/// p_t at a place, but for a factor.
double density_at(const std::vector<DiffusedComponent>& components, const Point& x) {
  double sum = 0;
  for (const DiffusedComponent& c : components) sum += std::exp(c.log_share(x));
  return sum;
}

}  // namespace

StepBoard::StepBoard(FormulaSheet& sheet, const ViewColors& colors, const Camera& camera,
                     const Box& box)
    : list_(*ImGui::GetWindowDrawList()),
      sheet_(sheet),
      colors_(colors),
      camera_(camera),
      min_(box.min),
      size_(box.size) {
  list_.AddRectFilled(box.min, box.max(), packed(colors.ground));
  list_.PushClipRect(box.min, box.max(), true);
}

StepBoard::~StepBoard() { list_.PopClipRect(); }

ImVec2 StepBoard::place(const Point& x) const {
  const Vec2 p = camera_.to_pixel(vec2_of(x), static_cast<int>(size_.x), static_cast<int>(size_.y));
  return {min_.x + static_cast<float>(p[0]), min_.y + static_cast<float>(p[1])};
}

float StepBoard::length(double data) const {
  return static_cast<float>(data * camera_.scale(static_cast<int>(size_.y)));
}

void StepBoard::density(const Mixture& model, const Level& level) const {
  const std::vector<DiffusedComponent> components = model.at(level);
  const double cells = std::min(1600.0, most_evaluations / static_cast<double>(components.size()));
  const int across = std::max(6, static_cast<int>(std::sqrt(cells * size_.x / size_.y)));
  const int down = std::max(6, static_cast<int>(std::sqrt(cells * size_.y / size_.x)));
  std::vector<double> values;
  double peak = 1e-300;
  for (int j = 0; j <= down; ++j)
    for (int i = 0; i <= across; ++i) {
      const Vec2 x = camera_.to_data({i * double{size_.x} / across, j * double{size_.y} / down},
                                     static_cast<int>(size_.x), static_cast<int>(size_.y));
      const double sum = density_at(components, point_of(x));
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

void StepBoard::frame() const {
  const int width = static_cast<int>(size_.x), height = static_cast<int>(size_.y);
  const float font = 0.8F * ImGui::GetFontSize(), tick = 0.3F * font;
  const double step = tick_step(camera_.scale(height), 4.5 * double{font});
  const Vec2 low = camera_.to_data({0, size_.y}, width, height);
  const Vec2 high = camera_.to_data({size_.x, 0}, width, height);
  const ImU32 line = packed(colors_.muted, 0.7F), text = packed(colors_.muted);
  for (const double v : ticks(low[0], high[0], step)) {
    const float x = min_.x + static_cast<float>(camera_.to_pixel({v, 0}, width, height)[0]);
    list_.AddLine({x, min_.y + size_.y}, {x, min_.y + size_.y - tick}, line);
    if (x > min_.x + 3 * font && x < min_.x + size_.x - font)
      draw_text(list_, {x, min_.y + size_.y - tick - 1}, tick_text(v, step),
                {text, {0.5F, 1}, font});
  }
  for (const double v : ticks(low[1], high[1], step)) {
    const float y = min_.y + static_cast<float>(camera_.to_pixel({0, v}, width, height)[1]);
    list_.AddLine({min_.x, y}, {min_.x + tick, y}, line);
    if (y > min_.y + font && y < min_.y + size_.y - 2.2F * font)
      draw_text(list_, {min_.x + tick + 2, y}, tick_text(v, step), {text, {0, 0.5F}, font});
  }
  list_.AddRect(min_, {min_.x + size_.x, min_.y + size_.y}, packed(colors_.faint));
}

void StepBoard::arrow(const Point& from, const Point& to, const Rgb& color, float width) {
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
  constexpr float most = 500;  // points; a longer arrow leaves the board
  const float step = std::clamp(0.4F * ImGui::GetFontSize() / long_, 1 / most, 0.1F);
  for (float t = 0; t <= 1; t += step) busy_.push_back({a.x + t * dx, a.y + t * dy});
}

void StepBoard::dashes(const Point& from, const Point& to, const Rgb& color, float width) const {
  const float dash = 0.35F * ImGui::GetFontSize();
  draw_dashed(list_, std::array{place(from), place(to)}, std::array{dash, dash},
              packed(color, 0.8F), width);
}

void StepBoard::circle(const Point& center, double radius, const Rgb& color, float width) const {
  list_.AddCircleFilled(place(center), length(radius), packed(color, 0.10F), 64);
  list_.AddCircle(place(center), length(radius), packed(color, 0.9F), 64, width);
}

void StepBoard::dot(const Point& x, const Rgb& color, Dot kind) {
  const ImVec2 at = place(x);
  const float r = 0.26F * ImGui::GetFontSize() * std::sqrt(colors_.stroke);
  list_.AddCircleFilled(at, r + 1.5F, packed(colors_.ground));
  list_.AddCircleFilled(at, r, packed(color));
  if (kind == Dot::hollow) list_.AddCircleFilled(at, 0.5F * r, packed(colors_.ground));
  busy_.push_back(at);
}

void StepBoard::label(const Point& x, const std::string& latex, const Rgb& color, Need need) {
  const ImVec2 at = place(x);
  const float font = ImGui::GetFontSize(), gap = 0.45F * font;
  const ImVec2 box = sheet_.size(latex, {font, color});
  if (at.x < min_.x || at.y < min_.y || at.x > min_.x + size_.x || at.y > min_.y + size_.y) return;
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
  if (need == Need::if_free && least >= on_another) return;
  list_.AddRectFilled({best.x - 1, best.y - 1}, {best.z + 1, best.w + 1},
                      packed(colors_.ground, 0.6F), 3);
  sheet_.draw(list_, {best.x, best.y}, latex, {font, color});
  taken_.push_back(best);
}

float StepBoard::cost_of(const ImVec4& r) const {
  float cost = 0;
  const float gap = 0.2F * ImGui::GetFontSize();  // between labels
  if (r.x < min_.x || r.y < min_.y || r.z > min_.x + size_.x || r.w > min_.y + size_.y) cost += 50;
  for (const ImVec4& t : taken_)
    if (r.x < t.z + gap && t.x < r.z + gap && r.y < t.w + gap && t.y < r.w + gap)
      cost += on_another;
  for (const ImVec2& p : busy_)
    if (p.x > r.x - 3 && p.x < r.z + 3 && p.y > r.y - 3 && p.y < r.w + 3) cost += 2;
  return cost;
}

}  // namespace alphabar

#include "app/views/chain/chain_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "app/views/draw/ink.h"
#include "app/views/draw/text.h"

namespace alphabar {
namespace {

constexpr float pi_f = std::numbers::pi_v<float>;
constexpr std::size_t most_numbers = 24;  // on a graph that can still be read
constexpr float loop_size = 0.6F;         // radius of a way back to the same state, of a disc's

float apart(const ImVec2& a, const ImVec2& b) { return std::hypot(a.x - b.x, a.y - b.y); }

bool meet(const ImVec4& a, const ImVec4& b) {
  return a.x < b.z && a.z > b.x && a.y < b.w && a.w > b.y;
}

ImVec4 box_around(const ImVec2& middle, const ImVec2& size) {
  return {middle.x - size.x / 2, middle.y - size.y / 2, middle.x + size.x / 2,
          middle.y + size.y / 2};
}

}  // namespace

std::string state_name(std::size_t state) { return {static_cast<char>('A' + state)}; }

std::string probability_text(double p) {
  if (p == 0) return "0";
  if (p == 1) return "1";
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%.2f", p);
  return buffer;
}

ChainGraph::ChainGraph(std::size_t states, const ImVec2& min, const ImVec2& size)
    : min_(min), max_(min.x + size.x, min.y + size.y) {
  const float font = ImGui::GetFontSize(), n = static_cast<float>(states);
  const float half = std::min(size.x, size.y) / 2;
  radius_ = std::max(1.0F, std::min({half * std::min(0.26F, 1.35F / n), 3.5F * font}));
  std::vector<ImVec2> unit;  // on a circle, spread to the whole height
  float low = 1, high = -1;
  for (std::size_t i = 0; i < states; ++i) {
    const float angle = (-0.5F - 1 / n + 2 * static_cast<float>(i) / n) * pi_f;
    unit.emplace_back(std::cos(angle), std::sin(angle));
    low = std::min(low, unit[i].y);
    high = std::max(high, unit[i].y);
  }
  for (ImVec2& at : unit) {
    at.y = (at.y - (low + high) / 2) / std::max((high - low) / 2, 0.3F);
    // The ways back to the same state lie where there is more room: beside a wide graph's states.
    const ImVec2 out{size.x * at.x, 0.6F * size.y * at.y};
    const float length = std::max(std::hypot(out.x, out.y), 1e-3F);
    outward_.emplace_back(out.x / length, out.y / length);
  }
  // The largest discs that leave room between neighbours, on the ellipse on which they, the ways
  // back and their numbers still fit.
  for (int attempt = 0; attempt < 12; ++attempt, radius_ *= 0.88F) {
    const float beyond = (1 + 1.6F * loop_size) * radius_ + 0.9F * font;
    float a = size.x, b = size.y;
    for (std::size_t i = 0; i < states; ++i) {
      const float right = std::max(beyond * std::abs(outward_[i].x) + 1.1F * font, radius_);
      const float down = std::max(beyond * std::abs(outward_[i].y), radius_) + 0.5F * font;
      a = std::min(a, (size.x / 2 - right) / std::max(std::abs(unit[i].x), 0.2F));
      b = std::min(b, (size.y / 2 - down) / std::max(std::abs(unit[i].y), 0.2F));
    }
    a = std::clamp(a, radius_, std::max(1.8F * b, radius_));
    b = std::clamp(b, radius_, std::max(1.8F * a, radius_));
    discs_.clear();
    for (const ImVec2& at : unit)
      discs_.emplace_back(min.x + size.x / 2 + a * at.x, min.y + size.y / 2 + b * at.y);
    float nearest = 1e9F;
    for (std::size_t i = 0; i < states; ++i)
      nearest = std::min(nearest, apart(discs_[i], discs_[(i + 1) % states]));
    if (nearest > 3.4F * radius_) break;
  }
}

std::vector<ImVec2> ChainGraph::way(std::size_t to, std::size_t from, Back back) const {
  constexpr int pieces = 32;
  const ImVec2 start = discs_[from], end = discs_[to];
  std::vector<ImVec2> points;
  if (to == from) {
    const float r = loop_size * radius_, out = radius_ + 0.5F * r;
    const ImVec2 c{start.x + out * outward_[to].x, start.y + out * outward_[to].y};
    const float middle = std::atan2(outward_[to].y, outward_[to].x);
    for (int k = 0; k <= pieces; ++k) {
      const float angle = middle + (-0.75F + 1.5F * static_cast<float>(k) / pieces) * pi_f;
      const ImVec2 at{c.x + r * std::cos(angle), c.y + r * std::sin(angle)};
      if (apart(at, start) > radius_ + 1) points.push_back(at);
    }
    return points;
  }
  // A curve to the side of the straight way, where there is one back too: so far that both numbers
  // have room.
  const ImVec2 along{end.x - start.x, end.y - start.y};
  const float length = std::max(apart(start, end), 1e-3F);
  const float aside =
      std::max(0.16F * length, std::min(2.4F * ImGui::GetFontSize(), 0.34F * length));
  const float bend = back == Back::there ? aside : 0;
  const ImVec2 control{(start.x + end.x) / 2 - bend * along.y / length,
                       (start.y + end.y) / 2 + bend * along.x / length};
  for (int k = 0; k <= pieces; ++k) {
    const float u = static_cast<float>(k) / pieces, v = 1 - u;
    const ImVec2 at{v * v * start.x + 2 * u * v * control.x + u * u * end.x,
                    v * v * start.y + 2 * u * v * control.y + u * u * end.y};
    if (apart(at, start) > radius_ + 1 && apart(at, end) > radius_ + 1) points.push_back(at);
  }
  return points;
}

bool ChainGraph::put_number(const Number& number, float size, std::vector<ImVec4>& taken,
                            const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  const ImVec2 box = text_size(number.text, size);
  const std::vector<ImVec2>& way = number.points;
  // On the way, or beside it: -1 is the outer side of its bend, 1 the inner one. Beside it first
  // where the number would hide a short way.
  const bool hides = !number.loop && apart(way.front(), way.back()) < 2 * box.x;
  for (const float side : hides ? std::array{-1.0F, 0.0F, 1.0F} : std::array{0.0F, -1.0F, 1.0F})
    for (const float share : {0.5F, 0.4F, 0.6F, 0.3F, 0.7F, 0.2F}) {
      const auto k = static_cast<std::size_t>(share * static_cast<float>(way.size() - 1));
      ImVec2 middle = way[k];
      if (number.loop) {  // beyond it
        middle.x += outward_[number.state].x * std::max(0.65F * box.x, 0.9F * font);
        middle.y += outward_[number.state].y * std::max(0.65F * box.y, 0.9F * font);
      }
      const ImVec2 &before = way[std::max<std::size_t>(k, 1) - 1], &after = way[k + 1];
      const float length = std::max(apart(before, after), 1e-3F);
      const ImVec2 across{(after.y - before.y) / length, (before.x - after.x) / length};
      const float far =
          side * (0.5F * (std::abs(across.x) * box.x + std::abs(across.y) * box.y) + 0.35F * font);
      middle.x += far * across.x;
      middle.y += far * across.y;
      const ImVec4 wanted = box_around(middle, {box.x + 0.3F * font, box.y - 2});
      const bool inside = wanted.x >= min_.x && wanted.y >= min_.y - 0.2F * font &&
                          wanted.z <= max_.x && wanted.w <= max_.y + 0.2F * font;
      if ((side != 0 && !inside) ||
          std::ranges::any_of(taken, [&](const ImVec4& t) { return meet(t, wanted); }))
        continue;
      taken.push_back(wanted);
      list.AddRectFilled({wanted.x, wanted.y}, {wanted.z, wanted.w}, packed(colors.ground, 0.85F));
      draw_text(list, middle, number.text, {packed(colors.text), {0.5F, 0.5F}, size});
      return true;
    }
  return false;
}

std::vector<ImVec2> ChainGraph::place_names(std::vector<ImVec4>& taken) const {
  const float font = ImGui::GetFontSize();
  std::vector<ImVec2> names;
  for (std::size_t i = 0; i < discs_.size(); ++i) {
    const float side = outward_[i].x * outward_[i].y > 0 ? -1.0F : 1.0F;
    ImVec2 place = discs_[i];
    for (const float turn : {side * 0.36F * pi_f, -side * 0.36F * pi_f}) {
      const float far = radius_ + 0.65F * font;
      const ImVec2 at{
          discs_[i].x + far * (outward_[i].x * std::cos(turn) - outward_[i].y * std::sin(turn)),
          discs_[i].y + far * (outward_[i].x * std::sin(turn) + outward_[i].y * std::cos(turn))};
      const ImVec4 box = box_around(at, {0.7F * font, 0.9F * font});
      if (std::ranges::any_of(taken, [&](const ImVec4& t) { return meet(t, box); }) ||
          box.y < min_.y - 0.2F * font || box.w > max_.y + 0.2F * font)
        continue;
      taken.push_back(box);
      place = at;
      break;
    }
    names.push_back(place);
  }
  return names;
}

void ChainGraph::draw_arrow(const std::vector<ImVec2>& points, float probability, const Rgb& color,
                            float stroke) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  const float width = (0.06F + 0.36F * probability) * font * stroke;
  const float tip = std::min(0.35F * font + 1.2F * width, 0.8F * radius_);
  const ImVec2 end = points.back();
  std::size_t base = points.size() - 1;
  while (base > 1 && apart(points[base], end) < tip) --base;
  const float length = std::max(apart(points[base], end), 1e-3F);
  const ImVec2 along{(end.x - points[base].x) / length, (end.y - points[base].y) / length};
  const float side = 0.5F * tip + 0.3F * width;
  list.AddPolyline(points.data(), static_cast<int>(base) + 1, packed(color), width);
  list.AddTriangleFilled(end, {points[base].x - side * along.y, points[base].y + side * along.x},
                         {points[base].x + side * along.y, points[base].y - side * along.x},
                         packed(color));
}

std::vector<ChainGraph::Number> ChainGraph::draw_ways(const ChainShown& chain,
                                                      const ViewColors& colors) const {
  const auto& p = chain.p;
  std::vector<Number> numbers;
  for (std::size_t j = 0; j < p.size(); ++j)
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (p[i][j] == 0) continue;
      std::vector<ImVec2> points = way(i, j, p[j][i] != 0 ? Back::there : Back::none);
      if (points.size() < 4) continue;
      const bool stands_out = chain.lit == static_cast<int>(j);
      const auto probability = static_cast<float>(p[i][j]);
      // Weak ways are pale, so that many of them do not hide the strong ones.
      const float strength = chain.lit < 0 ? std::min(0.35F + 3 * probability, 1.0F) : 0.25F;
      draw_arrow(points, probability,
                 stands_out ? colors.classes[j] : mix(colors.ground, colors.muted, strength),
                 colors.stroke);
      if (chain.lit < 0 || stands_out)
        numbers.push_back({std::move(points), probability_text(p[i][j]), i == j, i});
    }
  return numbers;
}

int ChainGraph::put_numbers(std::vector<Number> numbers, std::vector<ImVec4>& taken,
                            const ViewColors& colors) const {
  const float font = ImGui::GetFontSize();
  // Where there is room; the matrix has them all. Those that have the fewest places choose first.
  if (numbers.size() > most_numbers) return 0;
  std::ranges::stable_sort(numbers, {}, [](const Number& number) {
    return number.loop ? 0 : apart(number.points.front(), number.points.back());
  });
  int left_out = 0;
  for (const Number& number : numbers)
    if (!put_number(number, 0.85F * font, taken, colors) &&
        !put_number(number, 0.7F * font, taken, colors))
      ++left_out;
  return left_out;
}

void ChainGraph::draw_disc(std::size_t state, const ChainShown& chain,
                           const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2& middle = discs_[state];
  list.AddCircleFilled(middle, radius_, packed(colors.ground));
  list.AddCircleFilled(middle, radius_of(chain.now[state]), packed(colors.classes[state]));
  list.AddCircle(middle, radius_, packed(colors.muted), 0, colors.stroke);
  if (chain.pi.size() > 0 && chain.pi[state] > 0)
    list.AddCircle(middle, radius_of(chain.pi[state]), packed(colors.text), 0, 2 * colors.stroke);
}

/// The way that the walk took to where it is, and a mark outside of that disc.
void ChainGraph::draw_walker(const ChainShown& chain, const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto state = static_cast<std::size_t>(chain.walker);
  if (chain.before >= 0) {
    const auto from = static_cast<std::size_t>(chain.before);
    const Back back = chain.p[from][state] > 0 ? Back::there : Back::none;
    const std::vector<ImVec2> points = way(state, from, back);
    list.AddPolyline(points.data(), static_cast<int>(points.size()), packed(colors.accent),
                     4 * colors.stroke);
  }
  const float size = std::max(0.32F * radius_, 0.35F * ImGui::GetFontSize());
  const ImVec2 at{discs_[state].x, discs_[state].y - radius_};
  list.AddCircle(discs_[state], radius_, packed(colors.accent), 0, 3 * colors.stroke);
  list.AddCircleFilled(at, size + 2, packed(colors.ground));
  list.AddCircleFilled(at, size, packed(colors.accent));
}

void ChainGraph::draw_name(std::size_t state, const ImVec2& at, const ChainShown& chain,
                           const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  if (at.x != discs_[state].x || at.y != discs_[state].y) {
    const bool lit = chain.lit == static_cast<int>(state);
    draw_text(list, at, state_name(state), packed(lit ? colors.text : colors.classes[state]),
              {0.5F, 0.5F});
    return;
  }
  // On the disc, with a rim of what is behind it, against the rings that pass there.
  const Rgb behind =
      radius_of(chain.now[state]) > 0.4F * font ? colors.classes[state] : colors.ground;
  const float rim = std::max(1.0F, 0.08F * font);
  for (const ImVec2& by : {ImVec2{-rim, 0}, {rim, 0}, {0, -rim}, {0, rim}})
    draw_text(list, {at.x + by.x, at.y + by.y}, state_name(state), packed(behind), {0.5F, 0.5F});
  draw_text(list, at, state_name(state), packed(ink_on(behind, colors)), {0.5F, 0.5F});
}

float ChainGraph::radius_of(double share) const {
  return radius_ * static_cast<float>(std::sqrt(std::clamp(share, 0.0, 1.0)));
}

int ChainGraph::draw(const ChainShown& chain, const ViewColors& colors) const {
  std::vector<ImVec4> taken;  // by discs, names and numbers
  for (const ImVec2& disc : discs_)
    taken.push_back(box_around(disc, {1.6F * radius_, 1.6F * radius_}));
  const std::vector<ImVec2> names = place_names(taken);
  const int left_out = put_numbers(draw_ways(chain, colors), taken, colors);
  for (std::size_t i = 0; i < discs_.size(); ++i) {
    draw_disc(i, chain, colors);
    draw_name(i, names[i], chain, colors);
  }
  if (chain.walker >= 0) draw_walker(chain, colors);
  return left_out;
}

int ChainGraph::state_at(const ImVec2& place) const {
  for (std::size_t i = 0; i < discs_.size(); ++i)
    if (apart(discs_[i], place) <= radius_) return static_cast<int>(i);
  return -1;
}

}  // namespace alphabar

#include "app/views/chain/chain_view.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/chain/chain_plot.h"
#include "app/views/draw/text.h"
#include "app/widgets/property.h"
#include "core/figures/captions.h"

namespace alphabar {
namespace {

/// In a matrix's cell: ".25".
std::string cell_text(double p) {
  const std::string text = probability_text(p);
  return text.starts_with("0.") ? text.substr(1) : text;
}

/// How the field of a matrix's cell looks, while this lives.
class CellStyle {
 public:
  CellStyle(const Rgb& back, const Rgb& text, float height, float type) : type_(type) {
    const ImGuiStyle& style = ImGui::GetStyle();
    if (type > 0) ImGui::PushFont(nullptr, type / (style.FontScaleMain * style.FontScaleDpi));
    ImGui::PushStyleVar(ImGuiStyleVar_FrameRounding, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        {0, std::max(0.0F, (height - ImGui::GetFontSize()) / 2)});
    ImGui::PushStyleColor(ImGuiCol_FrameBg, packed(back));
    ImGui::PushStyleColor(ImGuiCol_FrameBgHovered, packed(mix(back, text, 0.15F)));
    ImGui::PushStyleColor(ImGuiCol_FrameBgActive, packed(mix(back, text, 0.25F)));
    ImGui::PushStyleColor(ImGuiCol_Text, packed(text));
  }
  ~CellStyle() {
    ImGui::PopStyleColor(4);
    ImGui::PopStyleVar(2);
    if (type_ > 0) ImGui::PopFont();
  }
  CellStyle(const CellStyle&) = delete;
  CellStyle& operator=(const CellStyle&) = delete;

 private:
  float type_;
};

}  // namespace

void ChainView::read(const ChainSpec& chain) {
  if (shown_ == chain) return;
  shown_ = chain;
  data_ = chain_data(chain);
}

Rgb ChainView::shade(double p) const {
  return heat(colors_, static_cast<float>(0.75 * std::min(p / data_.peak, 1.0)));
}

ChainSpec& ChainView::edited() {
  if (!edits_.chain) edits_.chain = shown_;
  return *edits_.chain;
}

/// Side by side where the panel is low, without the graph where that would be a tangle; else the
/// matrices above the plot, or below it and the graph.
ChainView::Parts ChainView::parts(std::size_t states, const Box& room) {
  const float font = ImGui::GetFontSize(), gap = 1.2F * font;
  const auto columns = static_cast<float>(2 * states + 2), rows = static_cast<float>(states);
  const float around = 4.4F * font, heads = 2.7F * font;  // names, gaps; titles
  const auto cell_in = [&](float width, float height) {
    const float down = std::clamp((height - heads) / rows, 2.0F, 3.4F * font);
    const float across = std::clamp((width - around) / columns, 2.0F, std::max(down, 2.4F * font));
    return ImVec2{across, std::min(down, across)};
  };
  const ImVec2 at = room.min, size = room.size;
  if (size.y < 22 * font && size.x > 2.5F * size.y) {
    const bool tangle = size.y < 9 * font;
    const ImVec2 cell = cell_in(std::max(tangle ? 0.62F : 0.46F, 0.03F * columns) * size.x, size.y);
    const float width = columns * cell.x + around;
    if (tangle) {
      const float plot = size.x - width - gap;
      return {
          {at, {0, 0}}, {at, {width, size.y}}, {{at.x + width + gap, at.y}, {plot, size.y}}, cell};
    }
    const float rest = size.x - width - 2 * gap, graph = 0.47F * rest, plot = rest - graph;
    return {{at, {graph, size.y}},
            {{at.x + graph + gap, at.y}, {width, size.y}},
            {{at.x + size.x - plot, at.y}, {plot, size.y}},
            cell};
  }
  if (size.x > 56 * font) {
    const float graph = 0.42F * size.x, right = size.x - graph - 2 * gap;
    const ImVec2 cell = cell_in(right, 0.5F * size.y);
    const float above = rows * cell.y + heads, x = at.x + graph + 2 * gap;
    return {{at, {graph, size.y}},
            {{x, at.y}, {right, above}},
            {{x, at.y + above + gap}, {right, size.y - above - gap}},
            cell};
  }
  const ImVec2 cell = cell_in(size.x, 0.5F * size.y);
  const float below = rows * cell.y + heads;
  const float above = size.y - below - gap, half = (size.x - gap) / 2;
  return {{at, {half, above}},
          {{at.x, at.y + above + gap}, {size.x, below}},
          {{at.x + half + gap, at.y}, {half, above}},
          cell};
}

/// The heading of a part; returns what is left below it.
Box ChainView::titled(const Box& box, const std::string& formula, const std::string& words) {
  const float font = ImGui::GetFontSize();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float used = formula.empty() ? 0
                                     : sheet_.draw(list, {box.min.x, box.min.y + 0.55F * font},
                                                   formula, {1.1F * font, colors_.text}, {0, 0.5F})
                                               .x +
                                           0.5F * font;
  draw_text(list, {box.min.x + used, box.min.y}, fitted(words, box.size.x - used),
            packed(colors_.muted));
  const float height = std::round(1.3F * font);
  return {{box.min.x, box.min.y + height}, {box.size.x, std::max(box.size.y - height, 1.0F)}};
}

void ChainView::draw_graph(const Box& box) {
  const std::size_t states = shown_->p.size();
  const std::string words =
      shown_->walker ? "disc: now, ring: \u03C0, dot: one walk" : "disc: now, ring: \u03C0";
  const Box inside = titled(box, "", words);
  const ChainGraph graph(states, inside.min, inside.size);
  discs_.clear();
  for (std::size_t i = 0; i < states; ++i) discs_.push_back(graph.disc(i));
  const int lit = state_under_mouse(graph, inside);
  const Eigen::VectorXd now = data_.path.col(n_);
  const Eigen::VectorXd pi = data_.run ? data_.run->pi : Eigen::VectorXd();
  ChainShown shown{shown_->p, now, pi, lit};
  if (!data_.walk.empty()) {
    shown.walker = data_.walk[static_cast<std::size_t>(n_)];
    if (n_ > 0) shown.before = data_.walk[static_cast<std::size_t>(n_ - 1)];
  }
  graph.draw(shown, colors_);
  if (lit >= 0) show_state(static_cast<std::size_t>(lit));
}

int ChainView::state_under_mouse(const ChainGraph& graph, const Box& inside) {
  ImGui::SetCursorScreenPos(inside.min);
  const bool clicked = ImGui::InvisibleButton("graph", inside.size);
  if (!ImGui::IsItemHovered()) return -1;
  const int state = graph.state_at(ImGui::GetMousePos());
  if (state < 0) return -1;
  ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (clicked) {
    edited().start.assign(shown_->p.size(), 0);
    edited().start[static_cast<std::size_t>(state)] = 1;
  }
  return state;
}

void ChainView::show_state(std::size_t state) const {
  std::string words = state_name(state) + ": " + number_text(data_.path(state, n_)) +
                      " at n = " + std::to_string(n_);
  if (data_.run) words += ", \u03C0 = " + number_text(data_.run->pi[state]);
  if (!data_.walk.empty())
    words += "\nThe walk was here for " + number_text(data_.visits(state, n_)) + " of its time";
  ImGui::SetTooltip("%s\nClick to start here.", words.c_str());
}

void ChainView::edit_cell(std::size_t i, std::size_t j, const ImVec2& at, const Matrices& m) {
  const double p = shown_->p[i][j];
  const std::string id = "##p" + state_name(i) + state_name(j);
  const std::string text = m.type > 0 ? cell_text(p) : " ";
  constexpr double lowest = 0, highest = 1;
  double value = p;
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(m.inner.x);
  const bool typing = ImGui::TempInputIsActive(ImGui::GetID(id.c_str()));
  bool changed = false;
  {
    const CellStyle style(shade(p), colors_.text, m.inner.y, m.type);
    changed = ImGui::DragScalar(id.c_str(), ImGuiDataType_Double, &value, 0.004F, &lowest, &highest,
                                text.c_str(), ImGuiSliderFlags_AlwaysClamp);
  }
  if (ImGui::IsItemActivated()) {
    column_.clear();
    for (const std::vector<double>& row : shown_->p) column_.push_back(row[j]);
  }
  if (ImGui::IsItemHovered() && !ImGui::IsItemActive())
    ImGui::SetTooltip(
        "to %s from %s: %s\nDrag, or double click and type; the other ways from "
        "there give way.",
        state_name(i).c_str(), state_name(j).c_str(), number_text(p, 4).c_str());
  if (!changed || column_.size() != edited().p.size()) return;
  if (!typing) value = std::clamp(std::round(200 * value) / 200, 0.0, 1.0);
  const std::vector<double> column = with_share(column_, i, value);
  for (std::size_t k = 0; k < column.size(); ++k) edited().p[k][j] = column[k];
}

ChainView::Matrices ChainView::lay_out(const Box& box, const ImVec2& cell) const {
  const auto count = static_cast<float>(shown_->p.size());
  const float font = ImGui::GetFontSize(), names = 1.2F * font;
  Matrices m;
  m.heads = 2.7F * font;
  m.line = std::max(1.0F, 0.08F * font);
  // The numbers fit their cells, or are left to the tooltips.
  m.type = std::min({font, 0.92F * font * cell.x / text_size(".00").x, 0.95F * cell.y});
  if (m.type < 0.6F * font) m.type = 0;
  m.cell = cell;
  m.inner = {cell.x - m.line, cell.y - m.line};
  m.left = box.min.x + names;
  m.top = box.min.y + m.heads;
  m.power = m.left + count * cell.x + 1.4F * font;
  m.vectors = m.power + count * cell.x + 1.0F * font;
  m.last = m.vectors + cell.x + 0.5F * font;
  return m;
}

void ChainView::draw_heads(const Box& box, const Matrices& m) {
  const float font = ImGui::GetFontSize();
  const std::size_t states = shown_->p.size();
  const std::string n = std::to_string(n_);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  titled({box.min, {m.power - box.min.x - 0.5F * font, m.heads}}, "P",
         shown_->by_rows ? "column from row" : "row from column");
  titled({{m.power, box.min.y}, {static_cast<float>(states) * m.cell.x, m.heads}}, "P^{" + n + "}",
         n + (n == "1" ? " step" : " steps"));
  const auto head = [&](const ImVec2& at, std::size_t state, const ImVec2& align) {
    draw_text(list, at, state_name(state), packed(colors_.classes[state]), align);
  };
  for (std::size_t k = 0; k < states; ++k) {
    const float x = static_cast<float>(k) * m.cell.x + m.inner.x / 2, y = m.top - 0.1F * font;
    head({m.left + x, y}, k, {0.5F, 1});
    head({m.power + x, y}, k, {0.5F, 1});
    head({m.left - 0.35F * font, m.top + (static_cast<float>(k) + 0.5F) * m.cell.y}, k, {1, 0.5F});
  }
  const float y = m.top - 1.35F * font;
  sheet_.draw(list, {m.vectors + m.inner.x / 2, y}, "\\pi_{" + n + "}", {1.1F * font, colors_.text},
              {0.5F, 0});
  if (data_.run)
    sheet_.draw(list, {m.last + m.inner.x / 2, y}, "\\pi", {1.1F * font, colors_.text}, {0.5F, 0});
}

void ChainView::draw_cell(const ImVec2& min, double p, const Matrices& m, const std::string& what) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 max{min.x + m.inner.x, min.y + m.inner.y};
  list.AddRectFilled(min, max, packed(shade(p)));
  if (m.type > 0)
    draw_text(list, {(min.x + max.x) / 2, (min.y + max.y) / 2}, cell_text(p),
              {packed(colors_.text), {0.5F, 0.5F}, m.type});
  if (ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(min, max))
    ImGui::SetTooltip("%s: %s", what.c_str(), number_text(p, 4).c_str());
}

void ChainView::draw_matrices(const Box& box, const ImVec2& cell) {
  const std::size_t states = shown_->p.size();
  const Matrices m = lay_out(box, cell);
  const std::string n = std::to_string(n_);
  draw_heads(box, m);
  for (std::size_t i = 0; i < states; ++i) {
    const float y = m.top + static_cast<float>(i) * cell.y;
    for (std::size_t j = 0; j < states; ++j) {
      const auto place = static_cast<float>(j) * cell.x;
      const std::size_t to = shown_->by_rows ? j : i, from = shown_->by_rows ? i : j;
      edit_cell(to, from, {m.left + place, y}, m);
      draw_cell({m.power + place, y}, data_.from[from](static_cast<Eigen::Index>(to), n_), m,
                "to " + state_name(to) + " from " + state_name(from) + " in " + n + " steps");
    }
    draw_cell({m.vectors, y}, data_.path(i, n_), m, state_name(i) + " after " + n + " steps");
    if (data_.run) draw_cell({m.last, y}, data_.run->pi[i], m, "\u03C0 of " + state_name(i));
  }
  // What changes with time is framed in its hue.
  const auto count = static_cast<float>(states);
  const float bottom = m.top + count * cell.y - m.line;
  for (const auto& [from, to] : {ImVec2{m.power, m.power + count * cell.x - m.line},
                                 ImVec2{m.vectors, m.vectors + m.inner.x}})
    ImGui::GetWindowDrawList()->AddRect({from - m.line, m.top - m.line},
                                        {to + m.line, bottom + m.line}, packed(colors_.accent), 0,
                                        1.2F * colors_.stroke);
}

void ChainView::draw_plot(const Box& box) {
  const Box inside = titled(
      box, "",
      data_.run ? "total variation from \u03C0, |\u03BB\u2082| = " + number_text(data_.mixing, 2)
                : "how far from \u03C0");
  ImGui::SetCursorScreenPos(inside.min);
  if (data_.run) {
    const ChainPlot plot = draw_chain_plot(*shown_, data_, n_, colors_, inside.size);
    plot_ = plot.inside;
    edits_.position = plot.asked;
    return;
  }
  ImGui::BeginChild("several", inside.size);
  note(data_.problem.c_str());
  ImGui::EndChild();
}

void ChainView::draw_parts(const ImVec2& room) {
  if (ImGui::BeginChild("parts", room)) {
    // Where there is little room at large type, it scrolls.
    const float font = ImGui::GetFontSize();
    const ImVec2 seen = ImGui::GetContentRegionAvail();
    const float least = seen.x > 2.5F * seen.y ? 0 : 17 * font;
    const Box all{ImGui::GetCursorScreenPos(), {seen.x - 0.5F * font, std::max(seen.y, least)}};
    const Parts at = parts(shown_->p.size(), all);
    if (at.graph.size.x > 0)
      draw_graph(at.graph);
    else
      discs_.clear();
    draw_matrices(at.matrices, at.cell);
    draw_plot(at.plot);
    ImGui::SetCursorScreenPos({all.min.x, all.min.y + all.size.y});
    ImGui::Dummy({0, 0});
  }
  ImGui::EndChild();
}

ChainEdits ChainView::draw(const ChainSpec& chain, double position, const ViewColors& colors,
                           const ImVec2& size) {
  read(chain);
  n_ = static_cast<int>(std::lround(position * shown_->steps));
  colors_ = colors;
  edits_ = {};
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImGui::PushID("chain");
  tools();
  const float used = ImGui::GetCursorScreenPos().y - corner.y + 0.2F * ImGui::GetFontSize();
  ImGui::SetCursorScreenPos({corner.x, corner.y + used});
  draw_parts({size.x, std::max(size.y - used, 1.0F)});
  ImGui::PopID();
  return std::move(edits_);
}

}  // namespace alphabar

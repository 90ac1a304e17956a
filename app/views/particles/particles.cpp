#include "app/views/particles/particles.h"

#include <algorithm>
#include <cmath>

#include "app/views/draw/print_notes.h"
#include "app/views/draw/text.h"
#include "app/views/particles/pane.h"
#include "app/views/particles/pane_layout.h"
#include "app/views/particles/particle_numbers.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// Names along the upper edge of a picture, a line each, on the picture's ground.
void draw_names(ImDrawList& list, const ImVec2& min, float width, const Caption& names,
                const ViewColors& colors) {
  const float space = 0.3F * ImGui::GetFontSize(), line = ImGui::GetTextLineHeight();
  float y = min.y;
  for (const auto& pieces : names) {
    list.AddRectFilled({min.x, y}, {min.x + width, y + line}, packed(colors.ground, 0.85F));
    draw_text(list, {min.x + space, y}, fitted(pieces.front().text, width - 2 * space),
              packed(pieces.front().color));
    y += line;
  }
}

/// Which axes of a plane have labels beside their ticks.
enum class AxisLabels { below, below_and_left };

/// Ticks and their labels along the bottom and, for the leftmost panes, the left of a plane.
void draw_axes(ImDrawList& list, const Plane& plane, AxisLabels labels, const ViewColors& colors) {
  const auto& [min, size] = plane.box;
  const float font = ImGui::GetFontSize();
  const float tick = std::round(0.3F * font);
  const bool left_labels = labels == AxisLabels::below_and_left;
  const double step = tick_step(plane.scale(), (on_paper() ? 2.4 : 5.0) * font);
  const ImU32 line = packed(colors.muted, 0.7F), label = packed(colors.muted);
  const Vec2 low = plane.in_data({min.x, min.y + size.y});
  const Vec2 high = plane.in_data({min.x + size.x, min.y});
  const float right_name = min.x + size.x - 1.6F * font;
  for (double value = std::ceil(low[0] / step) * step; value <= high[0]; value += step) {
    const float x = std::round(plane.on_screen({value, 0}).x);
    list.AddLine({x, min.y + size.y}, {x, min.y + size.y + tick}, line);
    const std::string text = tick_text(value, step);
    const float half = 0.5F * text_size(text).x;
    if (x - half < min.x - 0.5F * font || x + half > right_name) continue;
    draw_text(list, {x, min.y + size.y + tick + 1}, text, label, {0.5F, 0});
  }
  draw_text(list, {min.x + size.x, min.y + size.y + tick + 1}, "x\u2081", packed(colors.text),
            {1, 0});
  for (double value = std::ceil(low[1] / step) * step; value <= high[1]; value += step) {
    const float y = std::round(plane.on_screen({0, value}).y);
    list.AddLine({min.x - tick, y}, {min.x, y}, line);
    if (!left_labels || y < min.y + 1.6F * font) continue;
    draw_text(list, {min.x - tick - 3, y}, tick_text(value, step), label, {1, 0.5F});
  }
  if (left_labels)
    draw_text(list, {min.x - tick - 3, min.y}, "x\u2082", packed(colors.text), {1, 0});
  list.AddRect(min, {min.x + size.x, min.y + size.y}, packed(colors.faint));
}

/// What is wrong in a pane, over it.
void draw_problem(ImDrawList& list, const Box& box, const std::string& words,
                  const ViewColors& colors) {
  const auto& [min, size] = box;
  const float font = ImGui::GetFontSize(), margin = std::round(0.6F * font);
  const float wrap = size.x - 4 * margin;
  if (words.empty() || wrap < 4 * font) return;
  const ImVec2 text = ImGui::CalcTextSize(words.data(), words.data() + words.size(), false, wrap);
  const ImVec2 low{std::round(min.x + 0.5F * (size.x - text.x)),
                   std::round(min.y + std::max(margin, 0.5F * (size.y - text.y)))};
  list.PushClipRect(min, box.max(), true);
  list.AddRectFilled({low.x - margin, low.y - margin},
                     {low.x + text.x + margin, low.y + text.y + margin}, packed(colors.error),
                     margin);
  list.AddText(ImGui::GetFont(), font, low, packed(colors.text), words.data(),
               words.data() + words.size(), wrap);
  list.PopClipRect();
}

/// One quiet line along the lower edge of a pane, on its ground. What does not fit ends at its
/// first comma.
void draw_remark(ImDrawList& list, const Box& box, std::string words, const ViewColors& colors) {
  const float font = ImGui::GetFontSize();
  if (words.empty() || box.size.x < 8 * font) return;
  if (text_size(words).x > box.size.x - font) words.resize(std::min(words.find(','), words.size()));
  const std::string shown = fitted(words, box.size.x - font);
  const ImVec2 middle{box.min.x + box.size.x / 2, box.max().y - 0.5F * font};
  const ImVec2 text = text_size(shown);
  list.AddRectFilled({middle.x - text.x / 2 - 0.3F * font, middle.y - text.y},
                     {middle.x + text.x / 2 + 0.3F * font, middle.y}, packed(colors.ground, 0.85F));
  draw_text(list, middle, shown, packed(colors.text), {0.5F, 1});
}

/// A particle's numbers in the lanes of a pane, in their order.
std::vector<ParticleNumbers> numbers_in(const Runs& runs, const Pane& pane, const PaneFrame& frame,
                                        int particle) {
  std::vector<ParticleNumbers> numbers;
  if (particle < 0) return numbers;
  const std::size_t first =
      frame.layers.size() - pane.lanes.size();  // the forward process is first
  for (std::size_t i = 0; i < pane.lanes.size(); ++i) {
    const Layer& layer = frame.layers[first + i];
    const auto which = static_cast<std::size_t>(particle);
    if (layer.run && layer.model && which < layer.run->particles)
      numbers.push_back(particle_numbers(layer, runs.lanes[pane.lanes[i]].title, which));
  }
  return numbers;
}

}  // namespace

/// What the panes of one frame share.
struct ParticlePanes::Shared {
  const Runs& runs;
  const PaneStyle& style;
  std::vector<Pane> panes;
  Places places;
  PaneLayout layout;
  double position;                        ///< on the time slider
  std::vector<ParticleNumbers> followed;  ///< of the particle that stands out, in all lanes
};

int ParticlePanes::times_drawn() const {
  int sum = 0;
  for (const PanePicture& picture : pictures_) sum += picture.times_drawn();
  return sum;
}

const PaneFrame* ParticlePanes::shown_in(GLuint texture) const {
  const auto found = std::ranges::find(pictures_, texture, &PanePicture::texture);
  return found == pictures_.end() ? nullptr : found->shown();
}

PaneFrame ParticlePanes::frame_of(const Shared& shared, const Pane& pane,
                                  const ImVec2& plane) const {
  const ViewSpec& view = mouse_.view();
  const ImVec2 pixels = ImGui::GetIO().DisplayFramebufferScale;
  PaneFrame frame = content_of(shared.runs, pane, shared.places, view, shared.style.colors);
  frame.width = std::max(1, static_cast<int>(std::lround(plane.x * pixels.x)));
  frame.height = std::max(1, static_cast<int>(std::lround(plane.y * pixels.y)));
  frame.pixel_scale = pixels.y * std::max(1.0F, ImGui::GetFontSize() / 15);
  frame.camera = camera_of(view, plane);
  return frame;
}

void ParticlePanes::draw_pane(Shared& shared, std::size_t index, const Box& box) {
  const Pane& pane = shared.panes[index];
  const PaneStyle& style = shared.style;
  PaneFrame frame = frame_of(shared, pane, box.size);
  if (style.interactive) {
    ImGui::PushID(static_cast<int>(index));
    ImGui::SetCursorScreenPos(box.min);
    ImGui::InvisibleButton("plane", box.size);
    mouse_.over(frame, box);
    ImGui::PopID();
  }
  const ViewSpec& view = mouse_.view();
  const Plane plane{box, frame.camera = camera_of(view, box.size)};
  frame.highlighted = mouse_.hovered() >= 0 ? mouse_.hovered() : view.pinned;

  ImDrawList& list = *ImGui::GetWindowDrawList();
  const GLuint texture = renderer_.draw(pictures_[index], frame);
  list.AddImage(ImTextureRef(static_cast<ImTextureID>(texture)), box.min, box.max(), {0, 1},
                {1, 0});
  if (mouse_.data() && style.interactive && (mouse_.open() || view.edit_data))
    draw_handles(list, *mouse_.data(), {mouse_.open(), view.edit_data}, plane, style.colors);
  const auto numbers = numbers_in(shared.runs, pane, frame, frame.highlighted);
  if (style.numbers && mouse_.hovered() < 0 && view.pinned >= 0)
    draw_particle_plate(list, static_cast<std::size_t>(view.pinned), numbers, plane, style.colors);
  shared.followed.insert(shared.followed.end(), numbers.begin(), numbers.end());
  const std::string problem = problem_in(shared.runs, pane);
  draw_problem(list, box, problem, style.colors);
  if (problem.empty()) draw_remark(list, box, beyond_view(frame), style.colors);
  if (problem.empty()) cards_.draw(list, shared.runs, pane, frame, shared.position, plane, style);
  const bool leftmost = static_cast<int>(index) % shared.layout.columns == 0;
  draw_axes(list, plane, leftmost ? AxisLabels::below_and_left : AxisLabels::below, style.colors);
}

PaneEdits ParticlePanes::draw(const Runs& runs, double position, const ViewSpec& view,
                              const ImVec2& size, const PaneStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  planes_.assign(runs.lanes.size(), ImVec4(0, 0, 0, 0));
  Shared shared{runs,     style, panes_of(runs, view), places_at(runs, position), empty_layout(),
                position, {}};
  const std::size_t count = shared.panes.size();
  const float width = size.x - shared.layout.left;
  float legend = draw_legend(nullptr, corner, width, legend_of(runs, view, style.colors));
  if (legend > 0.2F * size.y) legend = 0;  // the picture says more
  const CaptionStyle words{.strong = style.strong};
  if (count > 0) {
    const auto say = [&](std::size_t pane, const CaptionParts& parts) {
      return caption_of(runs, shared.panes[pane], shared.places, style.colors, parts);
    };
    shared.layout =
        lay_out(count, {size.x, size.y - legend}, words, {style.time, view.metric}, say);
  }
  const PaneLayout& layout = shared.layout;
  if (!layout.has_room()) {
    ImGui::Dummy(size);
    return {};
  }
  pictures_.resize(count);

  mouse_.begin(view, style.interactive ? style.data : nullptr, style.brush);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < count; ++i) {
    const Box box = layout.plane_of(i, corner);
    for (const std::size_t lane : shared.panes[i].lanes)
      planes_[lane] = {box.min.x, box.min.y, box.max().x, box.max().y};
    draw_pane(shared, i, box);
    draw_caption(&list, {box.min.x, box.min.y - layout.caption}, box.size.x, layout.captions[i],
                 words);
    draw_names(list, box.min, box.size.x, layout.names[i], style.colors);
  }
  if (legend > 0)
    draw_legend(&list, {corner.x + layout.left, corner.y + size.y - legend}, width,
                legend_of(runs, mouse_.view(), style.colors));
  if (mouse_.under() >= 0 && mouse_.under() == mouse_.hovered())  // their numbers are of this frame
    particle_tooltip(static_cast<std::size_t>(mouse_.under()), shared.followed);
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return mouse_.end();
}

}  // namespace alphabar

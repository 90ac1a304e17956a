#include "app/views/particles/particles.h"

#include <algorithm>
#include <cmath>

#include "app/views/draw/text.h"
#include "app/views/particles/pane.h"
#include "app/views/particles/particle_numbers.h"
#include "app/views/particles/render/lane_marks.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

/// How panes share a space: in columns, each so wide, and rows, each with its caption above.
struct Tiling {
  int columns = 1, rows = 1;
  float width = 0, height = 0, caption = 0;  // of a plane, and of the words above it

  float side() const { return std::min(width, height); }
};

float tallest(const std::vector<Caption>& captions, float width, const CaptionStyle& style) {
  float height = 0;
  for (const Caption& words : captions)
    height = std::max(height, draw_caption(nullptr, {0, 0}, width, words, style));
  return height > 0 ? height + std::round(0.3F * ImGui::GetFontSize()) : 0;
}

Tiling tiling(int columns, const std::vector<Caption>& captions, const CaptionStyle& style,
              const ImVec2& size, float gap, float below) {
  Tiling t{.columns = columns};
  t.rows = (static_cast<int>(captions.size()) + columns - 1) / columns;
  t.width =
      std::floor((size.x - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  t.caption = tallest(captions, t.width, style);
  t.height = std::floor(size.y / static_cast<float>(t.rows) - t.caption - below);
  return t;
}

/// The one whose planes have the largest smaller side, and few lines of words, of those where no
/// word is cut and words take no more than `most` of a row's height; none where there is no such.
std::optional<Tiling> best_tiling(const std::vector<Caption>& captions, const CaptionStyle& style,
                                  const ImVec2& size, float gap, float below, float most) {
  float widest = 0;
  for (const Caption& words : captions) widest = std::max(widest, widest_piece(words, style));
  std::optional<Tiling> best;
  for (int columns = 1; columns <= static_cast<int>(captions.size()); ++columns) {
    const Tiling t = tiling(columns, captions, style, size, gap, below);
    if (t.width < widest || t.caption > most * size.y / static_cast<float>(t.rows)) continue;
    if (!best || t.side() - 0.25F * t.caption > best->side() - 0.25F * best->caption) best = t;
  }
  return best;
}

/// All but the lanes' names goes.
void keep_names(std::vector<Caption>& captions) {
  for (Caption& words : captions) {
    std::erase_if(words, [](const auto& pieces) { return !pieces.front().title; });
    for (auto& pieces : words) pieces.resize(1);
  }
}

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

/// The view's extent reaches to the nearest edges, so that a narrow pane cuts nothing off.
Camera camera_of(const ViewSpec& view, const ImVec2& size) {
  return {view.center, view.half_height * std::max(1.0, double{size.y} / double{size.x})};
}

/// Ticks and their labels along the bottom and, for the leftmost panes, the left of a plane.
void draw_axes(ImDrawList& list, const Camera& camera, const ImVec2& min, const ImVec2& size,
               bool left_labels, const ViewColors& colors) {
  const float font = ImGui::GetFontSize();
  const float tick = std::round(0.3F * font);
  const int width = static_cast<int>(size.x), height = static_cast<int>(size.y);
  const double unit = camera.scale(height);
  const double step = tick_step(unit, 5.0 * font);
  const ImU32 line = packed(colors.muted, 0.7F), label = packed(colors.muted);
  const Vec2 low = camera.to_data({0, size.y}, width, height);
  const Vec2 high = camera.to_data({size.x, 0}, width, height);
  const float right_name = min.x + size.x - 1.6F * font;
  for (double value = std::ceil(low[0] / step) * step; value <= high[0]; value += step) {
    const auto x =
        std::round(min.x + static_cast<float>(camera.to_pixel({value, 0}, width, height)[0]));
    list.AddLine({x, min.y + size.y}, {x, min.y + size.y + tick}, line);
    const std::string text = tick_text(value, step);
    const float half = 0.5F * text_size(text).x;
    if (x - half < min.x - 0.5F * font || x + half > right_name) continue;
    draw_text(list, {x, min.y + size.y + tick + 1}, text, label, {0.5F, 0});
  }
  draw_text(list, {min.x + size.x, min.y + size.y + tick + 1}, "x\u2081", packed(colors.text),
            {1, 0});
  for (double value = std::ceil(low[1] / step) * step; value <= high[1]; value += step) {
    const auto y =
        std::round(min.y + static_cast<float>(camera.to_pixel({0, value}, width, height)[1]));
    list.AddLine({min.x - tick, y}, {min.x, y}, line);
    if (!left_labels || y < min.y + 1.6F * font) continue;
    draw_text(list, {min.x - tick - 3, y}, tick_text(value, step), label, {1, 0.5F});
  }
  if (left_labels)
    draw_text(list, {min.x - tick - 3, min.y}, "x\u2082", packed(colors.text), {1, 0});
  list.AddRect(min, {min.x + size.x, min.y + size.y}, packed(colors.faint));
}

/// What is wrong in a pane, over it.
void draw_trouble(ImDrawList& list, const ImVec2& min, const ImVec2& size, const std::string& words,
                  const ViewColors& colors) {
  const float font = ImGui::GetFontSize(), margin = std::round(0.6F * font);
  const float wrap = size.x - 4 * margin;
  if (words.empty() || wrap < 4 * font) return;
  const ImVec2 text = ImGui::CalcTextSize(words.data(), words.data() + words.size(), false, wrap);
  const ImVec2 low{std::round(min.x + 0.5F * (size.x - text.x)),
                   std::round(min.y + std::max(margin, 0.5F * (size.y - text.y)))};
  list.PushClipRect(min, {min.x + size.x, min.y + size.y}, true);
  list.AddRectFilled({low.x - margin, low.y - margin},
                     {low.x + text.x + margin, low.y + text.y + margin}, packed(colors.error),
                     margin);
  list.AddText(ImGui::GetFont(), font, low, packed(colors.text), words.data(),
               words.data() + words.size(), wrap);
  list.PopClipRect();
}

/// A particle's numbers in the lanes of a pane, in their order.
std::vector<ParticleNumbers> numbers_in(const Runs& runs, const Pane& pane, const PaneFrame& frame,
                                        int particle) {
  std::vector<ParticleNumbers> numbers;
  if (!frame.model || particle < 0) return numbers;
  const std::size_t first =
      frame.layers.size() - pane.lanes.size();  // the forward process is first
  for (std::size_t i = 0; i < pane.lanes.size(); ++i) {
    const Layer& layer = frame.layers[first + i];
    const auto which = static_cast<std::size_t>(particle);
    if (layer.run && which < layer.run->particles)
      numbers.push_back(particle_numbers(frame, layer, runs.lanes[pane.lanes[i]].title, which));
  }
  return numbers;
}

}  // namespace

Camera home_camera(const DataSpec& data) {
  double reach = 2.6;  // of a standard normal cloud, all but 1 in 30
  for (const Component& c : data.components) {
    const double std = 2.5 * std::max(c.std[0], c.std[1]);
    reach = std::max({reach, std::abs(c.mean[0]) + std, std::abs(c.mean[1]) + std});
  }
  return {{0, 0}, 1.1 * reach};
}

int ParticlePanes::times_drawn() const {
  int sum = 0;
  for (const PanePicture& picture : pictures_) sum += picture.times_drawn();
  return sum;
}

bool ParticlePanes::edit(DataSpec& data, const Vec2& x, double unit, bool handles) {
  const ImGuiIO& io = ImGui::GetIO();
  const double font = ImGui::GetFontSize();
  const auto inside = [&](const Component& c) {  // the ellipse that is shown, and a little more
    const double cos = std::cos(c.angle), sin = std::sin(c.angle);
    const double dx = x[0] - c.mean[0], dy = x[1] - c.mean[1], more = font / unit;
    return std::hypot((cos * dx + sin * dy) / (2 * c.std[0] + more),
                      (cos * dy - sin * dx) / (2 * c.std[1] + more)) <= 1;
  };
  if (open_ && *open_ >= data.components.size()) open_.reset();
  if (!grab_) {
    near_ = ImGui::IsItemHovered() ? handle_at(data, x, 0.7 * font / unit, open_) : std::nullopt;
    if (near_)
      open_ = near_->component;
    else if (open_ && !(ImGui::IsItemHovered() && inside(data.components[*open_])))
      open_.reset();
  }
  if (ImGui::IsItemActivated() && near_) {
    const Vec2 place = place_of(data.components[near_->component], near_->part);
    grab_ = Grab{*near_, {place[0] - x[0], place[1] - x[1]}};
  }
  bool changed = false;
  if (grab_ && ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
    dragged_ = true;
    if (grab_->handle.component < data.components.size() &&
        (io.MouseDelta.x != 0 || io.MouseDelta.y != 0)) {
      if (io.KeyShift)
        scale_weight(data, grab_->handle.component, std::exp(-io.MouseDelta.y / (6 * font)));
      else
        drag_handle(data, grab_->handle, {x[0] + grab_->offset[0], x[1] + grab_->offset[1]});
      changed = true;
    }
  }
  if (!ImGui::IsItemActive()) grab_.reset();
  if (!ImGui::IsItemHovered()) return changed;
  const float wheel = io.MouseWheel + io.MouseWheelH;
  if (open_ && io.KeyShift && wheel != 0) {
    scale_weight(data, *open_, std::pow(1.1, wheel));
    changed = true;
  }
  if (open_ && handles && !io.WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
    changed |= remove_component(data, *open_);
    open_.reset();
    near_.reset();
    grab_.reset();
  }
  if (io.KeyCtrl && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
    dragged_ = true;  // the release that follows pins nothing
    if (add_component(data, x)) {
      open_ = data.components.size() - 1;
      changed = true;
    }
  }
  return changed;
}

bool ParticlePanes::interact(const Runs& runs, const PaneFrame& frame, ViewSpec& view, int& under,
                             const ImVec2& min, const ImVec2& size, DataSpec* data) {
  const ImGuiIO& io = ImGui::GetIO();
  const int width = static_cast<int>(size.x), height = static_cast<int>(size.y);
  bool changed = false;
  const bool doubled = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  if (ImGui::IsItemActivated()) {
    dragged_ = false;
    if (!doubled) pinned_before_ = view.pinned;
  }
  const auto under_mouse = [&] {
    return camera_of(view, size)
        .to_data({io.MousePos.x - min.x, io.MousePos.y - min.y}, width, height);
  };
  // Where noise hides the clusters, whoever drags means to pan.
  const bool seen = frame.level.s < frame.level.a;
  if (!view.edit_data && !seen && !grab_) {
    near_.reset();
    open_.reset();
  } else if (data && (ImGui::IsItemHovered() || ImGui::IsItemActive()))
    changed |= edit(*data, under_mouse(), camera_of(view, size).scale(height), view.edit_data);
  if (!grab_ && ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
    dragged_ = true;
    const double unit = camera_of(view, size).scale(height);
    view.center[0] -= io.MouseDelta.x / unit;
    view.center[1] += io.MouseDelta.y / unit;
    changed |= io.MouseDelta.x != 0 || io.MouseDelta.y != 0;
  }
  if (!ImGui::IsItemHovered()) return changed;
  ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
  const Vec2 x = under_mouse();
  if (io.MouseWheel != 0 && !io.KeyShift) {
    const double factor = std::pow(1.15, -io.MouseWheel);
    const double half = std::clamp(view.half_height * factor, 1e-3, 1e4);
    const double ratio = half / view.half_height;
    for (std::size_t i = 0; i < 2; ++i)  // what is under the mouse stays there
      view.center[i] = x[i] + (view.center[i] - x[i]) * ratio;
    view.half_height = half;
    changed = true;
  }
  if (doubled && runs.model && !io.KeyCtrl) {
    const Camera home = home_camera(runs.model->data());
    view.center = home.center;
    view.half_height = home.half_height * std::max(1.0, static_cast<double>(height) / width);
    view.pinned = pinned_before_;
    dragged_ = true;  // the release that follows pins nothing
    return true;
  }
  const bool held = data && view.edit_data && near_;  // a handle, not a particle, is meant
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && !held) {
    double reach = 0.8 * ImGui::GetFontSize() / camera_of(view, size).scale(height);
    for (const Layer& layer : frame.layers) {
      if (!layer.run || !layer.noised.empty()) continue;
      const int found = nearest_particle(*layer.run, layer.row, x, reach);
      if (found < 0) continue;
      const Vec2 there = state_at(*layer.run, static_cast<std::size_t>(found), layer.row);
      reach = std::hypot(there[0] - x[0], there[1] - x[1]);
      under = found;
    }
  }
  if (ImGui::IsItemDeactivated() && !dragged_ && !held && !io.KeyCtrl) {
    const int wanted = view.pinned == under ? -1 : under;
    changed |= wanted != view.pinned;
    view.pinned = wanted;
  }
  return changed;
}

bool ParticlePanes::draw(const Runs& runs, double position, ViewSpec& view,
                         const ViewColors& colors, const ImVec2& size, const PaneStyle& style,
                         DataSpec* data) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const std::vector<Pane> panes = panes_of(runs, view);
  planes_.assign(runs.lanes.size(), ImVec4(0, 0, 0, 0));
  if (panes.empty()) {
    ImGui::Dummy(size);
    return false;
  }
  while (pictures_.size() < panes.size()) pictures_.emplace_back();
  pictures_.resize(panes.size());

  std::vector<Cursor> places;
  for (std::size_t lane = 0; lane < runs.lanes.size(); ++lane)
    places.push_back(cursor(runs, lane, position));
  const float font = ImGui::GetFontSize();
  const CaptionStyle caption_style{style.strong, style.name_scale};
  const float below = std::round(1.6F * font), left = std::round(2.6F * font);
  const float gap = std::round(font);
  float legend = draw_legend(nullptr, corner, size.x - left, view, colors);
  if (legend > 0.2F * size.y) legend = 0;  // the picture says more
  const ImVec2 room{size.x - left, size.y - legend};
  const int count = static_cast<int>(panes.size());
  // Where words take too much of the room the picture says more: first the time goes, which the
  // transport tells too, then the distance, then all but the names; these go into the pictures.
  std::vector<Caption> captions(panes.size()), inside(panes.size());
  Tiling tiles = *best_tiling(captions, caption_style, room, gap, below, 1);
  const float most = tiles.side();
  const auto fits = [&](float share) {
    const auto found = best_tiling(captions, caption_style, room, gap, below, share);
    const bool good = found && found->side() > (0.9F - share) * most;
    if (good) tiles = *found;
    return good;
  };
  const auto say = [&](bool level, std::optional<Metric> metric) {
    for (std::size_t i = 0; i < panes.size(); ++i)
      captions[i] = caption_of(runs, panes[i], places, colors, level, style.unit, metric);
  };
  if (style.captions) {
    say(style.level, view.metric);
    if (!fits(0.3F)) say(false, view.metric);
    if (!fits(0.4F)) say(false, {});
    if (!fits(0.4F)) keep_names(captions);
    if (!fits(0.5F)) std::swap(captions, inside);
  }
  const float caption = tiles.caption;
  const int columns = tiles.columns;
  const ImVec2 plane{tiles.width, tiles.height};
  if (plane.x < 16 || plane.y < 16) {  // no room for a picture
    ImGui::Dummy(size);
    return false;
  }

  const ImVec2 pixels = ImGui::GetIO().DisplayFramebufferScale;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  int under = -1;
  bool changed = false, over = false;
  std::vector<ParticleNumbers> followed;  // of the particle that stands out, in all lanes
  for (int i = 0; i < count; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const Pane& pane = panes[index];
    const auto column = static_cast<float>(i % columns), line = static_cast<float>(i / columns);
    const ImVec2 min{corner.x + left + column * (plane.x + gap),
                     corner.y + line * (plane.y + caption + below) + caption};
    const ImVec2 max{min.x + plane.x, min.y + plane.y};
    for (const std::size_t lane : pane.lanes) planes_[lane] = {min.x, min.y, max.x, max.y};
    PaneFrame frame = content_of(runs, pane, places, view, colors);
    frame.width = std::max(1, static_cast<int>(std::lround(plane.x * pixels.x)));
    frame.height = std::max(1, static_cast<int>(std::lround(plane.y * pixels.y)));
    frame.pixel_scale = pixels.y * std::max(1.0F, font / 15);
    frame.camera = camera_of(view, plane);
    if (style.interactive) {
      ImGui::PushID(i);
      ImGui::SetCursorScreenPos(min);
      ImGui::InvisibleButton("plane", plane);
      changed |= interact(runs, frame, view, under, min, plane, data);
      over |= ImGui::IsItemHovered() || ImGui::IsItemActive();
      frame.camera = camera_of(view, plane);
      ImGui::PopID();
    }
    const int followed_one = hovered_ >= 0 ? hovered_ : view.pinned;
    frame.highlighted = followed_one;
    const GLuint texture = renderer_.draw(pictures_[index], frame);
    list.AddImage(ImTextureRef(static_cast<ImTextureID>(texture)), min, max, {0, 1}, {1, 0});
    if (data && style.interactive && (open_ || view.edit_data))
      draw_handles(list, *data, open_, view.edit_data, frame.camera, min, plane, colors);
    const auto numbers = numbers_in(runs, pane, frame, followed_one);
    if (hovered_ < 0 && view.pinned >= 0)
      draw_particle_plate(list, static_cast<std::size_t>(view.pinned), numbers, frame.camera,
                          colors, min, plane);
    followed.insert(followed.end(), numbers.begin(), numbers.end());
    draw_trouble(list, min, plane, trouble_in(runs, pane), colors);
    draw_axes(list, frame.camera, min, plane, i % columns == 0, colors);
    draw_caption(&list, {min.x, min.y - caption}, plane.x, captions[index], caption_style);
    draw_names(list, min, plane.x, inside[index], colors);
  }
  if (legend > 0)
    draw_legend(&list, {corner.x + left, corner.y + size.y - legend}, room.x, view, colors);
  if (!over) {
    near_.reset();
    open_.reset();
    grab_.reset();
  }
  if (under >= 0 && under == hovered_)  // their numbers are of this frame
    particle_tooltip(static_cast<std::size_t>(under), followed);
  hovered_ = under;
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return changed;
}

}  // namespace alphabar

#include "app/export/animation_painter.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>

#include "app/export/opacity.h"
#include "app/views/curves/process_inset.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_lanes.h"
#include "core/figures/captions.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr double em = 15;  // pixels, where ImGui's scale is 1 (fonts.h)

struct Header {
  std::string title;
  const Runs& runs;
  double position;
  TimeUnit unit;
};

/// Title and time at the left, the process at the right. Returns the height taken.
float draw_header(const Header& header, const ViewColors& colors, const Box& box, ImFont* strong) {
  const auto& [title, runs, position, unit] = header;
  const auto& [min, size] = box;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize(), big = 1.35F * font;
  const float height = 4.2F * font;
  const float inset = std::min(0.26F * size.x, 11 * font);
  const ImVec2 inset_min{min.x + size.x - inset, min.y + 0.2F * font};
  const ImVec2 inset_size{inset, height - 1.6F * font};
  draw_process_inset(runs, position, colors, inset_min, inset_size);
  const bool spread = runs.process && leading_process(runs).variance_preserving();
  if (runs.process && leading_process(runs).has_noise())
    draw_text(list, {inset_min.x - 0.5F * font, inset_min.y}, spread ? "\u1FB1(t)" : "noise(t)",
              packed(colors.muted), {1, 0});

  ImGui::PushFont(strong, 0);
  draw_text(list, min, fitted(title, size.x - inset - 4 * font, big),
            {.color = packed(colors.text), .size = big});
  ImGui::PopFont();
  if (!runs.process) return height;
  const std::vector<Level> levels = leading_levels(runs);
  const Level now = level_at(levels, row_at(position, levels.size()));
  const float y = min.y + 1.5F * big;
  ImGui::PushFont(strong, 0);
  const std::string time =
      time_text(leading_process(runs), now, unit, row_at(position, levels.size()).value());
  draw_text(list, {min.x, y}, time, {.color = packed(colors.accent), .size = big});
  const float room = std::max(text_size("t = 0000", big).x, text_size(time, big).x);
  ImGui::PopFont();
  draw_text(list, {min.x + room + font, y}, noise_text(leading_process(runs), now),
            {.color = packed(colors.muted), .size = big});
  return height;
}

}  // namespace

AnimationPainter::AnimationPainter(const AnimationSpec& spec)
    : spec_(spec), ui_(spec.width, spec.height) {
  ui_.put_on_paper(notes_);
}

Image AnimationPainter::paint(const Scene& scene, const Runs& runs, double position,
                              const std::string& class_name) {
  const Moment moment{scene, runs, position, class_name};
  if (spec_.paper == Paper::theme) return painted(moment, std::nullopt);
  if (spec_.paper == Paper::white) return painted(moment, Rgb{1, 1, 1});
  const Image white = painted(moment, Rgb{1, 1, 1});
  return with_opacity(white, painted(moment, Rgb{0, 0, 0}));
}

Image AnimationPainter::painted(const Moment& moment, const std::optional<Rgb>& ground) {
  ground_ = ground;
  const Theme theme = moment.scene.view.theme;
  const double scale = type_size(spec_) / em;
  const bool plots = spec_.subject == Subject::curves || spec_.subject == Subject::beside;
  ui_.draw(theme, scale, [&] { draw(moment); });
  // Plots settle in a second frame, and some are worked out beside the first.
  if (plots && work_.wait(std::chrono::minutes(10))) ui_.draw(theme, scale, [&] { draw(moment); });
  return ui_.read();
}

ViewColors AnimationPainter::colors_of(const Moment& moment) const {
  ViewColors colors = view_colors(moment.scene.view.theme, moment.runs);
  if (ground_) colors.ground = *ground_;
  return colors;
}

void AnimationPainter::draw(const Moment& moment) {
  const auto& [scene, runs, position, class_name] = moment;
  const ViewColors colors = colors_of(moment);
  const float margin = std::round(1.2F * ImGui::GetFontSize());
  const ImVec2 all{static_cast<float>(spec_.width), static_cast<float>(spec_.height)};
  const ImVec2 min{margin, margin}, size{all.x - 2 * margin, all.y - 2 * margin};
  ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, all, packed(colors.ground));
  const bool strip = spec_.subject == Subject::filmstrip && runs.pictures &&
                     runs.pictures->lanes.size() == 1;  // of several each has its own
  const std::string title =
      strip ? filmstrip_title(runs.pictures->front(), class_name) : scene.title;
  float header = 0;
  if (spec_.header)
    header = draw_header({title, runs, position, scene.playback.unit}, colors, {min, size},
                         ui_.fonts().strong);
  const Box box{{min.x, min.y + header}, {size.x, size.y - header}};
  const float gap = 1.5F * ImGui::GetFontSize(), left = std::round(0.62F * (size.x - gap));
  switch (spec_.subject) {
    case Subject::lanes: return lanes(moment, box);
    case Subject::curves: return curves(moment, box);
    case Subject::filmstrip: return filmstrip(moment, box);
    case Subject::window: assert(false && "that is drawn by the window itself"); return;
    case Subject::beside:
      lanes(moment, {box.min, {left, box.size.y}});
      curves(moment, {{box.min.x + left + gap, box.min.y}, {size.x - left - gap, box.size.y}});
  }
}

void AnimationPainter::lanes(const Moment& moment, const Box& box) {
  PaneStyle style;
  style.colors = colors_of(moment);
  style.interactive = false;
  style.numbers = spec_.numbers;
  style.time = std::nullopt;  // the header has it
  if (!spec_.header) style.time = moment.scene.playback.unit;
  style.cards = moment.scene.cards;
  style.strong = ui_.fonts().strong;
  ImGui::SetCursorScreenPos(box.min);
  panes_.draw(moment.runs, moment.position, moment.scene.view, box.size, style);
}

void AnimationPainter::curves(const Moment& moment, const Box& box) {
  Scene now = moment.scene;  // whose plots mark the moment
  now.playback.position = moment.position;
  const auto slow = work_.plots(moment.runs, now.view);
  BoardStyle style;
  style.strong = ui_.fonts().strong;
  style.slow = slow.get();
  style.whole = true;
  ImGui::SetCursorScreenPos(box.min);
  board_.draw(moment.runs, now, colors_of(moment), box.size, style);
}

namespace {

/// The current state and prediction of a lane as large as a box has room, below their names.
/// Returns the width taken; 0: there is no room.
float draw_current(const Filmstrip& strip, const PictureRun& run, const ViewColors& colors,
                   const Box& box, float align) {
  const auto& [min, size] = box;
  const float font = ImGui::GetFontSize(), label = 1.6F * font, gap = 2 * font;
  const float side = std::floor(std::min(size.y - label, 0.5F * (size.x - gap)));
  if (side < 2 * font || strip.columns() == 0) return 0;
  const ImVec2 picture{
      side * std::min(1.0F, static_cast<float>(run.width) / static_cast<float>(run.height)),
      side * std::min(1.0F, static_cast<float>(run.height) / static_cast<float>(run.width))};
  const float wide = 2 * picture.x + gap, left = min.x + align * (size.x - wide);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const StripRow strip_row : {StripRow::x, StripRow::x0_hat}) {
    const float x = left + (strip_row == StripRow::x ? 0 : picture.x + gap);
    const char* name = strip_row == StripRow::x ? "state x\u209C" : "prediction x\u0302\u2080";
    draw_text(list, {x + 0.5F * picture.x, min.y}, fitted(name, picture.x + gap),
              packed(colors.text), {0.5F, 0});
    strip.image(strip_row, strip.current(), {{x, min.y + label}, picture}, Texels::sharp);
  }
  return wide;
}

}  // namespace

/// One of several lanes: its name, the current pictures, and the strip at their right.
void AnimationPainter::picture_lane(const Moment& moment, std::size_t lane, const Box& box) {
  const auto& [scene, runs, position, class_name] = moment;
  const PictureRun& run = *runs.pictures->lanes[lane];
  const ViewColors colors = colors_of(moment);
  const float font = ImGui::GetFontSize(), title = 1.6F * font;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at = box.min;
  list.AddRectFilled({at.x, at.y + 0.2F * font}, {at.x + 0.6F * font, at.y + 0.8F * font},
                     packed(colors.lane(run.lane)), 2);
  draw_text(list, {at.x + font, at.y}, fitted(picture_lane_title(run), box.size.x - font),
            packed(colors.text));
  FilmstripStyle style;
  style.colors = colors;
  style.interactive = style.header = false;
  style.lane = lane;
  style.picture = std::min(scene.view.picture, run.pictures - 1);
  const Box below{{at.x, at.y + title}, {box.size.x, box.size.y - title}};
  const float large = std::min(2 * below.size.y + 2 * font, 0.45F * below.size.x);
  const float left = large + 1.5F * font;
  ImGui::PushID(static_cast<int>(lane));
  ImGui::SetCursorScreenPos({below.min.x + left, below.min.y});
  strips_[lane]->draw(runs, position, {below.size.x - left, below.size.y}, style);
  ImGui::PopID();
  draw_current(*strips_[lane], run, colors, {below.min, {large, below.size.y}}, 0);
}

void AnimationPainter::filmstrip(const Moment& moment, const Box& box) {
  const auto& [min, size] = box;
  const auto& [scene, runs, position, class_name] = moment;
  const std::size_t lanes = runs.pictures ? runs.pictures->lanes.size() : 1;
  while (strips_.size() < lanes) strips_.push_back(std::make_unique<Filmstrip>());
  const float font = ImGui::GetFontSize();
  if (lanes > 1) {
    const float gap = 0.6F * font, count = static_cast<float>(lanes);
    const float high = std::floor((size.y - (count - 1) * gap) / count);
    for (std::size_t i = 0; i < lanes; ++i)
      picture_lane(moment, i,
                   {{min.x, min.y + static_cast<float>(i) * (high + gap)}, {size.x, high}});
    return;
  }
  const ViewColors colors = colors_of(moment);
  FilmstripStyle style;
  style.colors = colors;
  style.interactive = false;
  style.header = false;
  style.strong = ui_.fonts().strong;
  style.class_name = class_name;
  const float strip = std::round(std::max(0.3F * size.y, 7 * font));
  ImGui::SetCursorScreenPos({min.x, min.y + size.y - strip});
  strips_[0]->draw(runs, position, {size.x, strip}, style);
  if (runs.pictures)
    draw_current(*strips_[0], runs.pictures->front(), colors,
                 {min, {size.x, size.y - strip - 2 * font}}, 0.5F);
}

}  // namespace alphabar

#include "app/views/pictures/filmstrip.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/plan/samplers/samplers.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr std::array<StripRow, 3> strip_rows{StripRow::x, StripRow::x0_hat, StripRow::eps_hat};
constexpr std::array<const char*, 3> strip_row_names{"x\u209C", "x\u0302\u2080", "\u03B5\u0302"};
constexpr std::array<const char*, 3> strip_row_meanings{"state", "prediction", "noise"};

std::size_t at(StripRow strip_row) { return static_cast<std::size_t>(strip_row); }

const GrowingList<float>& values(const PictureRun& run, StripRow strip_row) {
  return strip_row == StripRow::x ? run.x : strip_row == StripRow::x0_hat ? run.x0 : run.eps;
}

std::size_t picture_size(const PictureRun& run) {
  return static_cast<std::size_t>(run.channels) * static_cast<std::size_t>(run.height) *
         static_cast<std::size_t>(run.width);
}

std::span<const float> picture_of(const PictureRun& run, StripRow strip_row, int index,
                                  int picture) {
  const std::size_t size = picture_size(run);
  const std::size_t from =
      (static_cast<std::size_t>(index) * static_cast<std::size_t>(run.pictures) +
       static_cast<std::size_t>(picture)) *
      size;
  const GrowingList<float>& all = values(run, strip_row);
  if (from + size > all.size()) return {};
  return std::span(all).subspan(from, size);
}

/// Of each row of x: the evaluation made at it, else the last one before it. -1: none yet.
std::vector<int> evaluations_of(const Plan& plan) {
  const int total = plan.evaluations();
  std::vector<int> out{0};
  int done = 0;
  for (const Row& row : plan.rows) {
    done += row.evaluate;
    if (row.report != Report::none) out.push_back(std::min(done, total - 1));
  }
  return out;
}

/// The position at which a row of the pictures is shown; lane 0 leads.
double position_showing(const Runs& runs, const std::vector<Level>& levels, int row) {
  const int last = static_cast<int>(levels.size()) - 1;
  if (row <= 0) return 0;
  if (row >= last) return 1;
  const double target = levels[static_cast<std::size_t>(row)].t;
  const std::vector<Level> leading = leading_levels(runs);
  const double lead = leading.back().t - leading.front().t;
  const double own = levels.back().t - levels.front().t;
  if (lead * own <= 0) return position_of(row, levels.size());
  return position_of(row_at_time(leading, target).value(), leading.size());
}

}  // namespace

std::string filmstrip_title(const PictureRun& run, const std::string& class_name) {
  const PicturesSpec& spec = run.spec;
  const SamplerInfo& sampler = sampler_info(spec.sampler.kind);
  std::string model = spec.model;
  if (const std::size_t slash = model.find_last_of('/'); slash != std::string::npos)
    model = model.substr(slash + 1);
  std::string text = model;
  text += "  \u00B7  ";
  text += spec.label < 0       ? std::string("no class")
          : class_name.empty() ? "class " + std::to_string(spec.label)
                               : class_name;
  if (spec.label >= 0 && spec.scale != 1) text += ", guidance " + number_text(spec.scale, 2);
  text += std::string("  \u00B7  ") + sampler.title + ", " +
          std::to_string(run.plan.evaluations()) + " evaluations";
  if (sampler.uses(&SamplerSpec::eta))
    text += ", \u03B7 = " + (spec.sampler.eta == 0 ? "0" : number_text(spec.sampler.eta, 2));
  return text;
}

int Filmstrip::uploads() const {
  int sum = 0;
  for (const PictureAtlas& atlas : atlases_) sum += atlas.puts();
  return sum;
}

ImVec4 Filmstrip::cell(StripRow strip_row, int column) const {
  const float x = origin_.x + static_cast<float>(column) * pitch_x_;
  const float y = origin_.y + static_cast<float>(at(strip_row)) * pitch_y_;
  return {x, y, x + thumb_w_, y + thumb_h_};
}

int Filmstrip::index_of(StripRow strip_row, int row) const {
  return strip_row == StripRow::x ? row : evaluation_[static_cast<std::size_t>(row)];
}

void Filmstrip::reset(const PictureRun& run) {
  levels_ = reported_levels(run.plan);
  evaluation_ = evaluations_of(run.plan);
  made_.fill(false);
  for (const StripRow strip_row : strip_rows) {
    const int count = strip_row == StripRow::x ? static_cast<int>(levels_.size())
                                               : std::max(run.plan.evaluations(), 1);
    atlases_[at(strip_row)].reset(count, run.channels, run.height, run.width);
  }
}

void Filmstrip::upload(const Runs& runs, const FilmstripStyle& style) {
  // A snapshot of the same run with more rows done has its pictures where they were.
  const bool another =
      !run_ || run_->x.data() != runs.pictures->x.data() || picture_ != uploaded_picture_;
  run_ = runs.pictures;
  const PictureRun& run = *run_;
  picture_ = std::clamp(picture_, 0, std::max(run.pictures - 1, 0));
  uploaded_picture_ = picture_;
  if (another) reset(run);
  for (const StripRow strip_row : strip_rows) {
    if (strip_row == StripRow::eps_hat && !style.eps) continue;
    const int rows = std::min(run.rows_done, static_cast<int>(levels_.size()));
    for (int row = 0; row < rows; ++row) {
      // The outputs at a row are there when the row after it is.
      if (strip_row != StripRow::x && row + 1 >= rows && row + 1 < static_cast<int>(levels_.size()))
        break;
      const int index = index_of(strip_row, row);
      if (index < 0 || atlases_[at(strip_row)].has(index)) continue;
      const std::span<const float> picture = picture_of(run, strip_row, index, picture_);
      if (picture.empty()) break;
      const Level& level = levels_[static_cast<std::size_t>(row)];
      // States and noise have a standard deviation: two of it for noise fit between black and
      // white, and a state is shown at the size that the variance-preserving form has.
      const double scale = strip_row == StripRow::x         ? 1 / std::hypot(level.a, level.s)
                           : strip_row == StripRow::eps_hat ? 0.5
                                                            : 1;
      atlases_[at(strip_row)].put(index, picture, static_cast<float>(scale));
    }
  }
}

bool Filmstrip::image(StripRow strip_row, int row, const Box& box, Texels texels) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const PictureAtlas& atlas = atlases_[at(strip_row)];
  const int index = index_of(strip_row, row);
  if (!atlas.has(index)) return false;
  const AtlasCell cell = atlas.cell(index, texels);
  const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  const bool sharp = texels == Texels::sharp && platform.DrawCallback_SetSamplerNearest;
  if (sharp) list.AddCallback(platform.DrawCallback_SetSamplerNearest, nullptr);
  list.AddImage(ImTextureRef(static_cast<ImTextureID>(atlas.texture())), box.min, box.max(),
                {cell.u0, cell.v0}, {cell.u1, cell.v1});
  if (sharp) list.AddCallback(platform.DrawCallback_SetSamplerLinear, nullptr);
  return true;
}

void Filmstrip::enlarge(const Runs& runs, int row, const FilmstripStyle& style) const {
  const ViewColors& colors = style.colors;
  ImGui::BeginTooltip();
  const float font = ImGui::GetFontSize();
  const float side = std::max(1.0F, std::round(9 * font / static_cast<float>(run_->width)));
  const ImVec2 size{side * static_cast<float>(run_->width),
                    side * static_cast<float>(run_->height)};
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const int shown = style.eps ? 3 : 2;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int i = 0; i < shown; ++i) {
    const ImVec2 min{corner.x + static_cast<float>(i) * (size.x + 0.6F * font),
                     corner.y + 1.4F * font};
    const float name = draw_text(list, {min.x, corner.y},
                                 strip_row_names[static_cast<std::size_t>(i)], packed(colors.text))
                           .x;
    draw_text(list, {min.x + name + 0.5F * font, corner.y},
              strip_row_meanings[static_cast<std::size_t>(i)], packed(colors.muted));
    image(strip_rows[static_cast<std::size_t>(i)], row, {min, size}, Texels::sharp);
  }
  ImGui::Dummy({static_cast<float>(shown) * size.x + static_cast<float>(shown - 1) * 0.6F * font,
                size.y + 1.5F * font});
  const Level& level = levels_[static_cast<std::size_t>(row)];
  std::string text = "step " + std::to_string(row);
  if (runs.process)
    text += "    " + time_text(*runs.process, level) + "    " + noise_text(*runs.process, level);
  ImGui::TextUnformatted(text.c_str());
  ImGui::EndTooltip();
}

void Filmstrip::draw_notices(const ImVec2& at, float width, const FilmstripStyle& style) const {
  std::string words;
  for (const std::string& notice : run_->notices) words += (words.empty() ? "" : " ") + notice;
  draw_text(*ImGui::GetWindowDrawList(), at, fitted(words, width), packed(style.colors.accent));
  if (!style.interactive) return;
  const ImVec2 before = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(at);
  ImGui::InvisibleButton("notices", {width, ImGui::GetFontSize()});
  if (ImGui::BeginItemTooltip()) {
    ImGui::PushTextWrapPos(36 * ImGui::GetFontSize());
    for (const std::string& notice : run_->notices) ImGui::TextUnformatted(notice.c_str());
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
  }
  ImGui::SetCursorScreenPos(before);
}

bool Filmstrip::lay_out(const ImVec2& corner, const ImVec2& size, const FilmstripStyle& style) {
  const PictureRun& run = *run_;
  const float font = ImGui::GetFontSize();
  // Heights: header, pictures, one line of times.
  const bool has_notices = style.header && !run.notices.empty() && size.y > 10 * font;
  const float line = style.header ? std::round(1.5F * font) : 0;
  const float header = has_notices ? 2 * line : line, times = std::round(1.3F * font);
  const float gap = std::round(0.25F * font), label = std::round(2.2F * font);
  const float room = size.y - header - times;
  notices_y_ = has_notices ? std::optional(corner.y + line) : std::nullopt;
  strip_rows_ = style.eps && room > 3 * 2 * font ? 3 : 2;
  float scale = (room / static_cast<float>(strip_rows_) - gap) / static_cast<float>(run.height);
  scale = std::min(scale, 0.25F * (size.x - label) / static_cast<float>(run.width));
  if (scale >= 2) scale = std::floor(scale * 2) / 2;
  if (scale <= 0) return false;
  thumb_w_ = std::floor(scale * static_cast<float>(run.width));
  thumb_h_ = std::floor(scale * static_cast<float>(run.height));
  pitch_y_ = thumb_h_ + gap;
  const int fit = std::max(1, static_cast<int>((size.x - label + gap) / (thumb_w_ + gap)));
  const int columns = std::min(fit, rows());
  pitch_x_ = columns > 1 ? std::min((size.x - label - thumb_w_) / static_cast<float>(columns - 1),
                                    1.6F * (thumb_w_ + gap))
                         : thumb_w_;
  origin_ = {corner.x + label, corner.y + header};
  below_ = origin_.y + static_cast<float>(strip_rows_) * pitch_y_ - gap;
  column_rows_.resize(static_cast<std::size_t>(columns));
  return true;
}

void Filmstrip::spread_rows(const Cursor& place) {
  const int last = rows() - 1, count = columns();
  // Among the plan's rows, not only those that are done: the frame runs ahead of what arrives.
  current_ =
      std::min(last, static_cast<int>(place.step.row) + (place.step.fraction >= 0.5 ? 1 : 0));
  for (int c = 0; c < count; ++c)
    column_rows_[static_cast<std::size_t>(c)] =
        count == 1 ? current_
                   : static_cast<int>(std::lround(static_cast<double>(c) * last / (count - 1)));
  current_column_ = 0;
  for (int c = 0; c < count; ++c)
    if (std::abs(row_of(c) - current_) < std::abs(row_of(current_column_) - current_))
      current_column_ = c;
  column_rows_[static_cast<std::size_t>(current_column_)] = current_;
}

void Filmstrip::draw_header(const ImVec2& corner, float width, const FilmstripStyle& style) {
  const ViewColors& colors = style.colors;
  const PictureRun& run = *run_;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  ImGui::PushFont(style.strong, 0);
  const float name = draw_text(list, corner, "UNet", packed(colors.text)).x;
  ImGui::PopFont();
  const std::string progress =
      run.rows_done < rows() ? std::to_string(run.rows_done) + " of " + std::to_string(rows())
      : run.pictures > 1
          ? "picture " + std::to_string(picture_ + 1) + " of " + std::to_string(run.pictures)
          : "";
  const float side = text_size(progress).x, title_room = width - name - side - 2 * font;
  constexpr std::string_view between = "  \u00B7  ";
  std::string title = filmstrip_title(run, style.class_name);
  for (std::size_t at;
       text_size(title).x > title_room && (at = title.find(between)) != std::string::npos;)
    title.erase(0, at + between.size());  // the sampler says most
  draw_text(list, {corner.x + name + 0.7F * font, corner.y}, fitted(title, title_room),
            packed(colors.muted));
  draw_text(list, {corner.x + width, corner.y}, progress, packed(colors.muted), {1, 0});
  if (!style.interactive || run.pictures <= 1 || run.rows_done < rows()) return;
  ImGui::SetCursorScreenPos({corner.x + width - side, corner.y});
  if (ImGui::InvisibleButton("another picture", {side, font}))
    picture_ = (picture_ + 1) % run.pictures;
  ImGui::SetItemTooltip("Click for the next of the pictures made together");
}

void Filmstrip::draw_pictures(const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int f = 0; f < strip_rows_; ++f) {
    const StripRow strip_row = strip_rows[static_cast<std::size_t>(f)];
    const ImVec4 first = cell(strip_row, 0);
    draw_text(list, {origin_.x - 0.7F * ImGui::GetFontSize(), first.y + 0.5F * thumb_h_},
              strip_row_names[at(strip_row)], packed(colors.text), {1, 0.5F});
    for (int c = 0; c < columns(); ++c) {
      const ImVec4 box = cell(strip_row, c);
      if (!image(strip_row, row_of(c), {{box.x, box.y}, {thumb_w_, thumb_h_}}, Texels::smooth))
        list.AddRect({box.x, box.y}, {box.z, box.w}, packed(colors.faint));
    }
  }
}

void Filmstrip::draw_times(const Runs& runs, const FilmstripStyle& style) const {
  const ViewColors& colors = style.colors;
  if (!runs.process) return;
  const Process& process = *runs.process;
  const TimeUnit unit = unit_on(process, style.unit);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize(), y = below_ + 3;
  const auto middle = [&](int column) { return cell(StripRow::x, column).x + 0.5F * thumb_w_; };
  const auto time_label = [&](int column, const Rgb& color) {
    const Level& level = levels_[static_cast<std::size_t>(row_of(column))];
    const double value = time_number(process, level, unit, row_of(column)).value;
    const bool whole = unit == TimeUnit::step || unit == TimeUnit::index ||
                       (unit == TimeUnit::t && process.discrete());
    const std::string text = whole ? std::to_string(std::lround(value)) : number_text(value, 2);
    draw_text(list, {middle(column), y}, text, packed(color), {0.5F, 0});
  };
  draw_text(list, {origin_.x - 0.7F * font, y},
            time_number(process, levels_.front(), unit, 0).symbol, packed(colors.muted), {1, 0});
  const float widest = text_size("0000").x;
  float free_from = origin_.x;
  for (int c = 0; c < columns(); ++c) {
    if (c == current_column_ || middle(c) - 0.5F * widest < free_from ||
        std::abs(middle(c) - middle(current_column_)) <= widest + 0.3F * font)
      continue;
    time_label(c, colors.muted);
    free_from = middle(c) + 0.5F * widest + 0.6F * font;
  }
  time_label(current_column_, colors.accent);
  const float x = cell(StripRow::x, current_column_).x, stroke = 2 * colors.stroke;
  list.AddRect({x - stroke, origin_.y - stroke}, {x + thumb_w_ + stroke, below_ + stroke},
               packed(colors.accent), 0, stroke);
}

std::optional<double> Filmstrip::interact(const Runs& runs, const FilmstripStyle& style) const {
  ImGui::SetCursorScreenPos(origin_);
  const float width = static_cast<float>(columns() - 1) * pitch_x_ + thumb_w_;
  ImGui::InvisibleButton("strip", {std::max(width, 1.0F), std::max(below_ - origin_.y, 1.0F)});
  const float x = ImGui::GetIO().MousePos.x - origin_.x;
  const int row = row_of(std::clamp(static_cast<int>(x / pitch_x_), 0, columns() - 1));
  if (ImGui::IsItemActive()) return position_showing(runs, levels_, row);
  if (ImGui::IsItemHovered()) enlarge(runs, row, style);
  return std::nullopt;
}

std::optional<double> Filmstrip::draw(const Runs& runs, double position, const ImVec2& size,
                                      const FilmstripStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  column_rows_.clear();
  std::optional<double> asked;
  if (!runs.pictures || runs.pictures->rows_done < 1) {
    draw_text(*ImGui::GetWindowDrawList(), {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("The network's pictures appear here, step by step.", size.x),
              packed(style.colors.muted), {0.5F, 0.5F});
  } else {
    upload(runs, style);
    if (lay_out(corner, size, style)) {
      spread_rows(cursor(runs, *run_, position));
      if (style.header) draw_header(corner, size.x, style);
      if (notices_y_) draw_notices({corner.x, *notices_y_}, size.x, style);
      draw_pictures(style.colors);
      draw_times(runs, style);
      if (style.interactive) asked = interact(runs, style);
    }
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return asked;
}

}  // namespace alphabar

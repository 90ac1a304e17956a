#include "app/views/pictures/filmstrip.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "app/views/draw/text.h"
#include "core/figures/captions.h"
#include "core/plan/samplers/samplers.h"
#include "core/runs/cursor.h"

namespace alphabar {
namespace {

constexpr std::array<StripRow, 4> strip_rows{StripRow::x, StripRow::x0_hat, StripRow::eps_hat,
                                             StripRow::difference};
constexpr std::array<const char*, 4> strip_row_names{"x\u209C", "x\u0302\u2080", "\u03B5\u0302",
                                                     "\u0394x\u0302\u2080"};
constexpr std::array<const char*, 4> strip_row_meanings{"state", "prediction", "noise",
                                                        "less lane 1"};

std::size_t at(StripRow strip_row) { return static_cast<std::size_t>(strip_row); }

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
  const auto place = std::ranges::find(shown_, strip_row) - shown_.begin();
  const float y = origin_.y + static_cast<float>(place) * pitch_y_;
  return {x, y, x + thumb_w_, y + thumb_h_};
}

int Filmstrip::index_of(StripRow strip_row, int row) const {
  const bool states = strip_row == StripRow::x || strip_row == StripRow::difference;
  return states ? row : evaluation_[static_cast<std::size_t>(row)];
}

void Filmstrip::reset(const PictureRun& run) {
  levels_ = reported_levels(run.plan);
  evaluation_ = evaluations_at_rows(run.plan);
  for (const StripRow strip_row : strip_rows) {
    const bool states = strip_row == StripRow::x || strip_row == StripRow::difference;
    const int count =
        states ? static_cast<int>(levels_.size()) : std::max(run.plan.evaluations(), 1);
    atlases_[at(strip_row)].reset(count, run.channels, run.height, run.width);
  }
}

/// x0_hat less the first lane's where that has the nearest noise, 0 where they are alike.
std::vector<float> Filmstrip::difference(int row) const {
  const int other = row_with_noise(*first_, levels_[static_cast<std::size_t>(row)].sigma());
  const std::span<const float> own =
      picture_of(*run_, PictureRows::x0_hat, evaluation_[static_cast<std::size_t>(row)], picture_);
  const std::span<const float> from =
      picture_of(*first_, PictureRows::x0_hat,
                 evaluations_at_rows(first_->plan)[static_cast<std::size_t>(other)], picture_);
  if (own.empty() || own.size() != from.size()) return {};
  std::vector<float> difference(own.size());
  std::ranges::transform(own, from, difference.begin(), std::minus<>());
  return difference;
}

/// False: it is not there yet.
bool Filmstrip::upload_one(StripRow strip_row, int row) {
  const int index = index_of(strip_row, row);
  PictureAtlas& atlas = atlases_[at(strip_row)];
  if (index < 0 || atlas.has(index)) return true;
  if (strip_row == StripRow::difference) {
    const std::vector<float> picture = difference(row);
    if (picture.empty()) return false;
    atlas.put(index, picture, 0.5F);
    return true;
  }
  const PictureRows rows = strip_row == StripRow::x        ? PictureRows::x
                           : strip_row == StripRow::x0_hat ? PictureRows::x0_hat
                                                           : PictureRows::eps_hat;
  const std::span<const float> picture = picture_of(*run_, rows, index, picture_);
  if (picture.empty()) return false;
  atlas.put(index, picture, shown_scale(rows, levels_[static_cast<std::size_t>(row)]));
  return true;
}

void Filmstrip::upload(const Runs& runs, const FilmstripStyle& style) {
  // A snapshot of the same run with more rows done has its pictures where they were.
  const std::vector<std::shared_ptr<const PictureRun>>& lanes = runs.pictures->lanes;
  const std::shared_ptr<const PictureRun> of = lanes[std::min(style.lane, lanes.size() - 1)];
  const int wanted = std::clamp(style.picture, 0, std::max(of->pictures - 1, 0));
  const bool another = !run_ || run_->x.data() != of->x.data() || picture_ != wanted ||
                       first_->x.data() != lanes.front()->x.data();
  run_ = of;
  first_ = lanes.front();
  picture_ = wanted;
  if (another) reset(*run_);
  const int last = static_cast<int>(levels_.size()), rows = std::min(run_->rows_done, last);
  for (const StripRow strip_row : style.rows)
    for (int row = 0; row < rows; ++row) {
      // The outputs at a row are there when the row after it is.
      if (strip_row != StripRow::x && row + 1 >= rows && row + 1 < last) break;
      if (!upload_one(strip_row, row)) break;
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
  std::vector<StripRow> wanted = style.rows;
  std::ranges::sort(wanted);
  const auto shown = static_cast<float>(wanted.size());
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const ImVec2 min{corner.x + static_cast<float>(i) * (size.x + 0.6F * font),
                     corner.y + 1.4F * font};
    const float name =
        draw_text(list, {min.x, corner.y}, strip_row_names[at(wanted[i])], packed(colors.text)).x;
    draw_text(list, {min.x + name + 0.5F * font, corner.y}, strip_row_meanings[at(wanted[i])],
              packed(colors.muted));
    image(wanted[i], row, {min, size}, Texels::sharp);
  }
  ImGui::Dummy({shown * size.x + (shown - 1) * 0.6F * font, size.y + 1.5F * font});
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
  const auto fitting = std::clamp(static_cast<std::ptrdiff_t>(room / (3 * font)), std::ptrdiff_t{1},
                                  static_cast<std::ptrdiff_t>(style.rows.size()));
  shown_.assign(style.rows.begin(), style.rows.begin() + fitting);
  std::ranges::sort(shown_);
  const auto count = static_cast<float>(shown_.size());
  float scale = (room / count - gap) / static_cast<float>(run.height);
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
  below_ = origin_.y + count * pitch_y_ - gap;
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

void Filmstrip::draw_header(const ImVec2& corner, float width, const FilmstripStyle& style,
                            FilmstripEdits& edits) const {
  const ViewColors& colors = style.colors;
  const PictureRun& run = *run_;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  float name = 0;
  if (style.hue) {
    name = 0.6F * font;
    list.AddRectFilled({corner.x, corner.y + 0.2F * font},
                       {corner.x + name, corner.y + 0.8F * font}, packed(*style.hue), 2);
  } else {
    ImGui::PushFont(style.strong, 0);
    name = draw_text(list, corner, "UNet", packed(colors.text)).x;
    ImGui::PopFont();
  }
  const std::string progress =
      run.rows_done < rows() ? std::to_string(run.rows_done) + " of " + std::to_string(rows())
      : run.pictures > 1 && !style.hue
          ? "picture " + std::to_string(picture_ + 1) + " of " + std::to_string(run.pictures)
          : "";
  const float side = text_size(progress).x, title_room = width - name - side - 2 * font;
  constexpr std::string_view between = "  \u00B7  ";
  std::string title = style.title.empty() ? filmstrip_title(run, style.class_name) : style.title;
  for (std::size_t at;
       text_size(title).x > title_room && (at = title.find(between)) != std::string::npos;)
    title.erase(0, at + between.size());  // the sampler says most
  draw_text(list, {corner.x + name + 0.7F * font, corner.y}, fitted(title, title_room),
            packed(style.hue ? colors.text : colors.muted));
  draw_text(list, {corner.x + width, corner.y}, progress, packed(colors.muted), {1, 0});
  if (!style.interactive || run.pictures <= 1 || run.rows_done < rows() || style.hue) return;
  ImGui::SetCursorScreenPos({corner.x + width - side, corner.y});
  if (ImGui::InvisibleButton("another picture", {side, font}))
    edits.picture = (picture_ + 1) % run.pictures;
  ImGui::SetItemTooltip("Click for the next of the pictures made together");
}

void Filmstrip::draw_pictures(const ViewColors& colors) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const StripRow strip_row : shown_) {
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
  const auto middle = [&](int column) { return cell(shown_[0], column).x + 0.5F * thumb_w_; };
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
  const float x = cell(shown_[0], current_column_).x, stroke = 2 * colors.stroke;
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

FilmstripEdits Filmstrip::draw(const Runs& runs, double position, const ImVec2& size,
                               const FilmstripStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  column_rows_.clear();
  FilmstripEdits edits;
  const bool there = runs.pictures && style.lane < runs.pictures->lanes.size() &&
                     runs.pictures->lanes[style.lane]->rows_done > 0;
  if (!there) {
    draw_text(*ImGui::GetWindowDrawList(), {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("The network's pictures appear here, step by step.", size.x),
              packed(style.colors.muted), {0.5F, 0.5F});
  } else {
    upload(runs, style);
    if (lay_out(corner, size, style)) {
      spread_rows(cursor(runs, *run_, position));
      if (style.header) draw_header(corner, size.x, style, edits);
      if (notices_y_) draw_notices({corner.x, *notices_y_}, size.x, style);
      draw_pictures(style.colors);
      draw_times(runs, style);
      if (style.interactive) edits.position = interact(runs, style);
    }
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return edits;
}

}  // namespace alphabar

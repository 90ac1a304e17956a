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

constexpr std::array<Film, 3> films{Film::x, Film::x0_hat, Film::eps_hat};
constexpr std::array<const char*, 3> film_names{"x\u209C", "x\u0302\u2080", "\u03B5\u0302"};
constexpr std::array<const char*, 3> film_meanings{"state", "prediction", "noise"};

std::size_t at(Film film) { return static_cast<std::size_t>(film); }

const GrowingList<float>& values(const PictureRun& run, Film film) {
  return film == Film::x ? run.x : film == Film::x0_hat ? run.x0 : run.eps;
}

std::size_t picture_size(const PictureRun& run) {
  return static_cast<std::size_t>(run.channels) * static_cast<std::size_t>(run.height) *
         static_cast<std::size_t>(run.width);
}

std::span<const float> picture_of(const PictureRun& run, Film film, int index, int picture) {
  const std::size_t size = picture_size(run);
  const std::size_t from =
      (static_cast<std::size_t>(index) * static_cast<std::size_t>(run.pictures) +
       static_cast<std::size_t>(picture)) *
      size;
  const GrowingList<float>& all = values(run, film);
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

std::string filmstrip_title(const PictureRun& run, const PicturesSpec& spec,
                            const std::string& class_name) {
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

ImVec4 Filmstrip::cell(Film film, int column) const {
  const float x = origin_.x + static_cast<float>(column) * pitch_x_;
  const float y = origin_.y + static_cast<float>(at(film)) * pitch_y_;
  return {x, y, x + thumb_w_, y + thumb_h_};
}

int Filmstrip::index_of(Film film, int row) const {
  return film == Film::x ? row : evaluation_[static_cast<std::size_t>(row)];
}

void Filmstrip::reset(const PictureRun& run) {
  levels_ = reported_levels(run.plan);
  evaluation_ = evaluations_of(run.plan);
  made_.fill(false);
  for (const Film film : films) {
    const int count =
        film == Film::x ? static_cast<int>(levels_.size()) : std::max(run.plan.evaluations(), 1);
    atlases_[at(film)].reset(count, run.channels, run.height, run.width);
  }
}

void Filmstrip::upload(const Runs& runs, bool eps) {
  // A snapshot of the same run with more rows done has its pictures where they were.
  const bool another =
      !run_ || run_->x.data() != runs.pictures->x.data() || picture_ != uploaded_picture_;
  run_ = runs.pictures;
  const PictureRun& run = *run_;
  picture_ = std::clamp(picture_, 0, std::max(run.pictures - 1, 0));
  uploaded_picture_ = picture_;
  if (another) reset(run);
  for (const Film film : films) {
    if (film == Film::eps_hat && !eps) continue;
    const int rows = std::min(run.rows_done, static_cast<int>(levels_.size()));
    for (int row = 0; row < rows; ++row) {
      // The outputs at a row are there when the row after it is.
      if (film != Film::x && row + 1 >= rows && row + 1 < static_cast<int>(levels_.size())) break;
      const int index = index_of(film, row);
      if (index < 0 || atlases_[at(film)].has(index)) continue;
      const std::span<const float> picture = picture_of(run, film, index, picture_);
      if (picture.empty()) break;
      const Level& level = levels_[static_cast<std::size_t>(row)];
      // States and noise have a standard deviation: two of it for noise fit between black and
      // white, and a state is shown at the size that the variance-preserving form has.
      const double scale = film == Film::x         ? 1 / std::hypot(level.a, level.s)
                           : film == Film::eps_hat ? 0.5
                                                   : 1;
      atlases_[at(film)].put(index, picture, static_cast<float>(scale));
    }
  }
}

bool Filmstrip::image(ImDrawList& list, Film film, int row, const ImVec2& min, const ImVec2& size,
                      bool sharp) const {
  const PictureAtlas& atlas = atlases_[at(film)];
  const int index = index_of(film, row);
  if (!atlas.has(index)) return false;
  const AtlasCell cell = atlas.cell(index, !sharp);
  const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  sharp = sharp && platform.DrawCallback_SetSamplerNearest;
  if (sharp) list.AddCallback(platform.DrawCallback_SetSamplerNearest, nullptr);
  list.AddImage(ImTextureRef(static_cast<ImTextureID>(atlas.texture())), min,
                {min.x + size.x, min.y + size.y}, {cell.u0, cell.v0}, {cell.u1, cell.v1});
  if (sharp) list.AddCallback(platform.DrawCallback_SetSamplerLinear, nullptr);
  return true;
}

void Filmstrip::enlarge(const Runs& runs, int row, bool eps, const ViewColors& colors) const {
  ImGui::BeginTooltip();
  const float font = ImGui::GetFontSize();
  const float side = std::max(1.0F, std::round(9 * font / static_cast<float>(run_->width)));
  const ImVec2 size{side * static_cast<float>(run_->width),
                    side * static_cast<float>(run_->height)};
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const int shown = eps ? 3 : 2;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int i = 0; i < shown; ++i) {
    const ImVec2 min{corner.x + static_cast<float>(i) * (size.x + 0.6F * font),
                     corner.y + 1.4F * font};
    const float name = draw_text(list, {min.x, corner.y}, film_names[static_cast<std::size_t>(i)],
                                 packed(colors.text))
                           .x;
    draw_text(list, {min.x + name + 0.5F * font, corner.y},
              film_meanings[static_cast<std::size_t>(i)], packed(colors.muted));
    image(list, films[static_cast<std::size_t>(i)], row, min, size, true);
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

void Filmstrip::draw_notices(const ImVec2& at, float width, const ViewColors& colors,
                             const FilmstripStyle& style) const {
  std::string words;
  for (const std::string& notice : run_->notices) words += (words.empty() ? "" : " ") + notice;
  draw_text(*ImGui::GetWindowDrawList(), at, fitted(words, width), packed(colors.accent));
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

std::optional<double> Filmstrip::draw(const Runs& runs, double position, const PicturesSpec& spec,
                                      const ViewColors& colors, const ImVec2& size,
                                      const FilmstripStyle& style) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  column_rows_.clear();
  std::optional<double> asked;
  const auto done = [&] {
    ImGui::SetCursorScreenPos(corner);
    ImGui::Dummy(size);
    return asked;
  };
  if (!runs.pictures || runs.pictures->rows_done < 1) {
    draw_text(list, {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("The network's pictures appear here, step by step.", size.x),
              packed(colors.muted), {0.5F, 0.5F});
    return done();
  }
  upload(runs, style.eps);
  const PictureRun& run = *run_;

  // Heights: header, pictures, one line of times.
  const bool told = style.header && !run.notices.empty() && size.y > 10 * font;
  const float line = style.header ? std::round(1.5F * font) : 0;
  const float header = told ? 2 * line : line, times = std::round(1.3F * font);
  const float gap = std::round(0.25F * font), label = std::round(2.2F * font);
  const float room = size.y - header - times;
  films_ = style.eps && room > 3 * 2 * font ? 3 : 2;
  float scale = (room / static_cast<float>(films_) - gap) / static_cast<float>(run.height);
  scale = std::min(scale, 0.25F * (size.x - label) / static_cast<float>(run.width));
  if (scale >= 2) scale = std::floor(scale * 2) / 2;
  if (scale <= 0) return done();
  thumb_w_ = std::floor(scale * static_cast<float>(run.width));
  thumb_h_ = std::floor(scale * static_cast<float>(run.height));
  pitch_y_ = thumb_h_ + gap;
  const int rows = static_cast<int>(levels_.size());
  const int fit = std::max(1, static_cast<int>((size.x - label + gap) / (thumb_w_ + gap)));
  const int columns = std::min(fit, rows);
  pitch_x_ = columns > 1 ? std::min((size.x - label - thumb_w_) / static_cast<float>(columns - 1),
                                    1.6F * (thumb_w_ + gap))
                         : thumb_w_;
  origin_ = {corner.x + label, corner.y + header};

  const Cursor place = cursor(runs, run, position);
  // Among the plan's rows, not only those that are done: the frame runs ahead of what arrives.
  const int now =
      std::min(rows - 1, static_cast<int>(place.step.row) + (place.step.fraction >= 0.5 ? 1 : 0));
  for (int c = 0; c < columns; ++c)
    column_rows_.push_back(
        columns == 1
            ? now
            : static_cast<int>(std::lround(static_cast<double>(c) * (rows - 1) / (columns - 1))));
  int current = 0;
  for (int c = 0; c < columns; ++c)
    if (std::abs(row_of(c) - now) < std::abs(row_of(current) - now)) current = c;
  column_rows_[static_cast<std::size_t>(current)] = now;
  current_ = now;

  if (style.header) {
    ImGui::PushFont(style.strong, 0);
    const float name = draw_text(list, corner, "UNet", packed(colors.text)).x;
    ImGui::PopFont();
    const std::string progress =
        run.rows_done < rows ? std::to_string(run.rows_done) + " of " + std::to_string(rows)
        : run.pictures > 1
            ? "picture " + std::to_string(picture_ + 1) + " of " + std::to_string(run.pictures)
            : "";
    const float side = text_size(progress).x, title_room = size.x - name - side - 2 * font;
    constexpr std::string_view between = "  \u00B7  ";
    std::string title = filmstrip_title(run, spec, style.class_name);
    for (std::size_t at;
         text_size(title).x > title_room && (at = title.find(between)) != std::string::npos;)
      title.erase(0, at + between.size());  // the sampler says most
    draw_text(list, {corner.x + name + 0.7F * font, corner.y}, fitted(title, title_room),
              packed(colors.muted));
    draw_text(list, {corner.x + size.x, corner.y}, progress, packed(colors.muted), {1, 0});
    if (style.interactive && run.pictures > 1 && run.rows_done >= rows) {
      ImGui::SetCursorScreenPos({corner.x + size.x - side, corner.y});
      if (ImGui::InvisibleButton("another picture", {side, font}))
        picture_ = (picture_ + 1) % run.pictures;
      ImGui::SetItemTooltip("Click for the next of the pictures made together");
    }
  }
  if (told) draw_notices({corner.x, corner.y + line}, size.x, colors, style);
  for (int f = 0; f < films_; ++f)
    draw_text(
        list,
        {origin_.x - 0.7F * font, origin_.y + static_cast<float>(f) * pitch_y_ + 0.5F * thumb_h_},
        film_names[static_cast<std::size_t>(f)], packed(colors.text), {1, 0.5F});

  const float below = origin_.y + static_cast<float>(films_) * pitch_y_ - gap;
  float free_from = origin_.x;
  const auto time_label = [&](int column, const Rgb& color) {
    const Level& level = levels_[static_cast<std::size_t>(row_of(column))];
    const double value = time_number(level, style.unit, row_of(column)).value;
    const bool whole = style.unit == TimeUnit::step ||
                       (style.unit == TimeUnit::t && runs.process && runs.process->discrete());
    const std::string text = whole ? std::to_string(std::lround(value)) : number_text(value, 2);
    const float middle = origin_.x + static_cast<float>(column) * pitch_x_ + 0.5F * thumb_w_;
    return draw_text(list, {middle, below + 3}, text, packed(color), {0.5F, 0}).x;
  };
  const float current_middle = origin_.x + static_cast<float>(current) * pitch_x_ + 0.5F * thumb_w_;
  const float widest = text_size("0000").x;
  draw_text(list, {origin_.x - 0.7F * font, below + 3},
            time_number(levels_.front(), style.unit, 0).symbol, packed(colors.muted), {1, 0});
  for (int c = 0; c < columns; ++c) {
    const int row = row_of(c);
    const float x = origin_.x + static_cast<float>(c) * pitch_x_;
    for (int f = 0; f < films_; ++f) {
      const ImVec2 min{x, origin_.y + static_cast<float>(f) * pitch_y_};
      const ImVec2 max{min.x + thumb_w_, min.y + thumb_h_};
      if (!image(list, films[static_cast<std::size_t>(f)], row, min, {thumb_w_, thumb_h_}))
        list.AddRect(min, max, packed(colors.faint));
    }
    const float middle = x + 0.5F * thumb_w_;
    if (c != current && middle - 0.5F * widest >= free_from &&
        std::abs(middle - current_middle) > widest + 0.3F * font) {
      time_label(c, colors.muted);
      free_from = middle + 0.5F * widest + 0.6F * font;
    }
  }
  time_label(current, colors.accent);
  const float x = origin_.x + static_cast<float>(current) * pitch_x_;
  const float stroke = 2 * colors.stroke;
  list.AddRect({x - stroke, origin_.y - stroke}, {x + thumb_w_ + stroke, below + stroke},
               packed(colors.accent), 0, stroke);

  if (style.interactive) {
    ImGui::SetCursorScreenPos(origin_);
    const float width = static_cast<float>(columns - 1) * pitch_x_ + thumb_w_;
    ImGui::InvisibleButton("strip", {std::max(width, 1.0F), std::max(below - origin_.y, 1.0F)});
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const int column =
        std::clamp(static_cast<int>((mouse.x - origin_.x) / pitch_x_), 0, columns - 1);
    if (ImGui::IsItemActive()) asked = position_showing(runs, levels_, row_of(column));
    if (ImGui::IsItemHovered() && !ImGui::IsItemActive())
      enlarge(runs, row_of(column), style.eps, colors);
  }
  return done();
}

}  // namespace alphabar

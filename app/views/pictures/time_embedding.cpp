#include "app/views/pictures/time_embedding.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/views/draw/text.h"
#include "app/views/pictures/picture_batch.h"
#include "core/base/check.h"
#include "core/figures/captions.h"
#include "core/plan/timeline.h"
#include "core/runs/picture_rows.h"

namespace alphabar {
namespace {

/// Rows of the picture that is shown: channels beyond are left out evenly.
constexpr int most_rows = 512;

std::size_t whole(int n) { return static_cast<std::size_t>(n); }

}  // namespace

void TimeEmbeddingMap::fill(const std::shared_ptr<const NetOutline>& net) {
  if (net_ == net) return;
  net_ = net;
  const int times = static_cast<int>(net->embedding_t.size()), channels = net->time_channels;
  const int rows = std::min(channels, most_rows);
  std::vector<float> picture(whole(rows) * whole(times));
  for (int row = 0; row < rows; ++row)
    for (int i = 0; i < times; ++i)
      picture[whole(row) * whole(times) + whole(i)] =
          net->embedding[whole(i) * whole(channels) + whole(row) * whole(channels) / whole(rows)];
  double squares = 0;
  for (const float value : picture) squares += double{value} * value;
  most_ = static_cast<float>(3 * std::sqrt(squares / static_cast<double>(picture.size())));
  atlas_.reset(1, 1, rows, times);
  atlas_.put(0, picture, 1 / std::max(most_, 1e-12F));
}

void TimeEmbeddingMap::draw(const Runs& runs, double position, const ViewColors& colors,
                            ImFont* strong, const ImVec2& size) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float font = ImGui::GetFontSize();
  const std::shared_ptr<const NetOutline> net = runs.pictures ? runs.pictures->net : nullptr;
  if (!net || net->embedding.empty() || size.x < 14 * font || size.y < 7 * font) {
    const char* words = !net ? "The time embedding appears here."
                        : net->embedding.empty()
                            ? "Nothing says at which times the net was trained."
                            : "Too little room for the time embedding.";
    draw_text(list, {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y}, fitted(words, size.x),
              packed(colors.muted), {0.5F, 0.5F});
    ImGui::Dummy(size);
    return;
  }
  fill(net);
  ImGui::PushFont(strong, 0);
  const float name = draw_text(list, corner, "Time embedding", packed(colors.text)).x;
  ImGui::PopFont();
  const std::string words = std::to_string(net->time_channels) +
                            " channels over t; black to white \u00B1" + number_text(most_, 2);
  draw_text(list, {corner.x + name + font, corner.y}, fitted(words, size.x - name - font),
            packed(colors.muted));
  const std::vector<double>& times = net->embedding_t;
  const float left = std::round(4 * font);
  const ImVec2 min{corner.x + left, corner.y + 1.8F * font};
  const ImVec2 max{corner.x + size.x - font, corner.y + size.y - 1.6F * font};
  draw_cell(atlas_, 0, min, max);
  list.AddRect(min, max, packed(colors.faint), 0, colors.stroke);
  const float x_of_last = max.x - min.x;
  for (const float share : {0.0F, 0.25F, 0.5F, 0.75F, 1.0F}) {
    const auto at =
        static_cast<std::size_t>(std::lround(share * static_cast<float>(times.size() - 1)));
    draw_text(list, {min.x + share * x_of_last, max.y + 0.25F * font}, short_text(times[at]),
              packed(colors.muted), {share, 0});
  }
  draw_text(list, {min.x - 0.5F * font, max.y + 0.25F * font}, "t", packed(colors.muted), {1, 0});
  draw_text(list, {min.x - 0.5F * font, min.y}, "1", packed(colors.muted), {1, 0});
  draw_text(list, {min.x - 0.5F * font, max.y - font}, std::to_string(net->time_channels),
            packed(colors.muted), {1, 0});
  const PictureRun& run = runs.pictures->front();
  const double t = reported_levels(run.plan)[whole(row_at(runs, run, position))].t;
  const auto next = std::ranges::lower_bound(times, t) - times.begin();
  const float share =
      static_cast<float>(next) / static_cast<float>(std::max<std::size_t>(times.size() - 1, 1));
  const float x = min.x + std::min(share, 1.0F) * x_of_last;
  list.AddLine({x, min.y}, {x, max.y}, packed(colors.accent), 2 * colors.stroke);
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
}

}  // namespace alphabar

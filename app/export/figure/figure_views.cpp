#include "app/export/figure/figure_views.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/export/figure/figure.h"
#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/error/error_plot.h"
#include "app/views/learn/learn_plots.h"
#include "core/base/error.h"
#include "core/figures/captions.h"
#include "core/plan/samplers/samplers.h"
#include "core/runs/cursor.h"
#include "core/runs/picture_rows.h"

namespace alphabar {
namespace {

// Lengths below are in lines of text.
float line() { return ImGui::GetTextLineHeight(); }

void draw_lanes(FigureStage& stage, const ImVec2& size) {
  PaneStyle style;
  style.colors = stage.colors;
  style.interactive = false;
  style.time = stage.scene.playback.unit;
  style.cards = stage.scene.cards;
  style.strong = stage.fonts.strong;
  stage.panes.draw(stage.runs, stage.scene.playback.position, stage.scene.view, size, style);
}

float lanes_height(const FigureStage& stage, float width) {
  const ViewSpec& view = stage.scene.view;
  const std::size_t lanes = view.overlay ? 1 : stage.runs.lanes.size();
  const std::size_t panes = lanes + (view.forward == ForwardView::off ? 0 : 1);
  const float narrowest = 8 * line();  // of a pane
  const auto fitting = static_cast<std::size_t>(std::max(1.0F, width / narrowest));
  const std::size_t most = std::min({std::max<std::size_t>(panes, 1), fitting, std::size_t{4}});
  const std::size_t rows = (panes + most - 1) / most;
  const std::size_t columns = (std::max<std::size_t>(panes, 1) + rows - 1) / rows;
  const float side = (width - 2 * line()) / static_cast<float>(columns);
  const float words = side < 11 * line() ? 4.6F : 3.8F;  // a caption and an axis, in lines
  return static_cast<float>(rows) * (side + words * line());
}

void draw_curves(FigureStage& stage, const ImVec2& size) {
  const auto slow = stage.work.plots(stage.runs, stage.scene.view);
  BoardStyle style;
  style.strong = stage.fonts.strong;
  style.slow = slow.get();
  stage.curves.draw(stage.runs, stage.scene, stage.colors, size, style);
}

/// Of plots that are not cut, each with its title above.
float curves_lowest(const Scene& scene) {
  const auto plots = static_cast<float>(std::max<std::size_t>(scene.view.plots.size(), 1));
  constexpr float line = 17;
  return (7.1F * plots + 3) * line;
}

float curves_height(const FigureStage& stage, float width) {
  const auto plots = static_cast<float>(std::max<std::size_t>(stage.scene.view.plots.size(), 1));
  return plots * std::clamp(0.42F * width, 8 * line(), 14 * line()) + 3 * line();
}

void draw_step(FigureStage& stage, const ImVec2&) {
  stage.anatomy.draw(stage.runs, stage.scene, {stage.colors});
}

float step_height(const FigureStage&, float width) {
  return width < 40 * line() ? 1.1F * width : 0.45F * width;
}

void draw_space_time(FigureStage& stage, const ImVec2&) {
  stage.space_time.draw(stage.runs, stage.work.space_time(stage.runs, stage.scene.view),
                        stage.scene, stage.colors);
}

float wide_height(const FigureStage&, float width) { return std::max(0.55F * width, 12 * line()); }

void draw_plan(FigureStage& stage, const ImVec2& size) {
  stage.plan.draw(stage.runs, stage.scene, stage.colors, size);
}

float plan_height(const FigureStage& stage, float) {
  const std::size_t lane = lane_shown(stage.runs, stage.scene.view.plan_lane);
  // Of a longer one the page shows the part around the row that is shown.
  constexpr std::size_t most = 60;
  const auto rows = static_cast<float>(std::min(stage.runs.lanes[lane].plan->rows.size(), most));
  const float row = ImGui::GetTextLineHeight() + 2 * ImGui::GetStyle().CellPadding.y;
  return (rows + 1) * row + 4 * line();
}

void draw_chain(FigureStage& stage, const ImVec2& size) {
  stage.chain.draw(stage.scene.chain, stage.scene.playback.position, stage.colors, size);
}

float chain_height(const FigureStage&, float width) {
  return width < 40 * line() ? 1.2F * width : 0.42F * width;
}

void draw_error(FigureStage& stage, const ImVec2& size) {
  // Hues go by the lanes' places in the scene, the muted ones counted.
  const ViewColors all = view_colors(stage.scene.view.theme);
  ViewColors colors = stage.colors;
  if (stage.runs.sweep)
    for (std::size_t i = 0; i < stage.runs.sweep->spec.lanes.size(); ++i)
      colors.lanes[i] = all.lane(hue_of(stage.runs.sweep->spec.lanes[i], i));
  draw_error_plot(stage.runs, stage.scene.view.metric, colors, size, stage.fonts.strong);
}

float plot_height(const FigureStage&, float width) { return std::max(0.7F * width, 14 * line()); }

/// Losses, error over the levels and the map: side by side, or below each other on a narrow page.
void draw_learn(FigureStage& stage, const ImVec2& size) {
  const auto net = stage.work.net(stage.runs, stage.scene.view);
  if (!net) return;
  if (!net->problem.empty())
    throw BadRequest("figure", "view", "learn", "a net that opens", net->problem);
  const bool beside = size.x > 40 * line();
  const float gap = 1.5F * line();  // half the label of a last tick, too
  const ImVec2 part = beside ? ImVec2{(size.x - 2 * gap) / 3, size.y}
                             : ImVec2{size.x - gap, (size.y - 2 * gap) / 3};
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const auto place = [&](float i) {
    ImGui::SetCursorScreenPos({corner.x + (beside ? i * (part.x + gap) : 0),
                               corner.y + (beside ? 0 : i * (part.y + gap))});
  };
  draw_losses(net->losses, net->least, stage.colors, part, stage.fonts.strong);
  place(1);
  draw_score_errors(net->errors, stage.colors, part, stage.fonts.strong);
  place(2);
  draw_net_map(net->map, {net->points, {}}, stage.colors, part, stage.fonts.strong);
}

float learn_height(const FigureStage&, float width) {
  return width > 40 * line() ? 0.36F * width : 2 * std::max(width, 18 * line());
}

std::string no_net(const Runs& runs) {
  return net_named(runs).empty() ? "a scene with a lane that asks a learned net by name" : "";
}

FilmstripStyle strip_style(const FigureStage& stage) {
  FilmstripStyle style;
  style.colors = stage.colors;
  style.interactive = false;
  style.unit = stage.scene.playback.unit;
  style.strong = stage.fonts.strong;
  return style;
}

std::size_t picture_lanes(const FigureStage& stage) {
  return stage.runs.pictures ? stage.runs.pictures->lanes.size() : 1;
}

void draw_filmstrip(FigureStage& stage, const ImVec2& size) {
  const double position = stage.scene.playback.position;
  if (picture_lanes(stage) == 1) {
    stage.strip.draw(stage.runs, position, size, strip_style(stage));
    return;
  }
  PictureLanesStyle style;
  style.colors = stage.colors;
  style.unit = stage.scene.playback.unit;
  style.strong = stage.fonts.strong;
  stage.pictures.lanes.draw(stage.runs, position, stage.scene.view, size, style);
}

float filmstrip_height(const FigureStage& stage, float width) {
  return static_cast<float>(picture_lanes(stage)) *
         std::clamp(0.25F * width, 8 * line(), 16 * line());
}

void draw_batch(FigureStage& stage, const ImVec2& size) {
  stage.pictures.batch.draw(stage.runs, stage.scene.playback.position, stage.scene.view.picture,
                            size, stage.colors);
}

float batch_height(const FigureStage& stage, float width) {
  if (!stage.runs.pictures) return 8 * line();
  // As high as a square of cells is wide.
  const PictureRun& run = stage.runs.pictures->front();
  const double across = std::ceil(std::sqrt(static_cast<double>(run.pictures)));
  const double rows = std::ceil(run.pictures / across);
  const double side = double{width} / static_cast<double>(picture_lanes(stage)) / across;
  return static_cast<float>(rows * side * run.height / run.width) + 3.5F * line();
}

void draw_picture(FigureStage& stage, const ImVec2& size) {
  stage.pictures.detail.draw(stage.runs, stage.scene.playback.position, stage.scene.view.picture,
                             size, stage.colors, stage.fonts.strong);
}

float picture_height(const FigureStage&, float width) {
  return std::max(0.5F * width, 12 * line());
}

void draw_points(FigureStage& stage, const ImVec2& size) {
  const auto plane = stage.work.picture_plane(stage.runs.pictures);
  if (!plane) return;
  std::vector<int> rows;
  for (const auto& run : plane->of->lanes)
    rows.push_back(row_at(stage.runs, *run, stage.scene.playback.position));
  draw_picture_plane(*plane, rows, stage.scene.view.picture, stage.colors, stage.fonts.strong,
                     size);
}

void draw_network(FigureStage& stage, const ImVec2& size) {
  const auto& pictures = stage.runs.pictures;
  stage.pictures.net.draw(pictures ? pictures->net.get() : nullptr, stage.inside, stage.colors,
                          stage.fonts.strong, size);
}

void draw_time_embedding(FigureStage& stage, const ImVec2& size) {
  stage.pictures.embedding.draw(stage.runs, stage.scene.playback.position, stage.colors,
                                stage.fonts.strong, size);
}

float net_height(const FigureStage&, float width) { return std::max(0.4F * width, 12 * line()); }

std::string no_pictures(const Runs& runs) {
  if (runs.pictures && runs.pictures->front().rows_done > 0) return "";
  return runs.error.empty() ? "a scene with pictures: name a model under \"pictures\"" : runs.error;
}

/// How the cells of a contact sheet lie.
struct Sheet {
  int columns, rows, cells;
  float side, label;
};

Sheet lay_out_sheet(const FigureStage& stage, float width) {
  Sheet sheet{};
  const int steps = stage.runs.pictures ? stage.runs.pictures->front().rows_done : 0;
  sheet.cells = std::max(std::min(steps, 120), 1);
  sheet.columns = std::clamp(static_cast<int>(width / (2.2F * line())), 1, sheet.cells);
  sheet.rows = (sheet.cells + sheet.columns - 1) / sheet.columns;
  sheet.side = width / static_cast<float>(sheet.columns);
  sheet.label = 1.3F * line();
  return sheet;
}

/// Every step, x_t and x0_hat in a sheet each.
void draw_contact(FigureStage& stage, const ImVec2& size) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  // The strip uploads its pictures as it is drawn; here that happens off the page.
  ImGui::SetCursorScreenPos({corner.x, corner.y + 4 * size.y});
  stage.strip.draw(stage.runs, stage.scene.playback.position, {size.x, 12 * line()},
                   strip_style(stage));
  ImGui::SetCursorScreenPos(corner);
  const Sheet sheet = lay_out_sheet(stage, size.x);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float y = corner.y;
  const std::array titles{std::pair{StripRow::x, "states x\u209C"},
                          std::pair{StripRow::x0_hat, "predictions x\u0302\u2080"}};
  for (const auto& [row, title] : titles) {
    draw_text(list, {corner.x, y}, title, packed(stage.colors.text));
    y += sheet.label;
    for (int i = 0; i < sheet.cells; ++i) {
      const int steps = stage.runs.pictures->front().rows_done;
      const int step = sheet.cells > 1 ? i * (steps - 1) / (sheet.cells - 1) : 0;
      const ImVec2 min{corner.x + static_cast<float>(i % sheet.columns) * sheet.side,
                       y + static_cast<float>(i / sheet.columns) * sheet.side};
      stage.strip.image(row, step, {min, {0.94F * sheet.side, 0.94F * sheet.side}}, Texels::sharp);
    }
    y += static_cast<float>(sheet.rows) * sheet.side + 0.5F * line();
  }
}

float contact_height(const FigureStage& stage, float width) {
  const Sheet sheet = lay_out_sheet(stage, width);
  return 2 * (sheet.label + static_cast<float>(sheet.rows) * sheet.side + 0.5F * line());
}

std::string no_sweep(const Runs& runs) {
  if (runs.sweep && !runs.sweep->points.empty()) return "";
  return runs.error.empty() ? "a scene whose lanes can be measured" : runs.error;
}

std::string no_run(const Runs& runs) {
  if (!runs.lanes.empty() && runs.results.front().trajectory) return "";
  return runs.error.empty() ? "a scene whose lanes run" : runs.error;
}

constexpr std::array table{
    FigureView{"lanes", "the particles of all lanes, or of one", "", draw_lanes, lanes_height, 0,
               no_run},
    FigureView{"curves", "the plots of the panel Curves", "", draw_curves, curves_height, 0,
               nullptr, curves_lowest},
    FigureView{"step", "one step: its formula with numbers, and its geometry", "", draw_step,
               step_height, 640, no_run},
    FigureView{"space_time", "the 1D process over time with the lanes' paths", "", draw_space_time,
               wide_height},
    FigureView{"plan", "the table that a lane's sampler is", "", draw_plan, plan_height, 1100},
    FigureView{"chain", "the Markov chain", "", draw_chain, chain_height, 560},
    FigureView{"error", "error against the number of evaluations", "error", draw_error, plot_height,
               0, no_sweep},
    FigureView{"learn",
               "a learned net: its loss, its error over sigma, what it says over the plane", "",
               draw_learn, learn_height, 0, no_net},
    FigureView{"batch", "all pictures of every lane", "pictures", draw_batch, batch_height, 0,
               no_pictures},
    FigureView{"picture", "one picture, its numbers, and x\u0302\u2080 over the noise", "pictures",
               draw_picture, picture_height, 560, no_pictures},
    FigureView{"points", "the pictures on their first two principal components", "pictures",
               draw_points, plot_height, 0, no_pictures},
    FigureView{"network", "the blocks of the picture net, with their maps and times", "pictures",
               draw_network, net_height, 900, no_pictures},
    FigureView{"time_embedding", "what of the time enters the picture net, over t", "pictures",
               draw_time_embedding, net_height, 0, no_pictures},
    FigureView{"filmstrip", "the picture net's steps", "pictures", draw_filmstrip, filmstrip_height,
               700, no_pictures},
    FigureView{"contact", "contact sheets of the picture net's x_t and x0_hat", "pictures",
               draw_contact, contact_height, 0, no_pictures},
};

}  // namespace

std::span<const FigureView> figure_views() { return table; }

const FigureView& figure_view(const std::string& name) {
  const auto found = std::ranges::find(table, name, &FigureView::name);
  if (found != table.end()) return *found;
  throw BadRequest("figure", "view", name, figure_view_names());
}

std::string figure_view_names() {
  std::string names;
  for (const FigureView& view : table) names.append(names.empty() ? "" : ", ").append(view.name);
  return names;
}

}  // namespace alphabar

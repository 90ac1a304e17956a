#include "app/window/layout/pictures_window.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/theme/theme.h"
#include "app/views/draw/text.h"
#include "app/views/pictures/picture_plots.h"
#include "core/base/path_text.h"

namespace alphabar {
namespace {

PictureViews& views(AppState& app) {
  if (!app.picture_views) app.picture_views = std::make_unique<PictureViews>();
  return *app.picture_views;
}

void seek(AppState& app, Scene& scene, double position) {
  app.playback.playing = false;
  scene.playback.position = position;
}

/// While the weights are read: how much of them is there, and a way out.
void reading_bar(AppState& app, const Scene& scene, double share) {
  const std::filesystem::path model = path_of(scene.pictures.model);
  const std::string words = "Reading the weights of " + shown(model.filename()) + ": " +
                            std::to_string(std::lround(100 * share)) + " %";
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(words.c_str());
  ImGui::SameLine();
  const float cancel = text_size("Cancel").x + 3 * ImGui::GetStyle().FramePadding.x;
  const float room = ImGui::GetContentRegionAvail().x - cancel - ImGui::GetStyle().ItemSpacing.x;
  ImGui::ProgressBar(static_cast<float>(share), {std::max(room, 1.0F), 0}, "");
  ImGui::SameLine();
  if (ImGui::Button("Cancel##reading")) app.session.stop_pictures();
  ImGui::SetItemTooltip("Pictures are made again at the next change of theirs");
}

}  // namespace

void pictures_window(AppState& app, Scene& scene, const Runs& runs) {
  const std::optional<double> reading = app.session.reading_net();
  if (reading && !app.still) reading_bar(app, scene, *reading);
  const bool large = scene.view.arrangement == Arrangement::images;  // pictures have the room
  const PicturesSpec& spec = runs.pictures ? runs.pictures->front().spec : scene.pictures;
  PictureLanesStyle style;
  style.colors = view_colors(scene.view.theme);
  style.large = large;
  style.strong = app.fonts.strong;
  style.unit = scene.playback.unit;
  style.class_name = class_name(spec, std::min(scene.view.picture, spec.count - 1));
  style.busy = app.session.pictures_busy() && !app.still;
  const PictureLanesEdits edits = views(app).lanes.draw(runs, scene.playback.position, scene.view,
                                                        ImGui::GetContentRegionAvail(), style);
  if (edits.position) seek(app, scene, *edits.position);
  if (edits.picture) scene.view.picture = *edits.picture;
  if (edits.difference) scene.view.picture_difference = *edits.difference;
  if (edits.stop) app.session.stop_pictures();
}

void picture_batch_window(AppState& app, Scene& scene, const Runs& runs) {
  if (const auto picked =
          views(app).batch.draw(runs, scene.playback.position, scene.view.picture,
                                ImGui::GetContentRegionAvail(), view_colors(scene.view.theme)))
    scene.view.picture = *picked;
}

void picture_detail_window(AppState& app, Scene& scene, const Runs& runs) {
  views(app).detail.draw(runs, scene.playback.position, scene.view.picture,
                         ImGui::GetContentRegionAvail(), view_colors(scene.view.theme),
                         app.fonts.strong);
}

void picture_plane_window(AppState& app, Scene& scene, const Runs& runs) {
  const ViewColors colors = view_colors(scene.view.theme);
  const ImVec2 corner = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
  const auto plane = runs.pictures ? app.figures.picture_plane(runs.pictures) : nullptr;
  if (!plane) {
    draw_text(*ImGui::GetWindowDrawList(), {corner.x + 0.5F * size.x, corner.y + 0.5F * size.y},
              fitted("The pictures appear here as points.", size.x), packed(colors.muted),
              {0.5F, 0.5F});
    ImGui::Dummy(size);
    return;
  }
  std::vector<int> rows;
  for (const auto& run : plane->of->lanes)
    rows.push_back(row_at(runs, *run, scene.playback.position));
  draw_picture_plane(*plane, rows, std::min(scene.view.picture, plane->of->front().pictures - 1),
                     colors, app.fonts.strong, size);
}

void net_window(AppState& app, Scene& scene, const Runs& runs) {
  if (runs.pictures && !app.session.pictures_busy())
    app.session.look_inside(moment_shown(runs, scene));
  views(app).net.draw(runs.pictures ? runs.pictures->net.get() : nullptr, app.session.inside(),
                      view_colors(scene.view.theme), app.fonts.strong,
                      ImGui::GetContentRegionAvail());
}

void time_embedding_window(AppState& app, Scene& scene, const Runs& runs) {
  views(app).embedding.draw(runs, scene.playback.position, view_colors(scene.view.theme),
                            app.fonts.strong, ImGui::GetContentRegionAvail());
}

}  // namespace alphabar

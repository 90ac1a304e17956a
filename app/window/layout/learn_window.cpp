#include "app/window/layout/learn_window.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/theme/theme.h"
#include "app/views/learn/learn_plots.h"
#include "app/widgets/icon_button.h"
#include "app/widgets/property.h"
#include "app/window/state/notice.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/figures/captions.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

/// Does what may be refused; why, if it was, becomes a notice.
template <class Work>
void attempt(AppState& app, const Work& work) {
  try {
    work();
  } catch (const std::exception& problem) {
    app.notice = error_notice(problem.what());
  }
}

/// Every lane that has no net of its own asks the one in training, or none does.
void lane_buttons(Scene& scene) {
  const ModelSpec own{.kind = ModelKind::learned};
  const bool all = scene.model == own;
  const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
  if (ImGui::Button(all ? "Lanes: exact##lanes" : "Lanes: this net##lanes", {width, 0}))
    scene.model = all ? ModelSpec() : own;
  help_on_hover(
      "What every lane asks for x\u0302\u2080 and \u03B5\u0302: the "
      "net in training, or the exact "
      "model.\nA lane can have a model of its own: \"own model\" in "
      "its part of the panel Scene.");
  ImGui::SameLine();
  ImGui::BeginDisabled(scene.lanes.size() + 1 > LaneSpec::most);
  if (ImGui::Button("Exact beside##beside", {width, 0})) {
    scene.model = ModelSpec();
    LaneSpec exact = scene.lanes.front(), net = exact;
    exact.model = ModelSpec();
    exact.name = "exact";
    net.model = own;
    net.name = "net";
    exact.hue = net.hue = -1;
    scene.lanes = {exact, net};
    scene.paired = true;
  }
  ImGui::EndDisabled();
  help_on_hover(
      "Two lanes of the first lane's sampler from the same noise: "
      "one asks the exact model, one "
      "the net in training.");
}

void run_buttons(AppState& app, const LearnSnapshot* now) {
  LearnWork& work = app.learn;
  const bool running = work.running(), done = now && now->done();
  if (icon_button("##learn", running ? Icon::pause : Icon::play,
                  running ? "Pause"
                  : done  ? "It has taken all its steps"
                          : "Train",
                  {.on = true, .enabled = running || (now && !done)}))
    running ? work.pause() : work.start();
  ImGui::SameLine(0, 0);
  if (icon_button("##step", Icon::forward, "One step of the optimizer",
                  {.on = true, .enabled = now && !running && !done}))
    work.step();
  ImGui::SameLine(0, 0);
  if (icon_button("##reset", Icon::first, "Begin anew from the first weights",
                  {.on = true, .enabled = now && now->state.step > 0}))
    work.reset();
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  if (!now) return ImGui::TextDisabled("...");
  std::string words =
      std::to_string(now->state.step) + " of " + std::to_string(now->problem->training().steps);
  if (running && now->steps_per_second > 0)
    words += "   " + number_text(now->steps_per_second, 3) + " steps/s";
  ImGui::TextUnformatted(words.c_str());
}

/// Where the net is kept, and gone on from.
void folder_row(AppState& app, const Scene& scene, const LearnSnapshot* now) {
  text({"##net_folder", "folder",
        "Where the net is kept: config.json and safetensors.\n"
        "`alphabar train` goes on from it, and a lane asks it by name."},
       app.net_folder, "my-net");
  const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
  ImGui::BeginDisabled(app.net_folder.empty() || !now);
  if (ImGui::Button("Save net##save", {width, 0}))
    attempt(app, [&] {
      app.learn.save(path_of(app.net_folder), scene);
      app.notice = info_notice("The net is in " + app.net_folder + ".", 6);
    });
  help_on_hover(
      "Writes the net, the state of its training and this scene into "
      "the folder.");
  ImGui::SameLine();
  if (ImGui::Button("Go on from it##go_on", {width, 0}))
    attempt(app, [&] { app.learn.go_on(path_of(app.net_folder)); });
  help_on_hover(
      "Takes the weights and the state of a training of this very "
      "scene from it.");
  ImGui::EndDisabled();
}

/// Whether what lanes on a net come to is new, or its training set learned by heart.
void memorised_note(AppState& app, const Runs& runs) {
  for (std::size_t i = 0; i < runs.lanes.size(); ++i) {
    if (runs.lanes[i].model_spec.kind != ModelKind::learned || !runs.results[i].current) continue;
    const auto ratio = app.learn.memorised(runs.results[i].trajectory);
    if (!ratio) return;
    note(("\u201C" + runs.lanes[i].title + "\u201D ends " + number_text(*ratio, 2) +
          " times as far from its training points as fresh draws lie.")
             .c_str());
    help_on_hover(
        "Median distance of its samples to their nearest training point, over that of draws that "
        "no training saw.\nNear 1: new points. Near 0: the training set, learned by heart.");
    return;
  }
}

/// What normalises an energy, and how well that is known.
void log_z_note(AppState& app) {
  const auto z = app.learn.log_z();
  if (!z) return;
  const std::string side = number_text(2 * z->over.half, 3);
  note(("log Z = " + number_text(z->value) + " \u00B1 " + number_text(z->error, 2) + " over " +
        side + " \u00D7 " + side + "; beyond, " + number_text(100 * z->outside, 2) + " % more.")
           .c_str());
  help_on_hover(
      "p(x) = exp(-E(x)) / Z. Z by the midpoint rule over a square around the data; the error is "
      "what "
      "the last\ndoubling of its grid changed. Beyond: what a square twice as wide has besides. "
      "Where "
      "that is much,\nE does not rise outside of the data, and no Z of the whole plane may exist.");
}

void problems(const AppState& app, const LearnSnapshot* now) {
  if (!app.learn.refusal().empty()) problem_box("##refusal", app.learn.refusal());
  if (now && !now->problem_text.empty()) problem_box("##diverged", now->problem_text);
}

/// What a class sees of them: whether it learns, and what.
void controls_presented(AppState& app, const Scene& scene, const LearnSnapshot* now,
                        const Runs& runs) {
  run_buttons(app, now);
  if (ImGui::GetWindowWidth() > grid(90)) ImGui::SameLine(0, grid(3));
  ImGui::AlignTextToFramePadding();
  const ObjectiveInfo& objective = objective_info(scene.training.objective);
  help_text((std::string("**") + objective.title + "**  " + objective.formula).c_str());
  problems(app, now);
  memorised_note(app, runs);
  log_z_note(app);
}

void controls(AppState& app, Scene& scene, const LearnSnapshot* now, const Runs& runs) {
  run_buttons(app, now);
  problems(app, now);
  lane_buttons(scene);
  memorised_note(app, runs);
  log_z_note(app);
  training_panel(scene.training);
  const ViewSpec usual;
  choice({"##net_map", "map",
          "What is mapped over the plane: the score of the net, that of the "
          "data, what is between "
          "them, or the energy."},
         scene.view.net_map, usual.net_map);
  number(
      {"##net_sigma", "at \u03C3", "The level that is mapped; of nets of one level theirs."},
      scene.view.net_sigma,
      {.low = 0.01, .high = 20, .reset = usual.net_sigma, .format = "%.3g", .logarithmic = true});
  folder_row(app, scene, now);
}

/// A plot in so many pixels.
using Plot = std::function<void(const ImVec2& size)>;

/// What there is to be seen of a training, the most telling first.
std::vector<Plot> plots_of(AppState& app, const Scene& scene, const LearnSnapshot& now,
                           const ViewColors& colors) {
  ImFont* strong = app.fonts.strong;
  std::vector<Plot> plots{[&now, colors, strong](const ImVec2& size) {
    draw_losses(now.losses, now.least, colors, size, strong);
  }};
  if (const auto errors = app.learn.errors())
    plots.emplace_back([errors, colors, strong](const ImVec2& size) {
      draw_score_errors(*errors, colors, size, strong);
    });
  if (const auto map = app.learn.map(
          {scene.view.net_map, scene.view.net_sigma, {scene.view.center, scene.view.half_height}}))
    plots.emplace_back([&now, map, colors, strong](const ImVec2& size) {
      const std::vector<Vec2>& data = now.positives.empty() ? now.problem->points() : now.positives;
      draw_net_map(*map, {data, now.negatives}, colors, size, strong);
    });
  if (now.asked.draws > 0 && now.asked.low < now.asked.high)
    plots.emplace_back([&now, colors, strong](const ImVec2& size) {
      draw_asked_levels(now.asked, colors, size, strong);
    });
  return plots;
}

/// As many columns as make the plots largest; where they would be too narrow, or rows of them too
/// low, a class sees fewer, and anybody else scrolls.
void draw_plots(std::vector<Plot> plots, bool presents) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ImGui::GetStyle().ItemSpacing.x, lowest = grid(18), narrowest = grid(30);
  constexpr float shape = 1.5F;  // width by height that a plot looks well in
  const auto share = [&](float whole, std::size_t parts) {
    return std::floor((whole - static_cast<float>(parts - 1) * gap) / static_cast<float>(parts));
  };
  for (;; plots.pop_back()) {
    std::size_t columns = 1;
    ImVec2 size, best{0, 0};
    const auto worth = [&](const ImVec2& s) { return std::min(s.x / shape, s.y); };
    for (std::size_t c = 1; c <= plots.size(); ++c) {
      size = {share(room.x, c), share(room.y, (plots.size() + c - 1) / c)};
      if (worth(size) > worth(best)) best = size, columns = c;
    }
    const bool rows = columns < plots.size();
    const bool small = best.x < narrowest || (best.y < lowest && rows);
    if (presents && small && plots.size() > 1) continue;
    if (!presents) best.y = std::max(best.y, lowest);
    for (std::size_t i = 0; i < plots.size(); ++i) {
      if (i % columns > 0) ImGui::SameLine(0, gap);
      plots[i](best);
    }
    return;
  }
}

}  // namespace

void learn_window(AppState& app, Scene& scene, const Runs& runs) {
  app.learn.follow(app.session.scene());
  const auto now = app.learn.snapshot();
  if (now) app.session.use_net(now->net);
  if (app.presenter.on) {
    controls_presented(app, scene, now.get(), runs);
  } else {
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float width = std::min(grid(40), room.x);
    const bool beside = room.x > width + grid(24);
    ImGui::BeginChild("learn_controls", {width, beside ? room.y : 0.5F * room.y});
    controls(app, scene, now.get(), runs);
    ImGui::EndChild();
    if (beside) ImGui::SameLine();
  }
  ImGui::BeginChild("learn_plots");
  if (now)
    draw_plots(plots_of(app, scene, *now, view_colors(scene.view.theme, runs)), app.presenter.on);
  else
    note("The net is being made ...");
  ImGui::EndChild();
}

}  // namespace alphabar

#pragma once

#include <imgui.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "app/platform/fonts.h"
#include "app/session/background/figure_work.h"
#include "app/views/chain/chain_view.h"
#include "app/views/curves/curves.h"
#include "app/views/particles/particles.h"
#include "app/views/pictures/filmstrip.h"
#include "app/views/pictures/picture_views.h"
#include "app/views/plan/plan_table.h"
#include "app/views/space_time/space_time.h"
#include "app/views/step/anatomy.h"
#include "core/runs/runs.h"
#include "core/scene/scene.h"

namespace alphabar {

/// What figures are drawn with. Made and destroyed with an OpenGL context current.
struct FigureStage {
  FigureStage(const Scene& of_scene, const Runs& of_runs) : scene(of_scene), runs(of_runs) {}

  const Scene& scene;
  const Runs& runs;
  std::shared_ptr<const NetInside> inside;  ///< of the view "network"; null: it is not known
  ViewColors colors;
  Fonts fonts;
  ParticlePanes panes;
  Filmstrip strip;
  PictureViews pictures;
  StepAnatomy anatomy;
  SpaceTime space_time;
  ChainView chain;
  PlanTable plan;
  CurveBoard curves;
  FigureWork work;
};

/// A view of which figures are made.
struct FigureView {
  const char* name;   ///< "curves"
  const char* title;  ///< what it shows
  const char* panel;  ///< whose work it needs, of scene.view.panels; empty: none
  /// Draws it into what is left of the current window, `size` points at the cursor.
  void (*draw)(FigureStage& stage, const ImVec2& size);
  /// How high it is at a width, points, in type of text_height.
  float (*height)(const FigureStage& stage, float width);
  float narrowest = 0;  ///< points that it needs across: on a narrower page its type is smaller
  /// Why there is nothing to show; empty: there is.
  std::string (*missing)(const Runs& runs) = nullptr;
  /// Points that it needs from top to bottom: on a lower page its type is smaller. Null: no height
  /// is too low.
  float (*lowest)(const Scene& scene) = nullptr;

  /// Whether it shows a learned net, and no run of it.
  bool of_net() const { return std::string_view(name) == "learn"; }
  /// Whether its lanes are those of the scene's pictures.
  bool of_pictures() const { return std::string_view(panel) == "pictures"; }
};

std::span<const FigureView> figure_views();

/// Throws BadRequest naming those that there are.
const FigureView& figure_view(const std::string& name);

}  // namespace alphabar

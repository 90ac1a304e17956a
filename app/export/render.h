#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/export/animation.h"
#include "core/files/image/image.h"
#include "core/runs/runs.h"

namespace alphabar {

struct RenderOptions {
  std::function<void(int done, int total)> progress = {};  ///< hears how many frames are done
  std::stop_token stop = {};                               ///< asked before each frame
  std::string class_name = {};                             ///< of scene.pictures.label, or empty
  /// Draws the frame of a position in place of the views: RGBA, as large as the animation. It has
  /// its own OpenGL context, current in each call. Subject::window needs it.
  std::function<Image(double position)> paint = {};
};

/// Draws an animation into files, each frame once, with no display: what there is of formats
/// open_sink() knows (core/files/animation/frame_sink.h). The scene's JSON goes into each as its
/// recipe.
///
/// `runs` belong to animated_scene() and are complete. Returns the number of frames written. A GL
/// context of its own is current while it draws; none is afterwards. Throws BadRequest where
/// check() does, where the file cannot be, and where there is nothing to show (a filmstrip of a
/// scene without pictures); Failed; Cancelled, and then nothing is left.
int render(const Scene& scene, const Runs& runs, const AnimationSpec& spec,
           const std::vector<std::filesystem::path>& files, const RenderOptions& options = {});
inline int render(const Scene& scene, const Runs& runs, const AnimationSpec& spec,
                  const std::filesystem::path& file, const RenderOptions& options = {}) {
  return render(scene, runs, spec, std::vector{file}, options);
}

}  // namespace alphabar

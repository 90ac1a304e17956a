#include "app/window/document/open_points.h"

#include <string>
#include <utility>

#include "app/window/document/scene_file.h"
#include "core/base/path_text.h"
#include "core/files/animation/recipe.h"
#include "core/files/input_file.h"
#include "core/io/scene/scene_paths.h"
#include "core/io/scene_file.h"

namespace alphabar {

void use_points(AppState& app, const std::filesystem::path& file, const PointsTable& table) {
  Scene scene = app.session.scene();
  scene.data = table.data;
  const bool was_safe = !unsaved(app);
  if (!open_document(app, scene)) return;
  if (was_safe) count_as_opened(app);  // a table changes one part
  remember(app.settings, file);
  app.notice = understood_points(file, table.understood);
}

Notice understood_points(const std::filesystem::path& file, const std::string& understood) {
  constexpr double moment = 15;  // seconds: the line is long
  return info_notice(shown(file.filename()) + ": " + understood, moment);
}

void open_points(AppState& app, const std::filesystem::path& file, const PointsOptions& options) {
  try {
    check_input_file(file);
  } catch (const BadRequest& problem) {
    app.notice = error_notice(problem.what());
    return;
  }
  app.opening.start(file, [file, options](std::stop_token stop) -> Opening::Done {
    try {
      if (options == PointsOptions())
        if (const auto recipe = read_text_recipe(file))
          return [file, scene = placed(scene_from_json(*recipe, file.string(), std::move(stop)),
                                       file)](AppState& later) { take_scene(later, scene, file); };
      return [file, table = read_points(file, options, std::move(stop))](AppState& later) {
        use_points(later, file, table);
      };
    } catch (const PointsUndecided& question) {
      return [draft = PointsDraft{file, question}](AppState& later) { later.points = draft; };
    }
  });
}

}  // namespace alphabar

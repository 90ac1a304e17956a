#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/gallery/shipped_scenes.h"
#include "app/views/draw/formula_sheet.h"
#include "core/gl/texture.h"

namespace alphabar {

struct AppState;

/// The scenes that ship, as a window of pictures with a sentence each; a click opens one,
/// words typed above leave those that have them.
class Gallery {
 public:
  Gallery();  ///< reads them; needs no OpenGL

  const std::vector<ShippedScene>& scenes() const { return scenes_; }

  /// The window, while app.show_gallery. A context of OpenGL is current, here and when it goes.
  void draw(AppState& app);

 private:
  void card(AppState& app, std::size_t index, float width, float height);
  float card_height(const AppState& app, std::size_t index, float width);
  void cards(AppState& app, const std::vector<std::size_t>& shown);
  void topics(AppState& app, const std::vector<std::size_t>& shown);
  std::vector<std::size_t> found() const;  ///< scenes that have the words typed
  void load_pictures();

  std::vector<ShippedScene> scenes_;
  std::vector<GlTexture> pictures_;         ///< made when first drawn
  std::string letters_;                     ///< words that a scene is to have
  std::unique_ptr<FormulaSheet> formulas_;  ///< of titles and notes, made as the pictures are
};

/// Makes it the scene, seen the way somebody looks at the current one: theme, size of type,
/// arrangement. Playing stops at the moment that the scene is about.
void open_shipped(AppState& app, const Scene& scene);

}  // namespace alphabar

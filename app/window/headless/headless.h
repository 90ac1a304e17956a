#pragma once

#include <functional>
#include <memory>

#include "app/window/screen/ui.h"
#include "app/window/state/app_state.h"
#include "core/files/image/image.h"
#include "core/gl/context/gl_context.h"
#include "core/gl/texture.h"

namespace alphabar {

/// The program's window without a display: the same frames, drawn into a picture.
class HeadlessWindow {
 public:
  /// width, height in pixels, 1..16384. Throws Failed where there is no OpenGL.
  HeadlessWindow(int width, int height);
  ~HeadlessWindow();
  HeadlessWindow(const HeadlessWindow&) = delete;
  HeadlessWindow& operator=(const HeadlessWindow&) = delete;

  /// For the next frame; 0..16384, where 0 is what some systems say of a hidden window. Throws
  /// Failed where the driver cannot draw into so large a picture.
  void resize(int width, int height);

  /// One frame, `seconds` after the one before.
  void draw(AppState& app, double seconds);
  /// The same, all but painting it, for tests that look at no picture. `also`: drawn in the same
  /// frame, over the window.
  void build(AppState& app, double seconds, const std::function<void()>& also = {});
  Image read() const;  ///< the last frame, RGBA, opaque
  GlContext& context() { return *context_; }

 private:
  std::unique_ptr<GlContext> context_;
  int width_, height_;
  Ui ui_;
  std::unique_ptr<GlTarget> target_;
};

}  // namespace alphabar

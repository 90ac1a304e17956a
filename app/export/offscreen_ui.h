#pragma once

#include <functional>
#include <memory>

#include "app/platform/fonts.h"
#include "core/files/image/image.h"
#include "core/gl/context/gl_context.h"
#include "core/scene/scene.h"

struct ImDrawData;

namespace alphabar {

struct PrintNotes;

/// What a mouse does in a frame.
struct Mouse {
  float x, y;         ///< points; a negative place is nowhere
  bool down = false;  ///< the left button
  float wheel = 0;
};

/// Draws what a window would show into a picture, with no window: ImGui and ImPlot contexts of its
/// own, with the program's fonts and themes, over a GL context that the caller keeps current.
///
/// While one draws, its contexts are ImGui's current ones; afterwards the ones before are again.
/// One thread at a time uses ImGui.
class OffscreenUi {
 public:
  /// width, height: pixels, 1..16384; pixel_scale: pixels per point, as on a high-density display.
  /// Throws Failed where the driver cannot draw into a picture of that size.
  OffscreenUi(int width, int height, double pixel_scale = 1);
  ~OffscreenUi();
  OffscreenUi(const OffscreenUi&) = delete;
  OffscreenUi& operator=(const OffscreenUi&) = delete;

  /// One frame: `content` is called inside a borderless window that fills the picture. The mouse is
  /// nowhere. ImGui lays out some things one frame late; draw twice where that matters.
  void draw(Theme theme, double font_scale, const std::function<void()>& content);

  /// From now on views are drawn for paper: they show no controls, and leave notes here.
  void put_on_paper(PrintNotes& notes);

  /// One frame of which nothing is painted: `use` gets what would be, without the soft edges that
  /// are there for a screen.
  void lay_out(Theme theme, double font_scale, const std::function<void()>& content,
               const std::function<void(const ImDrawData&)>& use);

  /// What was drawn last, RGBA, opaque. Throws Failed where reading fails.
  Image read() const;

  const Fonts& fonts() const;

  /// Mouse for the next frame.
  void mouse(const Mouse& mouse);

 private:
  void build(const std::function<void()>& content);

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace alphabar

#pragma once

#include <memory>
#include <string>

namespace alphabar {

/// What the driver says of a context.
struct GlInfo {
  std::string vendor, renderer, version;  ///< as GL_VENDOR, GL_RENDERER and GL_VERSION give them
  int major = 0, minor = 0;
  bool software = false;  ///< drawn by the processor (llvmpipe and its like), not by a GPU
};

/// An OpenGL core-profile context, with a window or without.
///
/// Current on at most one thread at a time. A new one is current on the thread that made it.
/// Make, share and destroy contexts on the main thread; use them on any.
class GlContext {
 public:
  virtual ~GlContext() = default;
  GlContext(const GlContext&) = delete;
  GlContext& operator=(const GlContext&) = delete;

  virtual void make_current() = 0;  ///< on the calling thread; throws Failed
  virtual void release() = 0;       ///< current on no thread any more

  /// A second context, without a window, that sees this one's buffers, textures and programs; for
  /// a worker thread. This one stays current where it is; the new one is current nowhere.
  virtual std::unique_ptr<GlContext> share() = 0;

  const GlInfo& info() const { return info_; }
  /// How the context was come by, for the log: "GLFW (null platform, EGL)".
  const std::string& origin() const { return origin_; }

 protected:
  explicit GlContext(std::string origin) : origin_(std::move(origin)) {}
  /// Reads info() from the current context. Throws Failed below OpenGL 3.3.
  void read_info();
  void copy_info(const GlContext& other) { info_ = other.info_; }

 private:
  GlInfo info_;
  std::string origin_;
};

/// A context that needs no display: draw into framebuffer objects, its own surface is of no use.
/// A GPU is preferred; where there is none, or no driver for it, Mesa's software renderer serves.
/// Throws Failed with what is missing.
std::unique_ptr<GlContext> make_headless_context();

/// Throws Failed, naming the package, where the OpenGL or EGL library is not installed. To be
/// called before anything of libepoxy, which would end the program instead.
void require_gl_libraries();

/// Throws Failed where there is too little memory for a driver, which would end the program
/// instead. To be called before the first context.
void require_gl_memory();

}  // namespace alphabar

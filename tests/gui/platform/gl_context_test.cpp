#include "core/gl/context/gl_context.h"

#include <epoxy/gl.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <thread>

#include "core/base/error.h"
#include "core/gl/context/egl_context.h"
#include "core/gl/context/glfw_context.h"

namespace alphabar {
namespace {

using Pixel = std::array<unsigned char, 4>;

GLuint make_texture(int size) {
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, size, size, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  return texture;
}

/// The framebuffer that draws into the texture; complete, or the test has failed.
GLuint bind_framebuffer(GLuint texture) {
  GLuint framebuffer = 0;
  glGenFramebuffers(1, &framebuffer);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
  EXPECT_EQ(glCheckFramebufferStatus(GL_FRAMEBUFFER), GLenum{GL_FRAMEBUFFER_COMPLETE});
  return framebuffer;
}

Pixel read_pixel(int x, int y) {
  Pixel pixel{};
  glReadPixels(x, y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel.data());
  return pixel;
}

void expect_that_it_draws(GlContext& context) {
  context.make_current();
  bind_framebuffer(make_texture(8));
  glClearColor(1.0f, 0.2f, 0.0f, 1.0f);  // 0.2 * 255 = 51
  glClear(GL_COLOR_BUFFER_BIT);
  EXPECT_EQ(read_pixel(5, 6), (Pixel{255, 51, 0, 255}));
  EXPECT_EQ(glGetError(), GLenum{GL_NO_ERROR});
  context.release();
}

TEST(HeadlessContext, DrawsAndComputesWithoutADisplay) {
  const auto context = make_headless_context();
  EXPECT_FALSE(context->info().renderer.empty());
  EXPECT_GE(context->info().major * 10 + context->info().minor, 43) << context->info().version;
  RecordProperty("renderer", context->info().renderer);
  expect_that_it_draws(*context);
}

TEST(HeadlessContext, IsMadeAgainAfterTheLastOneIsGone) {
  make_headless_context().reset();
  expect_that_it_draws(*make_headless_context());
}

TEST(HeadlessContext, SharesTexturesWithAWorkerThread) {
  const auto context = make_headless_context();
  const auto worker_context = context->share();
  EXPECT_EQ(worker_context->info().renderer, context->info().renderer);
  const GLuint texture = make_texture(4);  // on the first context, which stayed current
  glFinish();
  std::thread worker([&] {
    worker_context->make_current();
    bind_framebuffer(texture);
    glClearColor(0.0f, 0.0f, 1.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT);
    glFinish();
    worker_context->release();
  });
  worker.join();
  bind_framebuffer(texture);
  EXPECT_EQ(read_pixel(0, 0), (Pixel{0, 0, 255, 255}));
}

// The way taken where GLFW's null platform fails. Mesa has the surfaceless platform everywhere;
// other drivers need not, and there the GPU's device must do.
TEST(EglContext, DrawsWithoutGlfw) {
  std::unique_ptr<GlContext> context;
  try {
    context = make_egl_context(EglPlatform::surfaceless);
  } catch (const Failed&) {
    context = make_egl_context(EglPlatform::hardware_device);
  }
  expect_that_it_draws(*context);
  context->make_current();
  expect_that_it_draws(*context->share());
}

TEST(WindowContext, SaysThatThereIsNoDisplay) {
  unsetenv("DISPLAY");
  unsetenv("WAYLAND_DISPLAY");
  try {
    make_window_context({});
    FAIL() << "a window was opened without a display";
  } catch (const Failed& error) {
    EXPECT_NE(std::string(error.what()).find("no display"), std::string::npos) << error.what();
  }
}

TEST(WindowContext, NamesADisplayThatCannotBeOpened) {
  setenv("DISPLAY", ":971", 1);
  try {
    make_window_context({});
    FAIL() << "a window was opened on a display that does not exist";
  } catch (const Failed& error) {
    EXPECT_NE(std::string(error.what()).find(":971"), std::string::npos) << error.what();
  }
  unsetenv("DISPLAY");
}

}  // namespace
}  // namespace alphabar

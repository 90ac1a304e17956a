#include "app/formula/math_canvas.h"

#include <alphabar_math_font.h>
#include <rich_md_latex.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/error.h"

namespace alphabar {
namespace {

enum File : std::size_t { metrics, outlines };  // the order in which CMakeLists.txt embeds them

std::vector<std::uint8_t> bytes_of(File file) {
  const std::string_view bytes = math_font_files()[file].bytes;
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::unique_ptr<microtex::Render> set_formula(const std::string& latex, double size,
                                              HexColor color) {
  if (!RichMd::Latex::IsInitialized())
    RichMd::Latex::InitFromMemory(bytes_of(metrics), bytes_of(outlines));
  const auto pixels = static_cast<float>(size);
  try {
    return std::unique_ptr<microtex::Render>(
        microtex::MicroTeX::parse(latex, 0, pixels, pixels / 3, 0xFF000000U | color, true,
                                  {true, microtex::TexStyle::display}));
  } catch (const std::exception& problem) {
    throw BadRequest("formula", "latex", latex, "LaTeX that can be set", problem.what());
  }
}

}  // namespace alphabar

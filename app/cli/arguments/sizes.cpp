#include "app/cli/arguments/sizes.h"

#include <charconv>

#include "core/base/error.h"

namespace alphabar {

std::pair<int, int> parse_size(const std::string& text) {
  int width = 0, height = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, width);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == 'x') {
    const auto second = std::from_chars(first.ptr + 1, end, height);
    if (second.ec == std::errc() && second.ptr == end && width > 0 && height > 0)
      return {width, height};
  }
  throw BadRequest("", "--size", text, "WxH in pixels, such as 1280x800");
}

}  // namespace alphabar

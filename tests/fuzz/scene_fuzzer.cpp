#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/files/json/json_strict.h"
#include "core/io/scene_file.h"

// Anything but a scene, whose own text is read as the same scene, or a BadRequest is a finding; so
// is a text that the JSON library takes and the strict reader calls no JSON, or the other way
// round.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  try {
    parse_json(text, "");
    if (!nlohmann::json::accept(text)) std::abort();
  } catch (const BadRequest& error) {
    if (error.field() == "JSON" && nlohmann::json::accept(text)) std::abort();
  }
  try {
    const std::string written = to_json(scene_from_json(text, ""));
    if (to_json(scene_from_json(written, "")) != written) std::abort();
  } catch (const BadRequest&) {
  }
  return 0;
}

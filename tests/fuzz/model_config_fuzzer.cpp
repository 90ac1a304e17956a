#include <string>

#include "core/base/error.h"
#include "core/engine/unet/net/unet_config.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/files/json/json_strict.h"

// Anything but a net that can be measured or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  const std::string text(reinterpret_cast<const char*>(bytes), count);
  try {
    const UNetConfig config = unet_config_from_json(parse_json(text, "config.json"), "config.json");
    unet_size(config, 64, 64);
  } catch (const BadRequest&) {
  }
  return 0;
}
